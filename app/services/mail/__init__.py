"""Mail: whom the office sends as, in which words, what waits to be sent, and what became of it.

``senders`` is the address book of senders (``testing`` tries one), ``kinds`` and ``templates`` the words (``examples`` previews
them), ``orders`` what a message about a document says, ``queueing`` puts messages into the queue and takes them back,
``sending`` hands them to a server step by step (``steps``), ``failures`` tells of refused charges. How a server is spoken to
belongs to a gateway (``ports.MailGateway``).
"""
