"""Handing mail to a server over SMTP: ``smtp`` speaks to it, ``writing`` makes the bytes of a letter. What is sent and when
belongs to ``app.services.mail``."""
