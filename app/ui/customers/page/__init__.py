"""One customer's account: banner, header, tiles, facts, and the tabs under them. What is behind a tab belongs to ``tabs``.

``words`` says it in sentences, ``view`` shows it, ``presenter`` decides, ``explain`` takes a figure apart into its postings.
"""
