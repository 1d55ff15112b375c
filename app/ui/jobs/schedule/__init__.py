"""The calendar: week and month as painted grids that are walked and moved on by keyboard and by mouse.

``layout`` says what stands where, ``grid`` what both grids share, ``week`` and ``month`` paint; ``view`` is the page around
them, ``presenter`` decides.
"""
