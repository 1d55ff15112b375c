"""The main window: rail, menus, status bar, Ctrl/Cmd+K, back and forward. It assembles panels and decides nothing.

``Panel(key, title, icon, factory)``           ``factory() -> QWidget`` is called after the first paint, when first visited.
    A panel's widget may have ``show_place(place: str)`` (go there: a customer's id, a tab), ``place() -> str``, a signal
    ``place_changed`` (str; pushed on the back/forward history) and ``refresh(changed: frozenset[str])``.
``Command(key, menu, text, run, shortcut="", needs="book", group="")``   an entry in menus and palette; menus: "file", "edit",
    "view", "go", "customer", "reports", "help"; needs: "" (always), "book", or any word given to ``window.set_context``.
``BookCaption(company, note="", locked="", backup="", user="", connection="", waiting=())``   what frame and rail say.
``Place(panel, at="")``                        where one is; ``window.go(place)``.
``Hit(title, detail, place, icon="", amount="")``, ``Provider`` protocol ``search(text) -> Sequence[Hit]`` (in a reader).
``MainWindow(settings, tasks, panels=(), commands=(), welcome=None)``: signal ``painted`` once after the first paint;
    ``set_book(caption | None)``, ``set_providers(providers)``, ``go(place)``, ``run(command_key)``, ``set_context(words)``,
    ``set_recent(items)``, ``toast(text, button, slot)``, ``set_waiting(lines)``.
"""
