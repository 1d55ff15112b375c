"""What concerns a book as a whole: founding one, the company's details and settings, importing, backup and restore.

``form`` has the fields that founding and settings share; ``founding``, ``settings`` and ``importing`` are sheets; ``keeping``
asks for the files of backup and restore. Which of them is opened when belongs to bootstrap.
"""
