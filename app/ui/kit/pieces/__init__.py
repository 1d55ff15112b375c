"""Small pieces that every page is made of: banner, tiles, pill, header, tabs, toast, empty state. No
decisions inside."""

from app.ui.kit.pieces.banner import Banner
from app.ui.kit.pieces.empty import EmptyState
from app.ui.kit.pieces.header import Footer, PageHeader
from app.ui.kit.pieces.layout import Hairline, card, column, label, row, scrolled
from app.ui.kit.pieces.pill import Pill
from app.ui.kit.pieces.tabs import TabPages, TabStrip
from app.ui.kit.pieces.tile import Fact, Tile
from app.ui.kit.pieces.toast import Toasts

__all__ = [
    "Banner",
    "EmptyState",
    "Fact",
    "Footer",
    "Hairline",
    "PageHeader",
    "Pill",
    "TabPages",
    "TabStrip",
    "Tile",
    "Toasts",
    "card",
    "column",
    "label",
    "row",
    "scrolled",
]
