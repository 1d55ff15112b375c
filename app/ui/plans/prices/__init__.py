"""Price changes of many plans in the window: shown before they are made, listed afterwards, and taken back."""
