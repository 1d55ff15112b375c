"""Words that were mistyped: what each may have been meant to be. It is proposed and never taken for granted.

Names are none of this: what is nobody's name and no word of a question is looked at, and only beside words that questions use.
"""

from __future__ import annotations

from app.domain.asking.dates import ENGLISH, SPANISH
from app.domain.folding import fold

_SHORTEST, _LONG = 5, 8
_LISTED = """
    customer customers client clients account accounts invoice invoices bill bills payment payments plan plans subscription
    subscriptions job jobs visit visits appointment appointments card cards credit credits balance balances
    unpaid overdue outstanding late paid open active paused cancelled archived residential commercial scheduled unscheduled
    finished invoiced expired expiring billed without since before after between last next this year month week quarter
    check checks cheque cash transfer average largest smallest oldest newest how many much owes owing received collected
    cliente clientes cuenta factura facturas pago pagos planes suscripcion suscripciones trabajo trabajos visita visitas cita
    citas tarjeta tarjetas abono saldo saldos pagar pendiente pendientes vencida vencidas vencido vencidos abierta abiertas
    atrasado atrasados morosos activo activos cancelado archivado residencial comercial programado hecho hechos facturado
    caducan caduca desde antes despues entre ultimo ultimos ultima ultimas proximo proxima semana mes trimestre pasado pasada
    cheque cheques efectivo transferencia promedio mayor menor cuanto cuantos cuantas quien quienes deben debe cobramos
    facturamos
"""
_WORDS = frozenset(_LISTED.split()) | {word for dates in (ENGLISH, SPANISH) for word in (*dates.months, *dates.weekdays)}


def meant(word: str) -> str:
    """Return the one word of questions that ``word`` is a slip of, or empty when there is none or more than one.

    One letter may be wrong, missing, too many or in its neighbour's place; two in words of eight letters and more.
    """
    said = fold(word)
    if len(said) < _SHORTEST or said in _WORDS or not said.isalpha():
        return ""
    for most in (1, 2) if len(said) >= _LONG else (1,):
        found = {known for known in _WORDS if len(known) >= _SHORTEST - 1 and _slips(said, known, most) <= most}
        # “Facturra” may be one invoice or several: the nearest in length, if it is alone in that.
        if found:
            best = [known for known in found if len(known) == len(said)] or list(found)
            return best[0] if len(best) == 1 else ""
    return ""


def _slips(one: str, other: str, most: int) -> int:
    """Return how many slips lie between two words; more than ``most`` where that is certain early."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row = row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]
