"""Mail: whom the office sends as, in which words, what waits to be sent, and what became of it.

``senders`` is the address book of senders, ``kinds`` and ``templates`` the words, ``orders`` what a message about a document
says, ``queueing`` puts messages into the queue and takes them back, ``sending`` hands them to a server, ``failures`` tells of
refused charges. How a server is spoken to belongs to a gateway (``ports.MailGateway``).
"""
