"""The main window: rail, menus, status line, Ctrl/Cmd+K, back and forward. It assembles panels and decides
nothing.

``Panel(key, title, icon, factory)``   ``factory() -> QWidget`` is called when the panel is first visited and
a book is open. The
    widget may have ``show_place(at: str)`` (go there: a customer's id, a tab), ``place() -> str``, a signal
    ``place_changed`` (str; noted for Back) and ``refresh(changed: frozenset[str])``.
``Command(key, menu, text, run, shortcut="", needs="book", group="", role="")``   an entry in menus and
palette; ``needs`` is ""
    (always), "book", or any word given to ``window.set_context``. Several shortcuts are joined by " | ".
``BookCaption(company, note, locked, backup, user, connection, waiting, alarm)``   what frame and rail say, in
finished words.
``Place(panel, at="")``, ``Hit(title, detail, place, icon="", amount="")``, ``Provider.search(text) ->
Sequence[Hit]`` (a reader).
``MainWindow(settings, tasks, panels=(), commands=())``: signals ``painted`` (once, after the first paint: now
import what is
    heavy), ``open_recent(path)``, ``book_shown``; ``set_book(caption | None)``, ``set_caption(caption)``,
    ``set_waiting(lines, alarm)``, ``set_context(words)``, ``set_providers(providers)``,
    ``set_recent(recents)``, ``go(place)``,
    ``place()``, ``panel(key)``, ``run(command_key)``, ``toast(text, button, slot)``, ``commands``.

Make the application with ``app.ui.kit.theme.make_application`` and dress it with ``theme.apply`` before the
window. The first page offers the commands "book.open", "book.new" and "book.sample" if they were given.
"""
