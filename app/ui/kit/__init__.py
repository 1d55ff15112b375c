"""Parts every screen is made of: theme, task runner, paged tables, fields, small pieces. Nothing here knows a customer.

The kit uses Qt and ``app.domain`` only; services, queries and the store reach it as plain callables and frozen rows.
Import each part from its own module (nothing is imported here, so that the first window paints early).

Settings ``app.ui.kit.settings``
    ``Settings(path)``                 one JSON file; ``.get(name, default)``, ``.put(name, value)``, ``.save()``.

Theme ``app.ui.kit.theme``
    ``Tone``                           ALARM CARE GOOD INFO QUIET: what a status means; never colour alone.
    ``apply(app, mode="system", zoom=100)``   ``"light" | "dark" | "system"``; palette, stylesheet, fonts.
    ``current() -> Tokens``            colours by name: ``.ground .surface .ink .quiet .line .accent .alarm …``
    ``signals().changed``              a Signal without arguments after every change.
    ``set_role(widget, role)``         text and button roles of the one stylesheet: "title", "heading", "figure", "quiet",
                                       "strong", "alarm", "primary" (the one main button), "link", "card", "ground".
    ``icon(name, tone=None) -> QIcon``  our own SVGs in resources/icons, tinted (``app.ui.kit.icons``).

Tasks ``app.ui.kit.tasks`` (the window never waits)
    ``Tasks(readers=2, network=4)``    one writer thread, several readers, a pool for the network.
      ``.read(fn, on_done, on_error=None, key="")``        ``fn() -> T`` in a reader; ``on_done(T)`` on the main thread.
      ``.write(fn, on_done, on_error=None)``               ``fn() -> Written(value, changed)``; ``on_done(value)`` comes
                                                           after the signal ``.changed(frozenset[str])``.
      ``.network(fn, on_done, on_error=None, key="")``     as read, in the pool; may return ``Written`` too.
      ``.long(kind, title, fn, on_done, on_error=None)``   ``fn(progress) -> T``; after 500 ms the status bar shows title,
                                                           bar, remaining time and Cancel.
      each returns a ``Handle`` (``.cancel()``); ``.close()`` at the end, the one place that waits for threads.
    ``on_done`` and ``on_error`` are bound methods of a QObject (refused otherwise); a dead receiver gets nothing. ``key``:
    the latest wins, older results with the same key are dropped. ``on_error(error)`` returns True if it has shown the error
    (inline) itself; otherwise UserError becomes a sentence, EnvironmentFault offers Retry, anything else the crash dialog.
    ``Progress`` (protocol)            ``.step(done, total, text)``, ``.cancelled``.
    ``Written(value, changed)``        what a write gives back: its value and the keys of what changed, e.g.
                                       ``frozenset({"customers", "invoices", "customer:17"})``.

Errors ``app.ui.kit.errors``
    ``show_error(parent, error, retry=None)``, ``CrashDialog``, ``scrub(text)``, ``Reporter(parent)``.

Tables ``app.ui.kit.tables``
    ``Column(key, title, text, kind=Kind.TEXT, width=120, sort="", value=None, status=None, tone=None, stretch=False,
             visible=True, editable=False)``
        ``text(row) -> str``; kinds TEXT AMOUNT DATE STATUS COUNT CHECK; ``sort`` is the name the source sorts by ("" does not
        sort); ``value(row)`` raw value for spreadsheets and for sorting in RowsModel; ``status(row) -> Status | None`` for
        STATUS; ``tone(row) -> Tone | None`` colours one cell. Declare columns in a function (titles are translated).
    ``Status(text, tone, icon="")``    a pill.
    ``RowSource[R]`` (protocol)        ``ids(sort, descending, filter) -> Sequence[int]`` and ``rows(ids) -> Sequence[R]``
                                       (any order; each row has ``.id``). Both run in a reader thread.
    ``PagedModel(source, columns, tasks, parent=None, sort="", descending=False)``
                                       ``.set_filter(f)``, ``.set_sort(key, descending)``, ``.refresh()``, ``.set_source(s)``,
                                       ``.row(id)``, ``.count()``; signals ``loaded``, ``failed``.
    ``RowsModel(columns, parent=None)``  small lists in memory: ``.set_rows(rows)``, ``.replace(row)``, ``.rows()``;
                                       signal ``edited(Edit(id, key, value))`` for CHECK and editable columns.
    ``Table(name, settings, parent=None)``  QTableView: ``.show_model(model)``, ``.set_empty(sentence, button, slot)``,
                                       ``.selected_ids()``, ``.select_ids(ids)``, ``.current_id()``, ``.set_current(id)``;
                                       signals ``selection_changed(ids)``, ``current_changed(id|None)``, ``opened(id)``.
                                       Sorting, column chooser, widths and order by name, Ctrl+C as TSV, Ctrl+A: built in.
    ``RowList(present, parent=None)``  the two-line list of the customer panel: ``present(row) -> TwoLines(title, amount,
                                       detail, status)``; the same methods and signals as Table.
    ``shown(view) -> Snapshot``        ``.headings .kinds .keys``; ``.texts()`` and ``.values()`` read all matching rows in
                                       the view's columns and order, for export and print; call them in a worker.

Fields ``app.ui.kit.fields``
    ``AmountField(notation, currency)``   ``.minor() -> int | None``, ``.set_minor(m)``, ``.error()``; signal ``changed(object)``.
    ``DateField(today, order, month_names)``  ``.date() -> date | None``, ``.set_date(d)``; signal ``changed(object)``.
    ``ComboField(choices)``            ``choices: Sequence[tuple[object, str]]``; ``.value()``, ``.set_value(v)``, ``changed``.
    ``TextField()``, ``SearchField(placeholder)`` (``searched(str)`` after each pause of typing).
    ``Form()``                         ``.add(label, field, hint="")``, ``.set_error(field, sentence)``, ``.first_error()``.

Pieces ``app.ui.kit.pieces``
    ``Banner()``                       ``.show_message(tone, text, button="", slot=None)``, ``.clear()``.
    ``Tile(label)``                    ``.show_figure(figure, note="", tone=None)``; signal ``clicked``.
    ``Pill()``                         ``.show_status(Status | None)``.
    ``PageHeader()``                   ``.show_title(title, subtitle="")``, ``.add_action(text, slot, primary=False) -> QPushButton``.
    ``TabStrip()``                     ``.add(key, text)``, ``.set_count(key, n | None)``, ``.select(key)``; signal ``selected(str)``.
    ``TabPages()``                     a TabStrip over lazily made pages: ``.add(key, text, factory)``.
    ``EmptyState(sentence, button="", slot=None)``, ``Footer()`` (quiet text left, strong totals right: ``.show_texts(left, totals)``).
    ``Toasts(parent)``                 ``.show_message(text, button="", slot=None)``: “Note deleted · Undo”, at the bottom.
    ``Hairline()``, ``label(text, role="")``, ``column(spacing)``, ``row(spacing)`` layouts on the 8 px grid.

Dialogs ``app.ui.kit.dialogs``
    ``confirm(parent, title, text, yes) -> bool``, ``ask_reason(parent, title, text, yes) -> str | None``,
    ``Sheet(parent, title)``           a form dialog: ``.body`` layout, ``.set_buttons(save=…, more=…)``; Ctrl+Enter saves and
                                       starts the next, Escape leaves (asks when something was typed).

The shell ``app.ui.shell`` builds the window: ``MainWindow(settings, tasks, panels, commands)``; see there.
"""
