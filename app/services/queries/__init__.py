"""The read side: each question that a screen, a report or a command asks, answered once and in SQL, as frozen rows."""
