"""Payments: taking them, the panel of all of them, one payment's page, giving money back, and deposits at the bank.

``screens`` has ``PaymentScreens``, which bootstrap makes once and which answers the actions of other screens. ``taking``
decides where a payment goes, without widgets; ``chooser`` shows and edits that and serves the sheet (``take_sheet``,
``take_presenter``) as well as the leftover of an older payment (``leftover``). ``panel`` and ``listing`` are the list,
``details`` one payment, ``giving_back`` the dialogs that reverse, ``deposits`` the way to the bank.
"""
