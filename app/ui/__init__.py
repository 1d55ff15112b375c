"""The Qt window: shell, kit (theme, tables, fields, task runner) and one folder per screen with its view and presenter."""

from app.ui.quick_imports import spare_reading_of_sources

spare_reading_of_sources()
