"""The phrases of English questions. What they mean together belongs to ``composing``.

It is long for one reason: they are the one list of what English is understood, kept together like a dictionary.
"""

from __future__ import annotations

from functools import lru_cache

from app.domain.asking.dates import AHEAD, ENGLISH, PAST
from app.domain.asking.fields import Subject
from app.domain.asking.form import Measure, Op
from app.domain.asking.phrases import Found, Language, Meaning, PhraseBook, dated, overdue_by, ranged
from app.domain.asking.pieces import (
    Amounted,
    Asked,
    Counted,
    Denied,
    Either,
    Everyone,
    Late,
    Nothing,
    Noun,
    Or,
    Piece,
    This,
    Trait,
    When,
    Which,
)

_SIGNS = {
    **dict.fromkeys(("over", "more than", "older than", "longer than", "above", "greater than", ">", "exceeding"), Op.MORE),
    **dict.fromkeys(("at least", "no less than", "not less than", ">="), Op.AT_LEAST),
    **dict.fromkeys(("under", "less than", "below", "fewer than", "<"), Op.LESS),
    **dict.fromkeys(("at most", "no more than", "not more than", "<="), Op.AT_MOST),
    **dict.fromkeys(("exactly", "of exactly", "="), Op.IS),
}
_LATE = "(days? )?(late|overdue|past due|past-due|behind|in arrears|delinquent)"
# How a day is brought in, and how it compares.
_SINCE = "(since|starting|starting in|starting from|beginning|from and including)"
_WHENS = (
    (_SINCE, Op.AT_LEAST),
    ("after", Op.MORE),
    ("(before|prior to|earlier than)", Op.LESS),
    ("(until|till|through|up to|by|by the end of|no later than)", Op.AT_MOST),
    ("((in|on|during|for|within|dated|of|at) )?", Op.IS),
)
_VERBS = (
    ("(that (are|were|is|fall|falls) )?(due|falling due|payable)", "due", ""),
    ("(that (were|was|we) )?(issued|dated|sent|billed|invoiced|made out)", "issued", ""),
    ("(that (were|was|we) )?(received|taken|that came in)", "received", ""),
    ("(that )?(started|sold|began)", "started", PAST),
    ("(that )?(starts?|starting|begins?|beginning)", "started", AHEAD),
    ("(that (end|ends)|ending|end|ends|running out)", "ends", AHEAD),
    ("(that (were|was) )?(done|completed|finished)", "done", PAST),
    ("(that (are|were) )?(scheduled|booked|planned)", "scheduled", ""),
    ("(that )?(expires?|expiring|runs? out|running out)( at some time)?", "expires", AHEAD),
    ("(that )?(has |have )?expired", "expires", PAST),
    ("(whose|with a|with their|their|the) cards? (that )?((will )?expires?|expiring|runs? out)", "card-expires", AHEAD),
    ("(that are |that is |to be )?(billed next|next billed|billing|renewing)", "next-bill", AHEAD),
    ("(who|that) (joined|came|signed up|became customers)", "since", PAST),
    ("(joined|added)", "since", PAST),
    ("(whose|with their|with a) last payment (was|is|came)", "last-payment", PAST),
    ("(whose|with their|with a) last (invoice|bill) (was|is)", "last-invoice", PAST),
    ("(whose|with their|with a) next (bill|billing|charge) (is|falls|comes)", "next-bill", AHEAD),
    ("(who|that) last paid", "last-payment", PAST),
)


@lru_cache(maxsize=1)
def english() -> Language:
    """Return the language, made when it is first needed."""
    book = PhraseBook("en", ENGLISH, _SIGNS)
    for add in (_nouns, _measures, _traits, _numbers, _days, _people, _wholes, _joining, _little_words):
        add(book)
    return book.language()


def _nouns(book: PhraseBook) -> None:
    for words, subject in (
        ("customers?|clients?|accounts?|people|custs?|accts?", Subject.CUSTOMERS),
        ("invoices?|bills|billings|invs?", Subject.INVOICES),
        ("payments?|receipts?|pa?yme?nts?|pmts?", Subject.PAYMENTS),
        ("(service )?plans?|subscriptions?|memberships?", Subject.PLANS),
        ("jobs?|visits?|appointments?|work orders?|appts?", Subject.JOBS),
        ("(credit |debit |saved )?cards?", Subject.CARDS),
        ("credit memos?|credit notes?|credits", Subject.CREDITS),
        ("(account )?balances?|amount due|total due|amount owed", Subject.BALANCE),
    ):
        book.says(f"({words})", Noun(subject))
    book.says("who|whoever|(those|the ones) (who|that)", Noun(Subject.CUSTOMERS, weak=True))
    book.says("an? bill|the bill|bill", Noun(Subject.INVOICES))


def _measures(book: PhraseBook) -> None:
    book.says("how many|number of|count of|count", Asked(Measure.COUNT))
    book.says("how much|total of|sum of|the sum|sum|(the )?total( amount)?( of)?|in total", Asked(Measure.SUM, weak=True))
    book.says("(the )?average( amount)?( of)?|on average", Asked(Measure.AVERAGE))
    book.says("(the )?(last|latest|most recent|newest)", Asked(Measure.LAST))
    book.means("(the )?(last|latest|most recent|newest) {n}", lambda found: (Asked(Measure.LAST, count=found.number),))
    book.says("(the )?(first|oldest|earliest)", Asked(Measure.FIRST))
    book.means("(the )?(first|oldest|earliest) {n}", lambda found: (Asked(Measure.FIRST, count=found.number),))
    book.says("(the )?(next|upcoming)", Asked(Measure.NEXT))
    book.says("(the )?(largest|biggest|highest|most expensive)", Asked(Measure.LARGEST))
    book.means("(the )?(largest|biggest|highest|top) {n}", lambda found: (Asked(Measure.LARGEST, count=found.number),))
    book.says("(the )?(smallest|lowest|cheapest)", Asked(Measure.SMALLEST))
    book.means("(the )?{n} (last|latest|newest|most recent)", lambda found: (Asked(Measure.LAST, count=found.number),))
    book.means("(the )?{n} (largest|biggest|highest)", lambda found: (Asked(Measure.LARGEST, count=found.number),))


def _traits(book: PhraseBook) -> None:
    for words, trait in (
        ("unpaid|unpayed|outstanding|(that are )?not (yet )?paid(?! (by|with|in) )|unsettled|still open|uncollected", "unpaid"),
        ("overdue|past due|past-due|late|delinquent|in arrears|behind", "overdue"),
        ("settled|fully paid|paid up", "paid"),
        ("partly paid|partially paid|part paid|part-paid", "partly-paid"),
        ("drafts?", "draft"),
        ("void|voided", "void"),
        ("written off|written-off", "written-off"),
        ("open", "open"),
        ("active|current|running", "active"),
        ("paused|on hold|resting", "paused"),
        ("pending|waiting for acceptance", "pending"),
        ("ended", "ended"),
        ("cancelled|canceled", "cancelled"),
        ("archived|inactive", "archived"),
        ("residential|private", "residential"),
        ("commercial|business", "commercial"),
        ("done|completed|finished", "done"),
        ("done (but |and )?not (yet )?invoiced|to be invoiced|ready to invoice", "done"),
        ("scheduled|booked", "scheduled"),
        ("unscheduled|not (yet )?scheduled", "unscheduled"),
        ("in progress|under way|underway", "in-progress"),
        ("invoiced", "invoiced"),
        ("reversed|returned|bounced", "reversed"),
        ("unapplied|not applied", "unapplied"),
        ("expired|whose cards? (has |have )?expired|with an? expired card|with expired cards", "expired"),
        ("(who have|that have|have) expired cards", "expired"),
        ("owes?|owed|owing|is due|are due|due from|have to pay|has to pay|is outstanding", "owing"),
        ("(with|who have|that have|having|have) (an? )?(account )?credit( balance)?(?! (memo|note))|in credit", "with-credit"),
        ("(with|who have|that have|on) (an? )?(active )?(service )?(plans?|subscriptions?)", "with-plan"),
        ("(without|with no|who have no|that have no) (an? )?(active )?(service )?(plans?|subscriptions?)", "without-plan"),
        ("(with|who have|that have|having) (an? |any )?(credit |saved )?cards?( on file)?", "with-card"),
        ("(without|with no|who have no|that have no|and no|who do not have) (an? |any )?(credit |saved )?cards?( on file)?",
         "without-card"),
        ("not (yet )?(done|finished|completed)", "open"),
        ("(with|who have|that have) open jobs", "with-jobs"),
        ("(without|with no|who have no) open jobs", "without-jobs"),
        ("(with|who have|that have) (several|many|multiple|more than one) sites", "many-sites"),
        ("(with|who have|that have) (unpaid|open|outstanding) (invoices|bills)", "unpaid"),
        ("(with|who have|that have) (overdue|late|past due) (invoices|bills)", "overdue"),
        ("that (is|are) (late|overdue|behind)", "overdue"),
    ):
        book.says(f"({words})", Trait(trait))
    # What is paid by check is a payment, unless an invoice or a plan is named.
    for words, trait in (
        ("(paid )?(by |in |with )?cash", "by-cash"),
        ("(paid )?(by|with) (checks?|cheques?)|checks?|cheques?", "by-check"),
        ("(paid )?(by|with) (a )?(credit )?card", "by-card"),
        ("(paid )?by (bank( transfer)?|ach|transfer)|bank transfers?", "by-bank"),
    ):
        book.says(f"({words})", Noun(Subject.PAYMENTS, weak=True), Trait(trait))
    # Who pays makes a payment; only an invoice that is named is itself paid.
    book.says("paid|pay|pays", Noun(Subject.PAYMENTS, weak=True), Trait("paid"))
    book.says("with (a |an )?(open |unpaid )?balance( due)?|with something due", Trait("owing"))
    book.says("who (is|are) (late|overdue|behind|past due)", Noun(Subject.CUSTOMERS, weak=True), Trait("overdue"))
    book.says("(do |did |does )?(we|i) (owe|have to pay)", Trait("owed-by-us"))
    nothing = "who owes? (us )?nothing|(who|that) (do|does) not owe( us)?( anything)?|with (no balance|nothing due)"
    book.says(nothing, Trait("owing-nothing"))
    who = "(whose|with a|and a|and their|and whose|and the|where the|if their|their|that have a)"
    next_bill = "(the |their |its |his |her )?next (bill|billing|charge|invoice|payment|bill date|billing date|renewal)"
    expires = "(that )?((will )?expires?|expiring|runs? out|(is|are) (expired|expiring))"
    book.says(f"cards {expires} before {next_bill}", Noun(Subject.CARDS, weak=True), Trait("card-before-bill"))
    book.says(f"({who} )?cards? {expires} before {next_bill}( (is|comes) due)?", Trait("card-before-bill"))
    book.says(f"(and )?{expires} before {next_bill}( (is|comes) due)?", Trait("card-before-bill"))
    book.says("(invoices|bills) due$", Noun(Subject.INVOICES), Either(((Trait("unpaid"),), (Trait("overdue"),))))


def _numbers(book: PhraseBook) -> None:
    by = "(by |for )?"
    book.means(f"{by}{{cmp}} {{n}} {_LATE}", lambda found: (Late(found.sign, found.number),))
    book.means(
        f"(late|overdue|past due|behind|in arrears) {by}{{cmp}} {{n}} days?", lambda found: (Late(found.sign, found.number),)
    )
    book.means(f"{{n}} (or more|plus|and more)( days)? {_LATE}", lambda found: (Late(Op.AT_LEAST, found.number),))
    book.means(f"{{n}} days or more {_LATE}", lambda found: (Late(Op.AT_LEAST, found.number),))
    book.means(
        f"{{n}} days {_LATE}",
        lambda found: (Either(((Late(Op.AT_LEAST, found.number),), (Late(Op.IS, found.number),))),),
    )
    book.means(f"{{n}}\\+ days {_LATE}", lambda found: (Late(Op.AT_LEAST, found.number),))
    book.means(
        "(late|overdue|past due|behind) {cmp} {n}",
        lambda found: (Either(((Late(found.sign, found.number),), *overdue_by(found.sign, str(found.number)))),),
    )
    book.means(
        "(late|overdue|past due|behind) (by )?{cmp} {cash}",
        lambda found: (Either(overdue_by(found.sign, found["money"])),),
    )
    book.means(
        "(late|overdue|past due|behind)( by)? {n} days",
        lambda found: (Either(((Late(Op.AT_LEAST, found.number),), (Late(Op.IS, found.number),))),),
    )
    for words, field in (
        ("(active )?(plans?|subscriptions?)", "plans"),
        ("sites?|locations?", "sites"),
        ("open jobs?", "open-jobs"),
    ):
        book.means(f"(with|who have|that have) {{cmp}} {{n}} ({words})", _counted(field))
        book.means(f"(with|who have|that have) {{n}} ({words})", _counted(field))
    book.means("{cmp} {money}", lambda found: (Amounted(found.sign, found["money"]),))
    book.means("(of|for) {cash}", lambda found: (Amounted(Op.IS, found["money"]),))
    book.means(
        "between {money} and {more}",
        lambda found: (Amounted(Op.AT_LEAST, found["money"]), Amounted(Op.AT_MOST, found["more"])),
    )
    book.means("up to {cash}", lambda found: (Amounted(Op.AT_MOST, found["money"]),))
    owes = "(owes?|owing|owed|with a balance( of)?|with a balance due( of)?)( us)?"
    book.means(f"{owes} {{cmp}} {{money}}", lambda found: (Trait("owing"), Amounted(found.sign, found["money"], "due")))
    book.means(
        "(with )?{cmp} {money} (overdue|past due|late)",
        lambda found: (Trait("overdue"), Amounted(found.sign, found["money"], "overdue")),
    )
    book.means(
        "(with )?{cmp} {money} (of |in )?(account )?credit", lambda found: (Amounted(found.sign, found["money"], "credit"),)
    )
    book.means("(with |have )?{cmp} {money} (still |left )?open", lambda found: (Amounted(found.sign, found["money"], "open"),))
    for words, subject in (
        ("invoice|inv", Subject.INVOICES),
        ("payment", Subject.PAYMENTS),
        ("plan", Subject.PLANS),
        ("job", Subject.JOBS),
    ):
        book.means(f"(the )?({words})( number| no\\.?|#)? {{no}}", _numbered(subject))
    book.means(
        "checks?( number| no\\.?|#)? {no}", lambda f: (Noun(Subject.PAYMENTS), Trait("by-check"), Which("reference", f["no"]))
    )


def _numbered(subject: Subject) -> Meaning:
    return lambda found: (Noun(subject), Which("number", found["no"].upper()))


def _counted(field: str) -> Meaning:
    return lambda found: (Counted(field, found.sign if found["cmp"] else Op.IS, found.number),)


def _days(book: PhraseBook) -> None:
    for verb, field, lean in ((("", "", "")), *_VERBS):
        said = f"({verb}) " if verb else ""
        for words, op in _WHENS:
            gap = "" if words.endswith("?") else " "
            book.means(f"{said}{words}{gap}{{when}}", dated(op, field, lean))
        for between in ("between {when} and {to}", "from {when} (to|until|till|through|up to) {to}"):
            book.means(f"{said}{between}", ranged(field, lean))
    for words, op in (("(in|during) ", Op.IS), ("", Op.IS), (f"{_SINCE} ", Op.AT_LEAST)):
        book.means(
            f"new (customers|clients|accounts) {words}{{when}}",
            _new_customers(op),
        )
    book.means("from {when}", _from)
    book.means("from {when} (on|onwards?)", lambda found: (When(Op.AT_LEAST, found["when"]),))
    book.means("(as of|at the end of|by the end of|on) {when}", lambda found: (When(Op.IS, found["when"], "on"),))
    book.means("on {when}", lambda found: (Either(((When(Op.IS, found["when"]),), (When(Op.IS, found["when"], "on"),))),))
    unpaid = "(who|that) (have|has|did) not (yet )?paid?( anything| us)? (since|after)"
    book.means(f"{unpaid} {{when}}", lambda found: (When(Op.LESS, found["when"], "last-payment", lean=PAST),))
    for words, op in _WHENS:
        gap = "" if words.endswith("?") else " "
        book.means(f"(invoices|bills) (that (are|were) )?(paid|settled) {words}{gap}{{when}}", _paid_when(op))
    never = "(with no|without( any)?|who made no|that made no) payments?"
    book.means(f"{never} (since|after) {{when}}", lambda found: (When(Op.LESS, found["when"], "last-payment", lean=PAST),))
    # Whoever has not paid this month can have paid no later either: it is the month that today lies in.
    unpaid = "(who|that) (have|has|did) not (yet )?(paid|pay)( anything| us)?"
    for words in (never, unpaid, "not paid", "(who|that) paid nothing"):
        book.means(f"{words} ((in|during|for) )?{{when}}", _not_in)
        book.means(
            f"{words} (in|for|within|over) {{n}} days",
            lambda found: (When(Op.LESS, f"{found['n']} days ago", "last-payment", lean=PAST),),
        )
    # Who paid since June paid last since June; but who paid in June may have paid again.
    book.means("(who|that) paid( us)? ((in|on|during|for) )?{when}", _paid_in)
    book.means(f"(who|that) paid( us)? {_SINCE} {{when}}", dated(Op.AT_LEAST, "last-payment", PAST))
    book.means("(who|that) paid( us)? after {when}", dated(Op.MORE, "last-payment", PAST))
    for words, field in (("(that |who )?(we|were) billed", "billed"), ("(who|that) paid( us)?", "paid")):
        book.means(f"{words} {{cmp}} {{money}} ((in|during|for) )?{{when}}", _amount_during(field))
    book.means("(that |who )?(we|were) billed ((in|during) )?{when}", _billed_in(Op.MORE))
    book.means("(without|with no) (invoices|bills) ((in|during|for) )?{when}", _billed_in(Op.IS))
    book.says("(who|that) (have )?never paid( us)?|(without|with no) payments?", Amounted(Op.IS, "0", "paid"))
    for joined in ("and", "or"):
        book.means(f"(from|in|of|for|during|dated) {{when}} {joined} {{to}}", _both)
    top = "(the )?(top|best|biggest|largest) {n} (customers|clients|accounts) ((in|of|for|during) )?{when}"
    book.means(top, _top_customers)
    for words in ("older than {n} days", "(over|more than) {n} days old"):
        book.means(words, lambda found: (When(Op.LESS, f"{found['n']} days ago", "issued"),))
    book.means(
        "(over|more than) {n} days",
        lambda found: (Either(((Late(Op.MORE, found.number),), (When(Op.LESS, f"{found['n']} days ago", "issued"),))),),
    )


def _billed_next(found: Found) -> tuple[Piece, ...]:
    return Noun(Subject.PLANS), When(Op.IS, found["when"], "next-bill", lean=AHEAD)


def _paid_when(op: Op) -> Meaning:
    """When an invoice was paid is asked of the payments; or it was issued then, and is paid by now."""
    return lambda found: (
        Either(
            (
                (Noun(Subject.INVOICES), Trait("paid"), When(op, found["when"])),
                (Noun(Subject.PAYMENTS), When(op, found["when"])),
            )
        ),
    )


def _not_in(found: Found) -> tuple[Piece, ...]:
    text = found["when"]
    if text.startswith("this ") or text == "today":
        return (When(Op.LESS, text, "last-payment", lean=PAST),)
    return Amounted(Op.IS, "0", "paid"), When(Op.IS, text, "during", lean=PAST)


def _paid_in(found: Found) -> tuple[Piece, ...]:
    return (
        Noun(Subject.CUSTOMERS, weak=True), Amounted(Op.MORE, "0", "paid"), When(Op.IS, found["when"], "during", lean=PAST)
    )


def _amount_during(field: str) -> Meaning:
    return lambda found: (
        Noun(Subject.CUSTOMERS, weak=True),
        Amounted(found.sign, found["money"], field),
        When(Op.IS, found["when"], "during", lean=PAST),
    )


def _billed_in(op: Op) -> Meaning:
    return lambda found: (Amounted(op, "0", "billed"), When(Op.IS, found["when"], "during", lean=PAST))


def _both(found: Found) -> tuple[Piece, ...]:
    return When(Op.IS, found["when"]), When(Op.IS, found["to"])


def _top_customers(found: Found) -> tuple[Piece, ...]:
    """The best customers of a year are those that were billed most in it, or those that paid most."""
    when, count = When(Op.IS, found["when"], "during", lean=PAST), found.number
    return (
        Noun(Subject.CUSTOMERS),
        Either(tuple((Asked(Measure.LARGEST, of, count), when) for of in ("billed", "paid"))),
    )


def _from(found: Found) -> tuple[Piece, ...]:
    """“From March” may be in March, or from then on; “from last year” is last year's."""
    text = found["when"]
    if text.removeprefix("the ").split()[0] in ("last", "past", "previous", "this", "yesterday", "today") or text.isdigit():
        return (When(Op.IS, text),)
    return (Either(((When(Op.IS, text),), (When(Op.AT_LEAST, text),))),)


def _new_customers(op: Op) -> Meaning:
    return lambda found: (Noun(Subject.CUSTOMERS), When(op, found["when"], "since", lean=PAST))


def _people(book: PhraseBook) -> None:
    book.says("she|he|they|her|his|him|their|them|it|its|this (customer|client|account)|the (customer|client)", This())
    book.says("everyone|everybody|all (the |our )?customers together|all together|altogether|in all", Everyone())
    book.says("all (the |our )?(customers|clients|accounts)", Noun(Subject.CUSTOMERS), Everyone())
    book.says("(for|of|from|by) (all (the |our )?(customers|clients)|everyone|everybody)", Everyone())
    book.means("(with the )?tag(ged)? {no}", lambda found: (Which("tag", found["no"]),))


def _wholes(book: PhraseBook) -> None:
    """Add what only makes sense as a whole."""
    book.says("(the |her |his |their |its )?next (bill|billing|charge|billing date)", Noun(Subject.PLANS), Asked(Measure.NEXT))
    book.says("(do|will|are) we (going to )?bill( next)?", Noun(Subject.PLANS), Asked(Measure.NEXT))
    book.says("(be |is |get )?(billed|invoiced) next|be billed( again)?", Noun(Subject.PLANS), Asked(Measure.NEXT))
    due = "(the |her |his |their )?next (bill|invoice)"
    book.says(
        f"{due} due|{due} to (pay|be paid)|bill due next",
        Either(
            (
                (Noun(Subject.INVOICES), Asked(Measure.NEXT), Trait("unpaid")),
                (Noun(Subject.PLANS), Asked(Measure.NEXT)),
            )
        ),
    )
    book.says(
        "(the |her |his |their )?next (invoice|payment) due", Noun(Subject.INVOICES), Asked(Measure.NEXT), Trait("unpaid")
    )
    billed = "(bill|billed|invoice|invoiced|charge|charged|send|sent)"
    book.says(f"(did|do|have|had) (we|you|i) {billed}|we {billed}", Noun(Subject.INVOICES, weak=True))
    book.says(f"what (did|have) (we|you|i) {billed}", Noun(Subject.INVOICES, weak=True), Asked(Measure.SUM, weak=True))
    book.says("(was|were|been|get|got) (billed|invoiced)|billed|invoiced to", Noun(Subject.INVOICES, weak=True))
    book.says("(when )?(did|has|have) (she|he|they) last (pay|paid)", This(), Noun(Subject.PAYMENTS), Asked(Measure.LAST))
    book.says("last (pay|paid)|pay(s)? last", Noun(Subject.PAYMENTS), Asked(Measure.LAST))
    book.says("last (billed|invoiced|bill)", Noun(Subject.INVOICES), Asked(Measure.LAST))
    book.says("(did|do|have|has) (we|you|i) (receive|received|collect|collected|take|taken|get|got)", Noun(Subject.PAYMENTS))
    book.says("we (received|collected|took|got)|was (received|collected|taken in)|came in", Noun(Subject.PAYMENTS))
    book.says("receivables|accounts receivable", Noun(Subject.INVOICES), Trait("unpaid"))
    book.says(
        "(the |her |his |their )?(account credit|credit balance)( of)?", Noun(Subject.CUSTOMERS), Asked(Measure.SUM, "credit")
    )
    ahead = "(future|upcoming) (jobs|visits|appointments)"
    book.says(ahead, Noun(Subject.JOBS), Trait("open"), When(Op.MORE, "today"))
    book.means("(what|who|which plans) (bills|renews|is billed|are billed) {when}", _billed_next)
    book.says("sales", Noun(Subject.INVOICES), Asked(Measure.SUM, weak=True))
    book.says("spend|spent|spends", Either(((Noun(Subject.PAYMENTS),), (Noun(Subject.INVOICES),))))
    book.says("(when )?(does |do |will )?expires?|expiry( dates?)?", Noun(Subject.CARDS))
    credit = "(account )?credit( balance)?"
    book.says(f"how much {credit}", Noun(Subject.CUSTOMERS), Asked(Measure.SUM, "credit"))
    book.says("(the )?lifetime value( of)?", Noun(Subject.CUSTOMERS), Asked(Measure.SUM, "lifetime"))
    book.says("largest balances?|who owes ((us|me) )?(the )?most", Noun(Subject.CUSTOMERS), Asked(Measure.LARGEST, "due"))
    book.means(
        "(the )?(top|largest|biggest|worst) {n} (debtors|balances)",
        lambda found: (Noun(Subject.CUSTOMERS), Asked(Measure.LARGEST, "due", found.number)),
    )
    book.says("(is|are) (she|he|they) (late|overdue|behind)", Noun(Subject.INVOICES), This(), Trait("overdue"))
    book.says("(the )?credit (memos? |notes? )?given", Noun(Subject.CREDITS))


def _joining(book: PhraseBook) -> None:
    book.says("or|or else|and/or", Or())
    card = "or (by |with )?(a )?(credit )?cards?(?! (that|which|expir))"
    book.says(card, Or(), Noun(Subject.PAYMENTS, weak=True), Trait("by-card"))
    book.says("not|but not|and not|except( for)?|excluding|other than", Denied())


def _little_words(book: PhraseBook) -> None:
    little = (
        "a|an|the|all|any|every|each|me|show|list|give|tell|find|see|get|please|what|what is|what are|what was|which|when|"
        "is|are|was|were|do|does|did|will|be|been|we|us|our|ours|has|have|had|i|you|that|whose|and|there|"
        "are there|'s|money|amount|amounts|so far|currently|right now|now|it is|anything|these|those|only|just|ever|"
        "to us|going to"
    )
    book.says(f"({little})", Nothing())
    book.says(
        "of|for|from|to|by|at|with|in|belonging to|called|named|tagged|with the tag|managed by|looked after by|assigned to",
        Nothing(glue=True),
    )
