"""Estimates: the tab of an account, the sheet one is written on, its window, and the sheets for answers, deposits and plans."""
