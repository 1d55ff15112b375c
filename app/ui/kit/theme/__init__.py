"""How the window looks: named colours, fonts and the one stylesheet. Screens name a role or a tone, never a
colour.

``tokens`` holds the two palettes, ``apply`` puts one of them on the application, ``roles`` marks widgets.
"""

from app.ui.kit.theme.applied import apply, current, finish, make_application, mode, signals, zoom
from app.ui.kit.theme.roles import set_role
from app.ui.kit.theme.tokens import DARK, LIGHT, Tokens, Tone

__all__ = [
    "DARK",
    "LIGHT",
    "Tokens",
    "Tone",
    "apply",
    "current",
    "finish",
    "make_application",
    "mode",
    "set_role",
    "signals",
    "zoom",
]
