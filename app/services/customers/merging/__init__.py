"""Two accounts that are one customer's: looking at what a merge would do, doing it, and undoing it."""
