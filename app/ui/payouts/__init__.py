"""What the processor paid out, what does not tie out, whose payments are not known, and disputes: tabs of the Payments panel.

``screens`` has ``PayoutScreens``, which bootstrap makes once and which adds the tabs. ``page`` is the reconciliation of
deposits (``columns`` has its tables), ``strangers`` the list of payments without a customer, ``matching`` the sheet that gives
them one, ``disputes`` the list of disputes, ``words`` how all of them stand, in words.
"""
