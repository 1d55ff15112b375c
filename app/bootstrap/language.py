"""The language of the window: the one chosen in the settings, else the system's; Qt's own dialogs follow."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.domain.language import install
from app.services.translations import translations_for
from app.ui.kit.settings import Settings


def language_of(settings: Settings) -> str:
    """Return the language code that the window speaks."""
    return settings.text("language") or QLocale.system().name()


def speak(app: QApplication, settings: Settings) -> None:
    """Speak the chosen language from now on; called before the first widget is made, since words are set when shown."""
    language = language_of(settings)
    install(translations_for(language))
    own = QTranslator(app)
    if own.load(f"qtbase_{language.split('_')[0]}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(own)
