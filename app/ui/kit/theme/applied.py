"""Puts a palette, the bundled fonts and the one stylesheet on the application and says when that changes.

Which colours there are belongs to ``tokens``; what a widget looks like belongs to
``resources/style/counterfoil.qss``.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.kit import resources
from app.ui.kit.theme.tokens import DARK, LIGHT, Tokens

FAMILIES = ["Noto Sans", "Counterfoil Marks"]
_FIRST_FONTS = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "CounterfoilMarks-Regular.ttf")
_LATER_FONTS = ("NotoSans-Italic.ttf", "CounterfoilMarks-Bold.ttf")
_BODY_PX = 13


class ThemeSignals(QObject):
    """Tells widgets that paint for themselves that colours or sizes are new."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode = "system"
        self.zoom = 100
        self.tokens: Tokens = LIGHT
        self.fonts_ready = False
        self.system_is_dark = False
        self.fusion = False

    def follow_system(self) -> None:
        """Take over the desktop's new colour scheme when the user left the choice to it."""
        from PySide6.QtCore import Qt

        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        self.system_is_dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        if self.mode == "system":
            apply(app, "system", self.zoom)


_state: ThemeSignals | None = None


def signals() -> ThemeSignals:
    """Return the object whose ``changed`` is emitted after every change of theme or zoom."""
    global _state  # noqa: PLW0603 - one application has one theme
    if _state is None:
        _state = ThemeSignals()
    return _state


def current() -> Tokens:
    """Return the palette in use."""
    return signals().tokens


def mode() -> str:
    """Return what the user chose: "light", "dark" or "system"."""
    return signals().mode


def zoom() -> int:
    """Return the size of text in percent of normal."""
    return signals().zoom


def register_fonts() -> None:
    """Make the bundled fonts known; before the first widget, because a machine may have none of its own."""
    state = signals()
    if state.fonts_ready:
        return
    for name in _FIRST_FONTS:
        QFontDatabase.addApplicationFont(str(resources.path("fonts", name)))
    state.fonts_ready = True


def font(points: float = 1.0, *, bold: bool = False) -> QFont:
    """Return the text font at ``points`` times the body size, with figures of equal width."""
    result = QFont(FAMILIES)
    result.setPixelSize(pixels(_BODY_PX * points))
    result.setBold(bold)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def pixels(at_normal: float) -> int:
    """Return a length for the zoom in use."""
    return round(at_normal * signals().zoom / 100)


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the application in the Fusion style; call it once, before the first widget.

    (Naming the style as an argument spares the first paint what ``setStyle`` loads.)
    """
    program, *rest = arguments or ("counterfoil",)
    signals().fusion = True
    return QApplication([program, "-style", "Fusion", *rest])


def apply(app: QApplication, mode: str = "system", zoom: int = 100) -> None:
    """Dress the application; called before the first widget and again whenever the user chooses.

    Args:
        app: the running application.
        mode: "light", "dark", or "system" for what the desktop prefers.
        zoom: size of text in percent, 75 to 200.
    """
    state = signals()
    if not state.fonts_ready:
        state.system_is_dark = app.palette().window().color().lightness() < 128
        register_fonts()
        if not state.fusion:
            app.setStyle("Fusion")
    state.mode = mode
    state.zoom = max(75, min(200, zoom))
    state.tokens = DARK if mode == "dark" or (mode == "system" and state.system_is_dark) else LIGHT
    app.setFont(font())
    app.setPalette(_palette(state.tokens))
    app.setStyleSheet(stylesheet(state.tokens))
    state.changed.emit()


def finish(app: QApplication) -> None:
    """Do what the first paint did not need: further fonts, and following the desktop's choice from now on."""
    for name in _LATER_FONTS:
        QFontDatabase.addApplicationFont(str(resources.path("fonts", name)))
    app.styleHints().colorSchemeChanged.connect(signals().follow_system)


def stylesheet(tokens: Tokens) -> str:
    """Return the stylesheet with every name in it replaced by its colour or size."""
    template = Template(resources.path("style", "counterfoil.qss").read_text(encoding="utf-8"))
    sizes = {f"px{n}": f"{pixels(n)}px" for n in (11, 12, 13, 14, 16, 18, 20, 22, 24, 28, 32, 40, 82)}
    images = resources.path("style").as_posix()
    return template.substitute(tokens.as_dict(), images=images, **sizes)


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: t.ground,
        role.WindowText: t.ink,
        role.Base: t.surface,
        role.AlternateBase: t.hover,
        role.Text: t.ink,
        role.PlaceholderText: t.quiet,
        role.Button: t.surface,
        role.ButtonText: t.ink,
        role.BrightText: t.alarm,
        role.Highlight: t.accent,
        role.HighlightedText: t.accent_ink,
        role.Accent: t.accent,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.ToolTipBase: t.toast,
        role.ToolTipText: t.toast_ink,
        role.Light: t.surface,
        role.Midlight: t.line,
        role.Mid: t.edge,
        role.Dark: t.edge,
        role.Shadow: t.line,
    }
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(t.disabled))
    return palette
