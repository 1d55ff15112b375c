"""Plan templates in the window: the list of what the office sells, and the sheet on which one is written."""
