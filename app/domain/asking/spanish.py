"""The phrases of Spanish questions, without accents, as questions are folded. What they mean together is in ``composing``."""

from __future__ import annotations

from functools import lru_cache

from app.domain.asking.dates import AHEAD, PAST, SPANISH
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
    **dict.fromkeys(
        ("mas de", "mas que", "mayor de", "mayores de", "superior a", "superiores a", "por encima de", ">"), Op.MORE
    ),
    **dict.fromkeys(("al menos", "por lo menos", "como minimo", "no menos de", ">="), Op.AT_LEAST),
    **dict.fromkeys(("menos de", "menos que", "menor de", "menores de", "inferior a", "inferiores a", "<"), Op.LESS),
    **dict.fromkeys(("como mucho", "a lo sumo", "como maximo", "no mas de", "<="), Op.AT_MOST),
    **dict.fromkeys(("exactamente", "="), Op.IS),
}
_LATE = "(dias )?(de retraso|de atraso|de mora|retrasad[oa]s?|atrasad[oa]s?|vencid[oa]s?|tarde)"
_WHENS = (
    ("(desde|a partir de|a partir del|desde el)", Op.AT_LEAST),
    ("(despues de|despues del|tras|posteriores a)", Op.MORE),
    ("(antes de|antes del|anteriores a)", Op.LESS),
    ("(hasta|hasta el|hasta finales de|hasta fin de)", Op.AT_MOST),
    ("((en|durante|de|del|para|el|en el|de el) )?", Op.IS),
)
_VERBS = (
    ("(que )?(con vencimiento|vencen|vencieron|vencian|vence)", "due", ""),
    ("(que )?(emitid[oa]s?|facturad[oa]s?|enviad[oa]s?|se emitieron|emitimos|con fecha)", "issued", ""),
    ("(que )?(recibid[oa]s?|cobrad[oa]s?|recibimos|cobramos|se recibieron)", "received", ""),
    ("(que )?(empezaron|comenzaron|iniciad[oa]s|vendid[oa]s|contratad[oa]s)", "started", PAST),
    ("(que )?(empiezan?|comienzan?)", "started", AHEAD),
    ("(que )?(terminan|acaban|finalizan)", "ends", AHEAD),
    ("(que )?(hech[oa]s?|realizad[oa]s?|terminad[oa]s?|completad[oa]s?|se hicieron|hicimos)", "done", PAST),
    ("(que (estan|esta) )?(programad[oa]s?|agendad[oa]s?|previst[oa]s?|planificad[oa]s?)", "scheduled", ""),
    ("(que )?(caducan?|expiran?|vencen)", "expires", AHEAD),
    ("(que )?(caducaron|caduco|expiraron|expiro)", "expires", PAST),
    ("(cuya|con|y cuya|con la|con una) tarjeta (que )?(caduca|caduque|expira|expire|vence|venza)", "card-expires", AHEAD),
    ("(que se facturan|se facturan|que se cobran)", "next-bill", AHEAD),
    ("(que llegaron|que entraron|dados de alta)", "since", PAST),
    ("(cuyo|con el|y cuyo) ultimo pago (fue|es)", "last-payment", PAST),
    ("(cuya|con la|y cuya) ultima factura (fue|es)", "last-invoice", PAST),
    ("(cuya|con la|y cuya) proxima (factura|facturacion) (es|sera)", "next-bill", AHEAD),
    ("(que )?(han pagado|pagaron|pago) por ultima vez", "last-payment", PAST),
)


@lru_cache(maxsize=1)
def spanish() -> Language:
    """Return the language, made when it is first needed."""
    book = PhraseBook("es", SPANISH, _SIGNS)
    for add in (_nouns, _measures, _traits, _numbers, _days, _people, _wholes, _joining, _little_words):
        add(book)
    return book.language()


def _nouns(book: PhraseBook) -> None:
    for words, subject in (
        ("clientes?|clientas?|cuentas?|ctes?", Subject.CUSTOMERS),
        ("facturas?|recibos emitidos|fras?|facts?", Subject.INVOICES),
        ("pagos?|cobros?", Subject.PAYMENTS),
        ("planes|plan|planes de servicio|suscripciones|suscripcion|abonos mensuales", Subject.PLANS),
        ("trabajos?|visitas?|citas?|ordenes de trabajo", Subject.JOBS),
        ("tarjetas?( de credito)?", Subject.CARDS),
        ("notas? de credito|abonos?", Subject.CREDITS),
        ("saldos?|saldo pendiente|importe adeudado|deuda", Subject.BALANCE),
    ):
        book.says(f"({words})", Noun(subject))
    book.says("quien|quienes|(los|las|aquellos) que", Noun(Subject.CUSTOMERS, weak=True))


def _measures(book: PhraseBook) -> None:
    book.says("cuantos|cuantas|numero de|cantidad de", Asked(Measure.COUNT))
    book.says("cuanto( dinero)?|cuanta|(el )?total( de)?|(la )?suma( de)?", Asked(Measure.SUM, weak=True))
    book.says("(el )?importe( total)?( de)?", Asked(Measure.SUM, weak=True))
    book.says("(el |la )?(promedio|media|importe medio)( de)?|de media|en promedio", Asked(Measure.AVERAGE))
    book.says("(el |la |los |las )?(ultim[oa]s?|mas recientes?)", Asked(Measure.LAST))
    for words in ("(los |las )?ultim[oa]s {n}", "(los |las )?{n} ultim[oa]s"):
        book.means(words, lambda found: (Asked(Measure.LAST, count=found.number),))
    book.says("(el |la |los |las )?(primer|primer[oa]s?|mas antigu[oa]s?)", Asked(Measure.FIRST))
    for words in ("(los |las )?primer[oa]s {n}", "(los |las )?{n} primer[oa]s"):
        book.means(words, lambda found: (Asked(Measure.FIRST, count=found.number),))
    book.says("(el |la |los |las )?(proxim[oa]s?|siguientes?)", Asked(Measure.NEXT))
    book.says("(el |la |los |las )?(mayor(es)?|mas (alt|grande|car)[oa]?s?)", Asked(Measure.LARGEST))
    book.means("(los |las )?{n} (mayores|mas altas|mas grandes)", lambda found: (Asked(Measure.LARGEST, count=found.number),))
    book.says("(el |la |los |las )?(menor(es)?|mas (baj|pequen|barat)[oa]s?)", Asked(Measure.SMALLEST))


def _traits(book: PhraseBook) -> None:
    for words, trait in (
        ("sin pagar|impagad[oa]s?|pendientes?( de pago| de cobro)?|sin cobrar|que no se han pagado", "unpaid"),
        ("no pagad[oa]s?(?! (con|por|en) )", "unpaid"),
        ("vencid[oa]s?|atrasad[oa]s?|retrasad[oa]s?|moros[oa]s?|en mora|con retraso", "overdue"),
        ("pagad[oa]s?|cobrad[oa]s", "paid"),
        ("pagad[oa]s? en parte|parcialmente pagad[oa]s?|pagad[oa]s? parcialmente", "partly-paid"),
        ("borrador(es)?|en borrador", "draft"),
        ("anulad[oa]s?", "void"),
        ("incobrables?|dad[oa]s de baja como incobrables", "written-off"),
        ("abiert[oa]s?", "open"),
        ("activ[oa]s?|vigentes?", "active"),
        ("en pausa|pausad[oa]s?|suspendid[oa]s?", "paused"),
        ("pendientes de aceptar|pendientes de aceptacion", "pending"),
        ("finalizad[oa]s", "ended"),
        ("cancelad[oa]s?", "cancelled"),
        ("archivad[oa]s?|inactiv[oa]s?", "archived"),
        ("residencial(es)?|particular(es)?", "residential"),
        ("comercial(es)?|de empresa|empresas?", "commercial"),
        ("hech[oa]s?|terminad[oa]s?|completad[oa]s?|realizad[oa]s?", "done"),
        ("programad[oa]s?|agendad[oa]s?", "scheduled"),
        ("sin programar|no programad[oa]s?|por programar", "unscheduled"),
        ("en curso", "in-progress"),
        ("facturad[oa]s?", "invoiced"),
        ("revertid[oa]s?|devuelt[oa]s?", "reversed"),
        ("sin aplicar|no aplicad[oa]s?", "unapplied"),
        ("caducad[oa]s?|expirad[oa]s?|(cuya|con la|con una|con) tarjeta (ha )?(caducado|caducada|expirada|vencida)", "expired"),
        ("deben?|debian?|nos deben?|adeudan?|tiene(n)? pendiente|se debe|se nos debe|debemos cobrar(le)?", "owing"),
        ("con (saldo a favor|credito)( en cuenta)?|(que )?tienen (credito|saldo a favor)|a favor", "with-credit"),
        ("con (un |algun )?plan( activo)?|con planes|que tienen( un)? plan", "with-plan"),
        ("sin( un| ningun)? plan( activo)?|sin planes|que no tienen( un| ningun)? plan", "without-plan"),
        ("sin( una| ninguna)? tarjeta( guardada)?|que no tienen( una| ninguna)? tarjeta", "without-card"),
        ("que tienen( una)? tarjeta|con( una)? tarjeta guardada", "with-card"),
        ("no (hech|terminad|realizad)[oa]s|sin (hacer|terminar)|por hacer", "open"),
        ("con trabajos abiertos|que tienen trabajos abiertos", "with-jobs"),
        ("sin trabajos abiertos", "without-jobs"),
        ("con (varias|muchas|mas de una) (sedes|ubicaciones)", "many-sites"),
        ("con facturas (pendientes|abiertas|sin pagar|impagadas)", "unpaid"),
        ("con facturas (vencidas|atrasadas)|que (estan|van) (atrasad[oa]s|retrasad[oa]s|en mora)", "overdue"),
    ):
        book.says(f"({words})", Trait(trait))
    # What is paid by check is a payment, unless an invoice or a plan is named.
    for words, trait in (
        ("(pagad[oa]s? )?en efectivo|efectivo|al contado", "by-cash"),
        ("(pagad[oa]s? )?(con|por|en) cheques?|cheques?", "by-check"),
        ("(pagad[oa]s? )?(con|por) tarjeta", "by-card"),
        ("(pagad[oa]s? )?(por|con) transferencia( bancaria)?|transferencias?( bancarias?)?|por banco", "by-bank"),
    ):
        book.says(f"({words})", Noun(Subject.PAYMENTS, weak=True), Trait(trait))
    # Who pays makes a payment; only an invoice that is named is itself paid.
    book.says("paga|pagan|pagaron|pagaba|ha pagado|han pagado", Noun(Subject.PAYMENTS, weak=True), Trait("paid"))
    book.says("con saldo( pendiente)?|con deuda", Trait("owing"))
    book.says("que no (nos )?deben( nada)?|sin deuda|sin saldo", Trait("owing-nothing"))
    who = "(cuya|y cuya|con una|con la|y con la|y la|la|si su|su|y su)"
    billing = "(de )?(la |su )?(proxima|siguiente) (factura|facturacion|cuota|remesa)"
    charge = "(del )?(el |su )?(proximo|siguiente) (cobro|cargo|recibo)"
    next_bill = f"{billing}|{charge}"
    expires = "(que )?(caduca|caducan|caduque|caduquen|expira|expiran|expire|vence|vencen|venza)"
    book.says(f"tarjetas {expires} antes (de |que )?({next_bill})", Noun(Subject.CARDS, weak=True), Trait("card-before-bill"))
    book.says(f"({who} )?tarjetas? {expires} antes (de |que )?({next_bill})", Trait("card-before-bill"))
    book.says(f"(y )?{expires} antes (de |que )?({next_bill})", Trait("card-before-bill"))


def _numbers(book: PhraseBook) -> None:
    lead = "(con |de |desde hace |por )?"
    book.means(f"{lead}{{cmp}} {{n}} {_LATE}", lambda found: (Late(found.sign, found.number),))
    late = "(vencid[oa]s?|atrasad[oa]s?|retrasad[oa]s?|en mora|con retraso|con un retraso)"
    book.means(f"{late} {lead}(hace )?{{cmp}} {{n}} dias", lambda found: (Late(found.sign, found.number),))
    book.means(f"(con )?{{n}} (o mas dias|dias o mas) {_LATE}", lambda found: (Late(Op.AT_LEAST, found.number),))
    book.means(
        "(vencid|atrasad|retrasad)[oa]s? (de )?{cmp} {n}",
        lambda found: (Either(((Late(found.sign, found.number),), *overdue_by(found.sign, str(found.number)))),),
    )
    book.means(
        "(vencid|atrasad|retrasad)[oa]s? (de |en |con )?{cmp} {cash}",
        lambda found: (Either(overdue_by(found.sign, found["money"])),),
    )
    book.means(
        f"(con )?{{n}} dias {_LATE}",
        lambda found: (Either(((Late(Op.AT_LEAST, found.number),), (Late(Op.IS, found.number),))),),
    )
    for words, field in (("planes|plan", "plans"), ("sedes?|ubicaciones", "sites"), ("trabajos abiertos", "open-jobs")):
        book.means(f"(con|que tienen) {{cmp}} {{n}} ({words})", _counted(field))
        book.means(f"(con|que tienen) {{n}} ({words})", _counted(field))
    book.means("(de )?{cmp} {money}", lambda found: (Amounted(found.sign, found["money"]),))
    book.means("(de|por) {cash}", lambda found: (Amounted(Op.IS, found["money"]),))
    book.means("(de )?hasta {cash}", lambda found: (Amounted(Op.AT_MOST, found["money"]),))
    owes = "(nos )?(deben?|adeudan?)( a la empresa)?|con (un )?saldo( de)?|con una deuda( de)?"
    book.means(f"({owes}) {{cmp}} {{money}}", lambda found: (Trait("owing"), Amounted(found.sign, found["money"], "due")))
    book.means(
        "(con )?{cmp} {money} (vencid[oa]s?|atrasad[oa]s?)",
        lambda found: (Trait("overdue"), Amounted(found.sign, found["money"], "overdue")),
    )
    book.means(
        "(con )?{cmp} {money} (de |en )?(credito|saldo a favor)",
        lambda found: (Amounted(found.sign, found["money"], "credit"),),
    )
    number = "( numero| n\\.?| no\\.?|#)?"
    book.means(f"(la )?factura{number} {{no}}", lambda f: (Noun(Subject.INVOICES), Which("number", f["no"].upper())))
    book.means(f"(el )?pago{number} {{no}}", lambda f: (Noun(Subject.PAYMENTS), Which("number", f["no"].upper())))
    book.means(f"(el )?plan{number} {{no}}", lambda f: (Noun(Subject.PLANS), Which("number", f["no"].upper())))
    book.means(f"(el )?trabajo{number} {{no}}", lambda f: (Noun(Subject.JOBS), Which("number", f["no"].upper())))
    book.means(
        f"(el )?cheque{number} {{no}}", lambda f: (Noun(Subject.PAYMENTS), Trait("by-check"), Which("reference", f["no"]))
    )


def _counted(field: str) -> Meaning:
    return lambda found: (Counted(field, found.sign if found["cmp"] else Op.IS, found.number),)


def _days(book: PhraseBook) -> None:
    for verb, field, lean in ((("", "", "")), *_VERBS):
        said = f"({verb}) " if verb else ""
        for words, op in _WHENS:
            gap = "" if words.endswith("?") else " "
            book.means(f"{said}{words}{gap}{{when}}", dated(op, field, lean))
        for between in ("entre (el )?{when} y (el )?{to}", "(desde|de|del) {when} (a|al|hasta|hasta el) {to}"):
            book.means(f"{said}{between}", ranged(field, lean))
    for words in ("(al (cierre|final) de|al fin de|a finales de|a fecha de|a)", "a(l)?"):
        book.means(f"{words} {{when}}", lambda found: (When(Op.IS, found["when"], "on"),))
    for words, op in (("(en|durante) ", Op.IS), ("", Op.IS), ("(de) ", Op.IS), ("(desde|a partir de) ", Op.AT_LEAST)):
        book.means(f"(nuevos clientes|clientes nuevos) {words}{{when}}", _new_customers(op))
    unpaid = "que no (han pagado|pagan|pagaron|ha pagado)( nada)? (desde|despues de)"
    book.means(f"{unpaid} {{when}}", lambda found: (When(Op.LESS, found["when"], "last-payment", lean=PAST),))
    for words, op in _WHENS:
        gap = "" if words.endswith("?") else " "
        book.means(f"facturas (que (se|fueron) )?(pagadas|cobradas|pagaron) {words}{gap}{{when}}", _paid_when(op))
    never = "(sin|que no (han hecho|hicieron)) pagos?"
    book.means(f"{never} (desde|despues de) {{when}}", lambda found: (When(Op.LESS, found["when"], "last-payment", lean=PAST),))
    # Whoever has not paid this month can have paid no later either: it is the month that today lies in.
    for words in (never, "(que |quien(es)? )?no (nos )?(han pagado|ha pagado|pagaron|pago|pagan)( nada)?"):
        book.means(f"{words} ((en|durante) )?{{when}}", _not_in)
        book.means(
            f"{words} (en|desde hace|durante) ((los )?ultimos )?{{n}} dias",
            lambda found: (When(Op.LESS, f"hace {found['n']} dias", "last-payment", lean=PAST),),
        )
        book.means(
            f"{words} hace {{n}} dias", lambda found: (When(Op.LESS, f"hace {found['n']} dias", "last-payment", lean=PAST),)
        )
    # Who paid since June paid last since June; but who paid in June may have paid again.
    paid = "(que|quien|quienes) (nos )?(han pagado|ha pagado|pagaron|pago)"
    book.means(f"{paid} ((en|durante) )?{{when}}", _paid_in)
    book.means(f"{paid} (desde|a partir de) {{when}}", dated(Op.AT_LEAST, "last-payment", PAST))
    book.means(f"{paid} despues de {{when}}", dated(Op.MORE, "last-payment", PAST))
    book.says("que nunca (han pagado|pagaron)|sin pagos", Amounted(Op.IS, "0", "paid"))
    book.means("sin facturas ((en|durante|de) )?{when}", lambda found: (
        Amounted(Op.IS, "0", "billed"), When(Op.IS, found["when"], "during", lean=PAST)
    ))
    for joined in ("y", "o"):
        book.means(f"(de|en|durante) {{when}} {joined} (de |en )?{{to}}", _both)
    for words in ("(los )?{n} (mejores|mayores|principales) clientes", "(los )?(mejores|mayores|principales|top) {n} clientes"):
        book.means(f"{words} ((de|del|en) )?{{when}}", _top_customers)
    book.means("de hace mas de {n} dias", lambda found: (When(Op.LESS, f"hace {found['n']} dias", "issued"),))


def _largest(subject: Subject) -> Meaning:
    return lambda found: (Noun(subject), Asked(Measure.LARGEST, count=found.number))


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
    if text.startswith(("est", "hoy")):
        return (When(Op.LESS, text, "last-payment", lean=PAST),)
    return Amounted(Op.IS, "0", "paid"), When(Op.IS, text, "during", lean=PAST)


def _paid_in(found: Found) -> tuple[Piece, ...]:
    return (
        Noun(Subject.CUSTOMERS, weak=True), Amounted(Op.MORE, "0", "paid"), When(Op.IS, found["when"], "during", lean=PAST)
    )


def _both(found: Found) -> tuple[Piece, ...]:
    return When(Op.IS, found["when"]), When(Op.IS, found["to"])


def _top_customers(found: Found) -> tuple[Piece, ...]:
    """The best customers of a year are those that were billed most in it, or those that paid most."""
    when, count = When(Op.IS, found["when"], "during", lean=PAST), found.number
    return (
        Noun(Subject.CUSTOMERS),
        Either(tuple((Asked(Measure.LARGEST, of, count), when) for of in ("billed", "paid"))),
    )


def _new_customers(op: Op) -> Meaning:
    return lambda found: (Noun(Subject.CUSTOMERS), When(op, found["when"], "since", lean=PAST))


def _people(book: PhraseBook) -> None:
    book.says("ella|ellos|ellas|le|les|su|sus|este cliente|esta clienta|esta cuenta|el cliente|la clienta", This())
    book.says("todos|todo el mundo|en conjunto|todos juntos|entre todos|en total", Everyone())
    book.says("todos (los |nuestros )?clientes|todas (las |nuestras )?cuentas", Noun(Subject.CUSTOMERS), Everyone())
    book.says("(de|a|por|para) (todos (los |nuestros )?clientes|todos)", Everyone())


def _wholes(book: PhraseBook) -> None:
    """Add what only makes sense as a whole."""
    book.says("(la |su )?(proxima|siguiente) (factura|facturacion|cuota)|(el |su )?(proximo|siguiente) (cobro|cargo|recibo)",
              Noun(Subject.PLANS), Asked(Measure.NEXT))  # fmt: skip
    again = "(se le |le |se les |les )?(facturamos|facturaremos|cobraremos)( de nuevo| otra vez)"
    book.says(again, Noun(Subject.PLANS), Asked(Measure.NEXT))
    book.says(
        "(la |su )?(proxima|siguiente) factura (que vence|en vencer|por pagar)|vence (la |su )?(proxima|siguiente) factura",
        Either(
            (
                (Noun(Subject.INVOICES), Asked(Measure.NEXT), Trait("unpaid")),
                (Noun(Subject.PLANS), Asked(Measure.NEXT)),
            )
        ),
    )
    billed = "(le |les |se le |se les )?(facturamos|hemos facturado|facturo|se facturo|ha facturado)"
    book.says(billed, Noun(Subject.INVOICES, weak=True))
    book.says("que (le |les )?facturamos", Noun(Subject.INVOICES, weak=True), Asked(Measure.SUM, weak=True))
    book.says("(pago|pagaron|ha pagado) por ultima vez|por ultima vez", Noun(Subject.PAYMENTS), Asked(Measure.LAST))
    book.says("(nos )?(cobramos|recibimos|hemos cobrado|hemos recibido|ingresamos|entro|entraron)", Noun(Subject.PAYMENTS))
    book.says("(el |su )?(credito en cuenta|saldo a favor)( de)?", Noun(Subject.CUSTOMERS), Asked(Measure.SUM, "credit"))
    book.says("(trabajos|visitas|citas) pendientes", Noun(Subject.JOBS), Trait("open"))
    for words, subject in (("facturas", Subject.INVOICES), ("pagos", Subject.PAYMENTS)):
        book.means(f"(los |las )?{{n}} {words} (mas|de mayor) (grandes|alt[oa]s|car[oa]s|importe)", _largest(subject))
    book.says("(trabajos|visitas|citas) futur[oa]s", Noun(Subject.JOBS), Trait("open"), When(Op.MORE, "hoy"))
    book.says("(cuando )?(caduca|caducan|expira|vence)", Noun(Subject.CARDS))
    book.means(
        "entre {money} y {more}",
        lambda found: (Amounted(Op.AT_LEAST, found["money"]), Amounted(Op.AT_MOST, found["more"])),
    )
    credit = "(credito|saldo a favor)( en cuenta)?"
    book.says(f"cuanto {credit}( tiene| hay)?", Noun(Subject.CUSTOMERS), Asked(Measure.SUM, "credit"))
    book.says("(el )?valor (de por vida|total del cliente|historico)", Noun(Subject.CUSTOMERS), Asked(Measure.SUM, "lifetime"))
    book.says("ventas", Noun(Subject.INVOICES), Asked(Measure.SUM, weak=True))
    most = "(quien|que cliente)( nos| me)? debe mas(?! (de|que))|mayores saldos|(el |los )?mayor(es)? deudor(es)?"
    book.says(most, Noun(Subject.CUSTOMERS), Asked(Measure.LARGEST, "due"))
    book.means(
        "(los )?{n} (mayores|principales) deudores",
        lambda found: (Noun(Subject.CUSTOMERS), Asked(Measure.LARGEST, "due", found.number)),
    )


def _joining(book: PhraseBook) -> None:
    book.says("o|u|o bien|y/o", Or())
    book.says("o (con )?tarjetas?(?! (que|cad))", Or(), Noun(Subject.PAYMENTS, weak=True), Trait("by-card"))
    book.says("no|pero no|y no|excepto|salvo|menos l[oa]s|excluyendo|distint[oa]s? de", Denied())


def _little_words(book: PhraseBook) -> None:
    little = (
        "el|la|los|las|lo|un|una|unos|unas|que|cual|cuales|cuando|es|son|fue|fueron|era|eran|esta|estan|hay|hubo|se|y|me|"
        "muestrame|muestra|mostrar|ensename|dame|lista|listar|listado de|ver|busca|dime|por favor|nos|tenemos|tiene|tienen|"
        "nuestro|nuestra|nuestros|nuestras|ha|han|hemos|ha sido|cada|cualquier|todos los|todas las|todo|ya|actualmente|"
        "sean|esten|ahora mismo|dinero|importe|hasta ahora|toca|tocan|cuya|cuyo|cosas"
    )
    book.says(f"({little})", Nothing())
    book.says(
        "de|del|a|al|para|por|con|en|con (la )?etiqueta|asignados? a|llevados por|gestionados por|llamad[oa]s?",
        Nothing(glue=True),
    )
