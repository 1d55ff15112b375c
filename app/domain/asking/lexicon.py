"""The words of the query form in another language: how a query is shown there, and read where it was typed so.

What is kept is always the English spelling (``writing``); a word of either language is read (``parsing``). Words are compared
folded, so that accents may be left out. Spanish is the only other language yet: how it bends its periods is written out here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.domain.asking.fields import FIELDS, Subject
from app.domain.folding import fold

_Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Lexicon:
    """The words of one language, by the English ones; of several the first is written and all are read.

    Attributes:
        keywords: where, and, or, not, by, of, descending, this, days.
        subjects: what is asked about.
        measures: what is wanted of it.
        fields: what fields are called, of every subject that has none of its own in ``own``.
        own: what fields are called of one subject.
        choices: the words that fields are compared with.
        units: stretches of the calendar: one, several, and whether they are feminine.
    """

    keywords: _Words
    subjects: _Words
    measures: _Words
    fields: _Words
    own: Mapping[tuple[str, str], tuple[str, ...]]
    choices: _Words
    units: Mapping[str, tuple[str, str, bool]]

    def field(self, subject: Subject, name: str) -> str:
        """Return what a field is called."""
        return self._named(subject, name)[0]

    def period(self, text: str) -> str:
        """Return a period, as a query writes it, in this language."""
        if text in _NEAR:
            return _NEAR[text]
        if match := _TURNING.fullmatch(text):
            one, _many, feminine = self.units[match[2]]
            return _turning(match[1], one, feminine=feminine)
        if match := _RUNNING.fullmatch(text):
            one, many, feminine = self.units[match[3]]
            first = "últim" if match[1] == "last" else "próxim"
            plural = match[2] != "1"
            return f"{first}{'a' if feminine else 'o'}{'s' if plural else ''}-{match[2]}-{many if plural else one}"
        if match := _AGO.fullmatch(text):
            return f"hace-{match[1]}-{self._counted(match[2], match[1])}"
        if match := _AHEAD.fullmatch(text):
            return f"en-{match[1]}-{self._counted(match[2], match[1])}"
        return re.sub(r"-q([1-4])", r"-t\1", text)

    def english_period(self, word: str) -> str:
        """Return a period that was written in this language as the English form writes it; other words as they are."""
        said = fold(word)
        for english, own in _NEAR.items():
            if fold(own) == said:
                return english
        if match := _OWN_TURNING.fullmatch(said):
            unit = self._unit(match["this"] or match["next"] or match["last"])
            if unit:
                return f"{'this' if match['this'] else 'next' if match['next'] else 'last'}-{unit}"
        if match := _OWN_RUNNING.fullmatch(said):
            unit = self._unit(match[3])
            if unit:
                return f"{'last' if match[1] == 'ultim' else 'next'}-{match[2]}-{unit}"
        if match := _OWN_AWAY.fullmatch(said):
            unit = self._unit(match[3])
            if unit:
                return f"{match[2]}-{unit}-ago" if match[1] == "hace" else f"in-{match[2]}-{unit}"
        return re.sub(r"-t([1-4])", r"-q\1", said)

    # What was typed, as the English form has it

    def keyword(self, word: str) -> str:
        """Return the English keyword that ``word`` (lower case) is; else ``word``."""
        return self._known_keywords.get(fold(word), word)

    def measure(self, word: str) -> str:
        """Return the English measure that ``word`` is; else ``word``."""
        return self._known_measures.get(fold(word), word)

    def subject(self, word: str) -> str:
        """Return the English subject that ``word`` is; else ``word``."""
        return self._known_subjects.get(fold(word), word)

    def field_name(self, subject: Subject, word: str) -> str:
        """Return the English name of the field that ``word`` is of a subject; else ``word``."""
        return self._known_fields[subject].get(fold(word), word)

    def choice(self, word: str) -> str:
        """Return the English choice that ``word`` is; else ``word``."""
        return self._known_choices.get(fold(word), word)

    def _named(self, subject: Subject, name: str) -> tuple[str, ...]:
        return self.own.get((subject, name)) or self.fields[name]

    def _counted(self, unit: str, count: str) -> str:
        one, many, _feminine = self.units[unit]
        return one if count == "1" else many

    def _unit(self, word: str) -> str:
        return next((unit for unit, (one, many, _f) in self.units.items() if word in (fold(one), fold(many))), "")

    @cached_property
    def _known_keywords(self) -> Mapping[str, str]:
        return _turned(self.keywords)

    @cached_property
    def _known_measures(self) -> Mapping[str, str]:
        return _turned(self.measures)

    @cached_property
    def _known_subjects(self) -> Mapping[str, str]:
        return _turned(self.subjects)

    @cached_property
    def _known_choices(self) -> Mapping[str, str]:
        return _turned(self.choices)

    @cached_property
    def _known_fields(self) -> Mapping[Subject, Mapping[str, str]]:
        return {
            subject: _turned({name: self._named(subject, name) for name in FIELDS[subject]}) for subject in Subject
        }


def _turned(words: _Words) -> Mapping[str, str]:
    return {fold(own): english for english, listed in words.items() for own in listed}


_UNIT = "day|week|month|quarter|year"
_TURNING = re.compile(r"(last|this|next)-(week|month|quarter|year)")
_RUNNING = re.compile(rf"(last|next)-([0-9]+)-({_UNIT})s?", re.ASCII)
_AGO = re.compile(rf"([0-9]+)-({_UNIT})s?-ago", re.ASCII)
_AHEAD = re.compile(rf"in-([0-9]+)-({_UNIT})s?", re.ASCII)
_OWN_TURNING = re.compile(r"est[ea]-(?P<this>[a-z]+)|proxim[oa]-(?P<next>[a-z]+)|(?P<last>[a-z]+)-pasad[oa]")
_OWN_RUNNING = re.compile(r"(ultim|proxim)[oa]s?-([0-9]{1,4})-([a-z]+)", re.ASCII)
_OWN_AWAY = re.compile(r"(hace|en|dentro-de)-([0-9]{1,4})-([a-z]+)", re.ASCII)
_NEAR = {"today": "hoy", "yesterday": "ayer", "tomorrow": "mañana"}


def _turning(which: str, unit: str, *, feminine: bool) -> str:
    end = "a" if feminine else "o"
    if which == "last":
        return f"{unit}-pasad{end}"
    return f"próxim{end}-{unit}" if which == "next" else f"est{'a' if feminine else 'e'}-{unit}"


SPANISH = Lexicon(
    keywords={
        "where": ("donde",), "and": ("y", "e"), "or": ("o", "u"), "not": ("no",), "by": ("por",), "of": ("de",),
        "descending": ("descendente",), "this": ("este", "esta"), "days": ("días",),
    },
    subjects={
        "customers": ("clientes",), "invoices": ("facturas",), "payments": ("pagos", "cobros"), "plans": ("planes",),
        "jobs": ("trabajos",), "cards": ("tarjetas",), "credits": ("abonos",), "balance": ("saldo",),
    },
    measures={
        "count": ("cantidad",), "last": ("últimos", "último", "últimas", "última"),
        "first": ("primeros", "primero", "primeras", "primera"), "next": ("próximos", "próximo", "próximas", "próxima"),
        "sum": ("suma",), "average": ("promedio", "media"), "largest": ("mayores", "mayor"),
        "smallest": ("menores", "menor"), "list": ("lista",),
    },
    fields={
        "customer": ("cliente",), "name": ("nombre",), "account": ("cuenta",), "kind": ("tipo",), "status": ("estado",),
        "state": ("estado",), "manager": ("gestor",), "tag": ("etiqueta",), "terms": ("condiciones",), "city": ("ciudad",),
        "since": ("alta",), "due": ("vence",), "overdue": ("vencido",), "credit": ("saldo-a-favor",),
        "lifetime": ("valor-total",), "days-late": ("días-de-retraso",), "plans": ("planes",), "sites": ("sedes",),
        "open-jobs": ("trabajos-abiertos",), "card-expires": ("tarjeta-caduca",), "next-bill": ("próxima-factura",),
        "last-payment": ("último-pago",), "last-invoice": ("última-factura",), "cards": ("tarjetas",),
        "billed": ("facturado",), "paid": ("pagado",), "during": ("durante",), "number": ("número",), "issued": ("emisión",),
        "total": ("importe",), "open": ("pendiente",), "subject": ("asunto",), "site": ("sede",), "received": ("recibido",),
        "method": ("forma",), "amount": ("importe",), "unapplied": ("sin-aplicar",), "reference": ("referencia",),
        "started": ("inicio",), "ends": ("fin",), "price": ("precio",), "paid-by": ("pagado-con",), "title": ("título",),
        "date": ("fecha",), "scheduled": ("programado",), "done": ("hecho",), "assigned": ("asignado",),
        "expires": ("caduca",), "reason": ("motivo",), "on": ("al",),
    },
    own={(Subject.CUSTOMERS, "due"): ("debe", "adeudado")},
    choices={
        "residential": ("residencial", "particular"), "commercial": ("comercial",), "active": ("activo", "activa"),
        "archived": ("archivado",), "billed": ("emitida",), "unpaid": ("sin-pagar", "pendiente", "impagada"),
        "overdue": ("vencida",), "partly-paid": ("pagada-en-parte",), "paid": ("pagada",), "draft": ("borrador",),
        "void": ("anulada", "anulado"), "written-off": ("incobrable",), "any": ("cualquiera",), "cash": ("efectivo",),
        "check": ("cheque",), "card": ("tarjeta",), "bank": ("transferencia", "banco"), "other": ("otro", "otra"),
        "posted": ("contabilizado",), "reversed": ("revertido", "devuelto"), "live": ("vigente",),
        "pending": ("por-aceptar",), "paused": ("en-pausa", "pausado"), "cancelled": ("cancelado",),
        "ended": ("terminado",), "open": ("abierto",), "unscheduled": ("sin-programar",), "scheduled": ("programado",),
        "in-progress": ("en-curso",), "done": ("hecho",), "invoiced": ("facturado",), "issued": ("emitido",),
    },
    units={
        "day": ("día", "días", False), "week": ("semana", "semanas", True), "month": ("mes", "meses", False),
        "quarter": ("trimestre", "trimestres", False), "year": ("año", "años", False),
    },
)  # fmt: skip
LEXICONS: Mapping[str, Lexicon] = {"es": SPANISH}
