"""Mail in the window: what waits and what was sent (``queue``), one message whole (``reading``), the senders and the words,
the sheets in which one or many messages are written, and the postman who sends what waits while the window is open.

``screens`` opens them. What a message says and what becomes of it belongs to ``app.services.mail``.
"""
