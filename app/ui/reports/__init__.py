"""Reports in the window: aging, income by month, trial balance, each with its chart, to look at, print and export.

``catalogue`` says which reports there are and asks the book; ``page`` shows one, ``picture`` draws its chart, ``panel`` has
the tabs. The same ``TableReport`` is shown, printed and exported, so all three agree.
"""
