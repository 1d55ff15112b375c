"""Whether there is a screen to open a window on; without one Qt would end the program with a core dump."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from app.domain.errors import EnvironmentFault
from app.domain.language import _

# What names a screen on Linux, or makes do without one.
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def need_screen(environment: Mapping[str, str]) -> None:
    """Refuse to open a window where none can be shown.

    Raises:
        EnvironmentFault: always then; elsewhere nothing happens.
    """
    if sys.platform.startswith("linux") and not any(environment.get(name) for name in _SCREENS):
        raise EnvironmentFault(
            _("There is no screen here to open the window on."), _("“counterfoil --help” lists the commands, which need none.")
        )
