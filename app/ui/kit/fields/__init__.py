"""Fields for forms without a mouse: each has ``value()``, ``set_value(v)``, ``error()`` and a signal ``changed``.

What a text means is decided in ``app.domain.amount_input`` and ``date_input``; forms show a field's error in words under it.
"""

from app.ui.kit.fields.amount import AmountField, AmountStyle
from app.ui.kit.fields.choice import CheckField, ComboField
from app.ui.kit.fields.form import Form
from app.ui.kit.fields.on_date import DateField, DateStyle
from app.ui.kit.fields.text import NoteField, NumberField, SearchField, TextField

__all__ = [
    "AmountField",
    "AmountStyle",
    "CheckField",
    "ComboField",
    "DateField",
    "DateStyle",
    "Form",
    "NoteField",
    "NumberField",
    "SearchField",
    "TextField",
]
