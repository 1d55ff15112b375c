"""The hosted page itself: what is asked, and a choice of how it ends. It plays the customer's part, so it says so loudly."""

from __future__ import annotations

from html import escape

from app.domain.language import _
from app.gateways.practice.balance import in_minor
from app.gateways.practice.wire import Json

_LOOK = """
:root { color-scheme: light dark; --ground: #F6F6F3; --surface: #FFFFFF; --ink: #1C2227; --quiet: #5A646D; --line: #D9DAD5;
  --accent: #1D5C9E; --on-accent: #FFFFFF; --care: #6B4A00; --care-ground: #FFF1CC; --alarm: #8B1A10; --alarm-ground: #FBE3E1;
  --good: #1E5B33; --good-ground: #E2F3E6; }
@media (prefers-color-scheme: dark) { :root { --ground: #16191C; --surface: #1F2327; --ink: #E8EAEA; --quiet: #A3ADB5;
  --line: #3A4046; --accent: #7DB4EA; --on-accent: #10161B; --care: #F0CE85; --care-ground: #3A2F12; --alarm: #F5B0A8;
  --alarm-ground: #431C18; --good: #A8DDB8; --good-ground: #173322; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 "Noto Sans", system-ui, sans-serif; }
main { max-width: 560px; margin: 48px auto; padding: 0 16px; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 32px; }
h1 { font-size: 22px; font-weight: 600; margin: 0 0 8px; }
p { margin: 0 0 16px; color: var(--quiet); }
.note { background: var(--care-ground); color: var(--care); border-radius: 8px; padding: 12px 16px; margin-bottom: 16px; }
.told { background: var(--alarm-ground); color: var(--alarm); border-radius: 8px; padding: 12px 16px; margin-bottom: 16px; }
.done { background: var(--good-ground); color: var(--good); border-radius: 8px; padding: 12px 16px; }
table { width: 100%; border-collapse: collapse; margin-bottom: 24px; font-variant-numeric: tabular-nums; }
td { padding: 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:last-child { text-align: right; white-space: nowrap; padding-left: 16px; }
tr.total td { font-weight: 600; border-bottom: 0; }
fieldset { border: 0; margin: 0 0 24px; padding: 0; }
legend { font-weight: 600; padding: 0; margin-bottom: 8px; }
label { display: block; padding: 8px 0; cursor: pointer; }
input { accent-color: var(--accent); margin-right: 8px; }
button { font: inherit; min-height: 40px; padding: 8px 24px; border: 1px solid var(--accent); border-radius: 8px; }
button { cursor: pointer; }
button.go { background: var(--accent); color: var(--on-accent); }
button.leave { background: transparent; color: var(--accent); margin-left: 8px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
"""


def _choices(session: Json) -> list[tuple[str, str]]:
    saving = session["mode"] == "setup"
    cards = [
        ("pm_card_visa", _("Visa 4242: accepted")),
        ("pm_card_mastercard", _("Mastercard 4444: accepted")),
        ("pm_card_authenticationRequired", _("Visa 3184: the bank asks the customer to confirm")),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", _("Visa 9995: declined, too little money")),
        ("pm_card_chargeDeclinedExpiredCard", _("Visa 0069: declined, expired")),
        ("pm_card_visa_chargeDeclinedStolenCard", _("Visa 9979: declined, stolen")),
        ("pm_card_createDispute", _("Visa 0259: accepted, disputed afterwards")),
        ("pm_card_refundFail", _("Visa 5126: accepted, a refund will fail")),
    ]
    banks = [
        ("pm_usBankAccount_success", _("Bank account 6789: paid after four days")),
        ("pm_usBankAccount_insufficientFunds", _("Bank account 2227: returned after four days")),
        ("pm_usBankAccount_dispute", _("Bank account 1116: paid, taken back three days later")),
    ]
    if saving:
        cards.append(("pm_card_pendingRefund", _("Visa 7726: accepted, refunds take days")))
    return [*cards, *(banks if "us_bank_account" in session["payment_method_types"] else [])]


def _amount(minor: int, currency: str) -> str:
    digits = {1: 0, 100: 2, 1000: 3}[in_minor(100, currency)]
    whole, part = divmod(minor, 10**digits)
    return f"{whole:,}.{part:0{digits}d} {currency.upper()}" if digits else f"{whole:,} {currency.upper()}"


def _lines(session: Json) -> str:
    currency = session["currency"]
    rows = "".join(
        f"<tr><td>{escape(line['name'])}</td><td>{_amount(line['unit_amount'] * line['quantity'], currency)}</td></tr>"
        for line in session["_lines"]
    )
    total = f"<tr class=total><td>{escape(_('Total'))}</td><td>{_amount(session['amount_total'], currency)}</td></tr>"
    return f"<table>{rows}{total}</table>"


def _form(session: Json, form_key: str) -> str:
    saving = session["mode"] == "setup"
    choices = "".join(
        f"<label><input type=radio name=outcome value={name}{' checked' if number == 0 else ''}>{escape(words)}</label>"
        for number, (name, words) in enumerate(_choices(session))
    )
    legend = _("Save which card or bank account?") if saving else _("Pay with which card or bank account?")
    go, leave = (_("Save") if saving else _("Pay")), _("Close without finishing")
    return (
        f"<form method=post><input type=hidden name=form_key value={form_key}>"
        f"<fieldset><legend>{escape(legend)}</legend>{choices}</fieldset>"
        f"<button class=go name=do value=go>{escape(go)}</button>"
        f"<button class=leave name=do value=leave>{escape(leave)}</button></form>"
    )


def checkout_page(session: Json, holder: str, form_key: str) -> str:
    """Return the page of a session as HTML.

    Args:
        session: the session as the account holds it.
        holder: whose page it is, as the customer reads it.
        form_key: must come back with the form, so that no other page can send it.
    """
    note = _("This is practice. No card is asked for and nobody is charged: choose how it ends.")
    if session["status"] == "open":
        title = _("Save a card or bank account") if session["mode"] == "setup" else _("Pay your invoices")
        told = f"<div class=told role=alert>{escape(session['_told'])}</div>" if session["_told"] else ""
        lines = _lines(session) if session["mode"] == "payment" else ""
        inside = f"<h1>{escape(title)}</h1><p>{escape(holder)}</p>{told}{lines}{_form(session, form_key)}"
    elif session["status"] == "complete":
        title = _("Done")
        words = _("You can close this page and go back to the program; it notices by itself.")
        inside = f"<h1>{escape(title)}</h1><div class=done role=status>{escape(words)}</div>"
    else:
        title = _("This page is closed")
        inside = f"<h1>{escape(title)}</h1><p>{escape(_('Nothing was saved and nothing was paid.'))}</p>"
    return (
        f'<!doctype html><html><head><meta charset=utf-8><meta name=viewport content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_LOOK}</style></head>"
        f"<body><main><div class=note>{escape(note)}</div><section>{inside}</section></main></body></html>"
    )
