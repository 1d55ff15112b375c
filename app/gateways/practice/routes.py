"""Which address answers what: the part of Stripe's API that the program uses, and the control levers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.gateways.practice import balance, checkout, control, disputes, events, methods, payments, refunds
from app.gateways.practice.account import Account
from app.gateways.practice.wire import Form, Json, Refusal, missing


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way to the room that answers it; ``id`` is the part of the address that names an object."""

    account: Account
    form: Form
    address: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """An address and what answers it."""

    verb: str
    path: re.Pattern[str]
    answer: Callable[[Call], Json] = field(compare=False)


def _show(thing: Callable[[Account, str], Json]) -> Callable[[Call], Json]:
    def answer(call: Call) -> Json:
        call.form.refuse_unknown()
        return thing(call.account, call.id)

    return answer


def _list(listing: Callable[[Account, Form], Json]) -> Callable[[Call], Json]:
    def answer(call: Call) -> Json:
        page = listing(call.account, call.form)
        call.form.refuse_unknown()
        return page

    return answer


def _make(making: Callable[[Account, Form], Json]) -> Callable[[Call], Json]:
    return lambda call: making(call.account, call.form)


def _change(changing: Callable[[Account, str, Form], Json]) -> Callable[[Call], Json]:
    return lambda call: changing(call.account, call.id, call.form)


def _own_account(call: Call) -> Json:
    call.form.refuse_unknown()
    facts = call.account.facts
    return {
        "id": facts["id"],
        "object": "account",
        "business_profile": {"name": facts["name"]},
        "charges_enabled": True,
        "country": facts["country"],
        "default_currency": facts["currency"],
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "settings": None,
        "type": "standard",
    }


def _balance_line(account: Account, name: str) -> Json:
    found = account.find(name)
    if found is None or found["object"] != "balance_transaction":
        raise missing("balance transaction", name)
    return found


def _expire_page(call: Call) -> Json:
    call.form.refuse_unknown()
    return checkout.expire(call.account, checkout.session(call.account, call.id))


def _route(verb: str, path: str, answer: Callable[[Call], Json]) -> Route:
    return Route(verb, re.compile(path.replace("{id}", r"(?P<id>[\w.-]+)")), answer)


ROUTES = (
    _route("GET", "/v1/account", _own_account),
    _route("GET", "/v1/customers", _list(methods.customers)),
    _route("POST", "/v1/customers", _make(methods.new_customer)),
    _route("GET", "/v1/customers/{id}", _show(methods.customer)),
    _route("POST", "/v1/customers/{id}", _change(methods.change_customer)),
    _route("DELETE", "/v1/customers/{id}", _show(methods.delete_customer)),
    _route("GET", "/v1/customers/{id}/payment_methods", lambda call: _list(_methods_of(call.id))(call)),
    _route("GET", "/v1/payment_methods/{id}", _show(methods.method)),
    _route("POST", "/v1/payment_methods/{id}/attach", _change(methods.attach)),
    _route("POST", "/v1/payment_methods/{id}/detach", _change(methods.detach)),
    _route("GET", "/v1/payment_intents", _list(payments.listed)),
    _route("POST", "/v1/payment_intents", _make(payments.create)),
    _route("GET", "/v1/payment_intents/{id}", _show(payments.intent)),
    _route("POST", "/v1/payment_intents/{id}/confirm", _change(payments.confirm)),
    _route("POST", "/v1/payment_intents/{id}/cancel", _change(payments.cancel)),
    _route("GET", "/v1/charges/{id}", _show(payments.charge)),
    _route("GET", "/v1/refunds", _list(refunds.listed)),
    _route("POST", "/v1/refunds", _make(refunds.create)),
    _route("GET", "/v1/refunds/{id}", _show(refunds.refund)),
    _route("POST", "/v1/checkout/sessions", lambda call: checkout.create(call.account, call.form, call.address)),
    _route("GET", "/v1/checkout/sessions/{id}", _show(checkout.session)),
    _route("POST", "/v1/checkout/sessions/{id}/expire", _expire_page),
    _route("GET", "/v1/events", _list(events.listed)),
    _route("GET", "/v1/balance_transactions", _list(balance.lines)),
    _route("GET", "/v1/balance_transactions/{id}", _show(_balance_line)),
    _route("GET", "/v1/payouts", _list(balance.payouts)),
    _route("GET", "/v1/payouts/{id}", _show(balance.payout)),
    _route("GET", "/v1/disputes", _list(disputes.listed)),
    _route("GET", "/v1/disputes/{id}", _show(disputes.dispute)),
    _route("GET", "/control/counts", lambda call: control.counts(call.account)),
    _route("GET", "/control/things/{id}", _show(control.things)),
    _route("GET", "/control/state", lambda call: control.state(call.account)),
    _route("POST", "/control/reset", _make(control.reset)),
    _route("POST", "/control/clock", _make(control.clock)),
    _route("POST", "/control/events", _make(control.events)),
    _route("POST", "/control/forget_keys", lambda call: control.forget_keys(call.account)),
    _route("POST", "/control/payments", _make(control.pay_elsewhere)),
    _route("POST", "/control/payments/{id}/settle", lambda call: control.settle_payment(call.account, call.id)),
    _route("POST", "/control/disputes", _make(control.dispute)),
    _route("POST", "/control/disputes/{id}", _change(control.close_dispute)),
    _route("POST", "/control/refunds/{id}", _change(control.end_refund)),
    _route("POST", "/control/payouts", lambda call: control.pay_out(call.account, call.form)),
    _route("POST", "/control/payouts/{id}", _change(control.end_payout)),
)


def _methods_of(customer_id: str) -> Callable[[Account, Form], Json]:
    return lambda account, form: methods.methods(account, customer_id, form)


def answer(verb: str, path: str, call: Callable[[str], Call]) -> Json:
    """Return what the address answers.

    Args:
        verb: GET, POST or DELETE.
        path: the address without its query.
        call: makes the call for the object named in the path.

    Raises:
        Refusal: whatever is wrong with it.
    """
    for route in ROUTES:
        match = route.path.fullmatch(path)
        if match and route.verb == verb:
            return route.answer(call(match.groupdict().get("id", "")))
    raise Refusal(404, f"Unrecognized request URL ({verb}: {path}).", started=False)
