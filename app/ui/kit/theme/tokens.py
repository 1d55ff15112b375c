"""Every colour of the window by name, light and dark. Two palettes chosen by hand; neither is derived from
the other.

Contrast is held by a test: text pairs at least 4.5:1, focus rings at least 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """What a status means to the reader. Shown as icon, words and colour together, never as colour alone."""

    ALARM = "alarm"
    CARE = "care"
    GOOD = "good"
    INFO = "info"
    QUIET = "quiet"


class Tokens:
    """One palette. ``…_ground`` is what the colour of the same name is written on.

    (A plain class: a generated one costs more than a millisecond before the first paint.)
    """

    name: str
    ground: str
    surface: str
    rail: str
    ink: str
    quiet: str
    line: str
    edge: str
    hover: str
    select: str
    accent: str
    accent_ink: str
    accent_hover: str
    accent_press: str
    focus: str
    focus_on_accent: str
    disabled: str
    alarm: str
    alarm_ground: str
    care: str
    care_ground: str
    good: str
    good_ground: str
    info: str
    info_ground: str
    neutral: str
    neutral_ground: str
    toast: str
    toast_ink: str
    toast_link: str

    def __init__(self, **colours: str) -> None:
        self.__dict__.update(colours)

    def as_dict(self) -> dict[str, str]:
        """Return all colours by name."""
        return dict(self.__dict__)

    def tone(self, tone: Tone) -> tuple[str, str]:
        """Return text colour and ground of ``tone``."""
        return {
            Tone.ALARM: (self.alarm, self.alarm_ground),
            Tone.CARE: (self.care, self.care_ground),
            Tone.GOOD: (self.good, self.good_ground),
            Tone.INFO: (self.info, self.info_ground),
            Tone.QUIET: (self.neutral, self.neutral_ground),
        }[tone]


LIGHT = Tokens(
    name="light",
    ground="#F6F6F3",
    surface="#FFFFFF",
    rail="#EDEDE8",
    ink="#1C2227",
    quiet="#5A646D",
    line="#E2E2DC",
    edge="#CBCCC6",
    hover="#F0F0EC",
    select="#E3EDF7",
    accent="#1D5C9E",
    accent_ink="#FFFFFF",
    accent_hover="#174D86",
    accent_press="#123F6F",
    focus="#2F75BD",
    focus_on_accent="#9CC4EE",
    disabled="#A3A9AE",
    alarm="#8B1A10",
    alarm_ground="#FBE3E1",
    care="#6B4A00",
    care_ground="#FFF1CC",
    good="#1E5B33",
    good_ground="#E2F3E6",
    info="#1D5C9E",
    info_ground="#D9E7F5",
    neutral="#535C65",
    neutral_ground="#E9EAEA",
    toast="#1C2227",
    toast_ink="#F6F6F3",
    toast_link="#9CC7F2",
)

DARK = Tokens(
    name="dark",
    ground="#16191C",
    surface="#1E2226",
    rail="#121517",
    ink="#E8EAEC",
    quiet="#9DA8B1",
    line="#2B3136",
    edge="#3D454C",
    hover="#252A2F",
    select="#22364A",
    accent="#7CB2E8",
    accent_ink="#0E1519",
    accent_hover="#94C2EF",
    accent_press="#A9CFF4",
    focus="#7CB2E8",
    focus_on_accent="#17497A",
    disabled="#626B73",
    alarm="#FFB4AB",
    alarm_ground="#4A1F1B",
    care="#F5D67B",
    care_ground="#453711",
    good="#9BD6A8",
    good_ground="#173523",
    info="#9CC7F2",
    info_ground="#1D3A58",
    neutral="#B3BDC5",
    neutral_ground="#2C3237",
    toast="#E8EAEC",
    toast_ink="#1C2227",
    toast_link="#1D5C9E",
)
