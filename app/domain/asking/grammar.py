"""The query form told to whoever is to write it without knowing the book: a language model, or a person who asks for help.

It names subjects, fields and words, and nothing of any customer.
"""

from __future__ import annotations

from datetime import date

from app.domain.asking.fields import DATE_OF, FIELDS, NEXT_OF, Field, Kind, Subject, amounts_of

_RULES = """\
QUERY     = [MEASURE] SUBJECT ["where" CLAUSES] ["by" FIELD ["descending"]]
CLAUSES   = ALL {"or" ALL}; ALL = CLAUSE {"and" CLAUSE}; CLAUSE = CONDITION | "not" CLAUSE | "(" CLAUSES ")"
MEASURE   = "count of" | "last" [NUMBER] | "first" [NUMBER] | "next"
          | ("sum" | "average") AMOUNT-FIELD "of" | ("largest" | "smallest") [NUMBER] AMOUNT-FIELD "of"
CONDITION = FIELD SIGN VALUE
SIGN      = "=" | "!=" | "<" | "<=" | ">" | ">=" ; "~" means that a text holds another
Dates are compared with a whole period: "=" lies in it, ">=" since it began, "<" before it began, ">" after it ended.
Periods   : 2026-03-05, 2026-03, 2026-q1, 2026, 2026-03-05..2026-04-01, today, yesterday, tomorrow,
            this-week, last-month, next-quarter, last-year, last-30-days, next-2-weeks, 60-days-ago, in-10-days
Amounts are plain numbers such as 1250.50; texts with spaces stand in double quotes.
A field that holds a date, an amount or a number may be compared with another of the same kind.
customer = this means the customer whose page is open; customer = "Name" means a customer by name.
"next" means the earliest that is still to come.
Customers' billed and paid are amounts of all time, or of the one period that "during = PERIOD" beside them says.
A balance is asked for as: balance where customer = "Name" [and on = PERIOD]"""


def grammar() -> str:
    """Return the whole form: its rules, and the fields of every subject with what they are compared with."""
    return "\n".join((_RULES, "", *(_told(subject) for subject in Subject)))


def instructions(today: date) -> str:
    """Return what a language model is told before it is shown a question."""
    return (
        "You translate one question, in English or Spanish, about the books of a service business into one query of the form "
        "below. Answer with the query alone, on one line, without quotation marks around it and without any explanation. Names "
        "of customers stand in the question as CUSTOMER1, CUSTOMER2 and so on: repeat them in quotes. If the question cannot "
        f"be put in this form, answer with the one word NONE. Today is {today.isoformat()}.\n\n{grammar()}"
    )


def _told(subject: Subject) -> str:
    fields = ", ".join(_field(field) for field in FIELDS[subject].values())
    notes = [f"last and first go by {DATE_OF[subject]}"]
    if subject in NEXT_OF:
        notes.append(f"next goes by {NEXT_OF[subject]}")
    if amounts_of(subject):
        notes.append(f"amounts: {', '.join(amounts_of(subject))}")
    return f"{subject}: {fields} ({'; '.join(notes)})"


def _field(field: Field) -> str:
    if field.choices:
        return f"{field.name} = {'|'.join(field.choices)}"
    kinds = {
        Kind.NAME: "customer",
        Kind.TEXT: "text",
        Kind.AMOUNT: "amount",
        Kind.COUNT: "number",
        Kind.DATE: "date",
    }
    return f"{field.name} ({kinds[field.kind]})"
