"""Asking the book a question: the form a query has, how it is written and read, and how questions become queries.

``form`` is the typed query; ``writing`` and ``parsing`` turn it into text and back; ``fields`` says what can be asked of what.
Questions in English and Spanish are read by ``questions``, which knows phrases (``english``, ``spanish``) and puts what they
mean together (``composing``). Whatever is not read in a question is said; nothing is guessed. No store is known here.
"""
