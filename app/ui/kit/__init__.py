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
    ``Tasks(readers=2, network=8)``    one writer thread, several readers, a pool for the network.
      ``.read(fn, on_done, on_error=None, key="")``        ``fn() -> T`` in a reader; ``on_done(T)`` on the main thread.
      ``.write(fn, on_done, on_error=None)``               ``fn() -> Outcome`` (anything with ``.value`` and ``.changes``, as
                                                           ``Office.perform`` gives); ``on_done(value)`` comes after the
                                                           signal ``.changed(frozenset[str])``.
      ``.network(fn, on_done, on_error=None, key="")``     as read, in the pool; may return an Outcome too.
      ``.long(kind, title, fn, on_done, on_error=None)``   ``fn(progress) -> T``; after 500 ms the status bar shows title,
                                                           bar, remaining time and Cancel.
      each returns a ``Handle`` (``.cancel()``); ``.close()`` at the end, the one place that waits for threads.
    ``on_done`` and ``on_error`` are bound methods of a QObject (refused otherwise); a dead receiver gets nothing. ``key``:
    the latest wins, older results with the same key are dropped. ``on_error(error)`` returns True if it has shown the error
    (inline) itself; otherwise UserError becomes a sentence, EnvironmentFault offers Retry, anything else the crash dialog.
    ``Progress`` (protocol)            ``.step(done, total, text)``, ``.cancelled``.
    ``Written(value, changes)``        an Outcome of one's own: a value and the keys of what changed, e.g.
                                       ``frozenset({"customers", "invoices", "customer:17"})``.

Errors ``app.ui.kit.errors``
    ``show_error(parent, error, retry=None)``, ``CrashDialog``, ``scrub(text)``, ``Reporter(parent)``.

Tables ``app.ui.kit.tables``
    ``Column(key, title, text, kind=Kind.TEXT, width=120, sort="", value=None, status=None, tone=None, strong=None,
             checked=None, stretch=False, visible=True, editor=None)``   see ``tables.columns``. ``text(row) -> str``; kinds
        TEXT AMOUNT DATE STATUS COUNT CHECK; ``sort`` is the name the source sorts by ("" does not sort); ``value(row)`` is the
        raw value for spreadsheets and for sorting in RowsModel. Declare columns in a function (titles are translated).
    ``Status(text, tone, icon="")``    a pill; icons are the files in resources/icons, "" takes the tone's own.
    ``RowSource[R]`` (protocol)        ``ids(sort, descending, filter_) -> Sequence[int]`` and ``rows(ids) -> Sequence[R]``
                                       (any order; each row has ``.id``). Both run in a reader thread.
    ``PagedModel(source, columns, tasks, parent=None, sort="", descending=False)``   ``sort`` is a column's key;
                                       ``.set_filter(f)``, ``.set_sort(key, descending)``, ``.refresh()`` (loads),
                                       ``.set_source(s)``, ``.row(id)``, ``.count()``; signals ``loaded``, ``failed(error)``.
    ``RowsModel(columns, parent=None)``  small lists in memory: ``.set_rows(rows)``, ``.replace(row)``, ``.rows()``;
                                       signal ``edited(Edit(id, key, value))`` for CHECK and columns with an ``editor``
                                       (``editor=partial(AmountField, style)`` or any ``f(parent) -> field``).
    ``Table(name, settings, parent=None)``  ``.show_model(model)``, ``.set_empty(sentence, button, slot)``,
                                       ``.selected_ids()``, ``.select_ids(ids)``, ``.current_id()``, ``.set_current(id)``;
                                       signals ``selection_changed(ids)``, ``current_changed(id|None)``, ``opened(id)``.
                                       Sorting, column chooser, widths and order by name, Ctrl+C as TSV, Ctrl+A: built in.
    ``RowList(present, parent=None)``  the two-line list of the customer panel: ``present(row) -> TwoLines(title, amount,
                                       detail, status)``; the same methods and signals as Table, and ``typed(letter)``.
    ``shown(view) -> Snapshot``        ``.headings .kinds .keys``; ``.texts()`` and ``.values()`` read all matching rows in
                                       the view's columns and order, for export and print; call them in a worker.

Fields ``app.ui.kit.fields``: each has ``value()``,
    ``set_value(v)`` (tells nothing), ``error()`` and a signal ``changed(value)``.
    ``AmountField(style)``             minor units; ``style`` is ``formats.AmountFormat`` (or the like).
    ``DateField(style, today)``        a date; ``style`` is ``formats.DateFormat`` (or the like).
    ``ComboField(choices)``            ``choices: Sequence[tuple[value, words]]``; ``.set_choices(…)``.
    ``TextField(placeholder)``, ``NumberField(least, most)``, ``NoteField(placeholder)``, ``CheckField(words)``;
    ``field.set_needed(needed=True)``  an empty field is an error;  ``field.complain(sentence)`` shows one that the form found.
    ``SearchField(placeholder, wait_ms=0)``   signals ``searched(str)``, ``left_down()``.
    ``Form()``  ``.add(label, field, hint="", wide=True)``, ``.add_section(title)``, ``.add_wide(widget)``,
                  ``.set_error(field, sentence)``, ``.first_error()`` (focuses it), ``.set_visible(field, visible=)``.

Pieces ``app.ui.kit.pieces``
    ``Banner()``                       ``.show_message(tone, text, button="", slot=None)``, ``.clear()``, ``.text()``.
    ``Tile(label)``                    ``.show_figure(figure, note="", tone=None)``, ``.set_opens(opens=)``; signal ``clicked``.
    ``Fact(label)``                    ``.show_value(text)``: “Bill to”, “Contact”, “Plan”.
    ``Pill(status=None)``              ``.show_status(Status | None)``.
    ``PageHeader(title="", subtitle="")``   ``.show_title(title, subtitle)``, ``.add_action(text, slot, primary=False)``,
                                       ``.add_badge(widget)``, ``.add_widget(widget)``.
    ``Footer()``                       ``.show_texts(left, [(name, amount), …])``: counts left, bold sums right.
    ``TabStrip()``                     ``.add(key, text)``, ``.set_count(key, n | None)``, ``.select(key)``, ``.current()``;
                                       signal ``selected(str)``.
    ``TabPages()``                     a strip over lazily made pages: ``.add(key, text, factory)``, ``.page(key)``, ``.strip``.
    ``EmptyState(sentence, button="", slot=None)``, ``Toasts(parent).show_message(text, button="", slot=None)``,
    ``label(text, role="", wrap=, selectable=)``, ``column(*parts, spacing=8, margin=0)``, ``row(*parts, …)`` (None stretches),
    ``card(layout)``, ``scrolled(layout)``, ``Hairline(upright=)``. Slots are bound methods.

Dialogs ``app.ui.kit.dialogs``
    ``confirm(parent, title, text, yes, danger=False) -> bool``, ``ask_reason(parent, title, text, yes) -> str | None``,
    ``Sheet(title, parent=None, subtitle="")``  ``.body`` (layout), ``.set_buttons(save, save_and_next="")``, ``.add_button()``,
                                       ``.show_error(sentence)``, ``.set_busy(busy=)``, ``.set_savable(savable=)``,
                                       ``.set_typed(typed=)``; signals ``saved``, ``saved_and_next`` (Ctrl+Enter). Escape asks.
    ``Saving(tasks, sheet)`` (in ``app.ui.kit.saving``)  ``.write(job, done)``, ``.network()``, ``.long()``: keeps what a sheet
                                       says; no press meanwhile, a refusal is shown in it; ``.let_go()`` for ``finished``.

Page margins: 24 px around a page, 16 between parts, 8 inside groups; set the page's own role to "ground".

The shell ``app.ui.shell`` builds the window: ``MainWindow(settings, tasks, panels, commands)``; see there.
"""
