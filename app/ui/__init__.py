"""The Qt window: shell, kit (theme, tables, fields, task runner) and one folder per screen with its view and presenter."""

from app.ui.quick_imports import import_qt_quickly

import_qt_quickly()
