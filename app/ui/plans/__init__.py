"""Service plans in the window: the list, one plan's details and what can be done to it, selling, the tab of a customer."""
