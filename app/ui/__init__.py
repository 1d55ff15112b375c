"""The Qt window: shell, kit (theme, tables, fields, task runner) and one folder per screen with its view and presenter."""
