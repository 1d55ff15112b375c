"""The library's own types as a contract: what may be asked (``stripe.params``) and what an answer looks like (its classes).

The types leave enumerations open with ``| str``; here only the values they name pass.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

import stripe
import typing_extensions
from stripe import params
from stripe._object_classes import get_object_class
from stripe._request_options import RequestOptions

_ID = r"[^/]+"
_REQUESTS: tuple[tuple[str, str, str], ...] = (
    ("GET", "/v1/account", "AccountRetrieveCurrentParams"),
    ("POST", "/v1/customers", "CustomerCreateParams"),
    ("GET", "/v1/customers", "CustomerListParams"),
    ("GET", f"/v1/customers/{_ID}", "CustomerRetrieveParams"),
    ("GET", f"/v1/customers/{_ID}/payment_methods", "CustomerPaymentMethodListParams"),
    ("POST", f"/v1/payment_methods/{_ID}/attach", "PaymentMethodAttachParams"),
    ("POST", f"/v1/payment_methods/{_ID}/detach", "PaymentMethodDetachParams"),
    ("POST", "/v1/payment_intents", "PaymentIntentCreateParams"),
    ("GET", "/v1/payment_intents", "PaymentIntentListParams"),
    ("GET", f"/v1/payment_intents/{_ID}", "PaymentIntentRetrieveParams"),
    ("POST", f"/v1/payment_intents/{_ID}/confirm", "PaymentIntentConfirmParams"),
    ("POST", f"/v1/payment_intents/{_ID}/cancel", "PaymentIntentCancelParams"),
    ("POST", "/v1/refunds", "RefundCreateParams"),
    ("GET", "/v1/refunds", "RefundListParams"),
    ("GET", f"/v1/refunds/{_ID}", "RefundRetrieveParams"),
    ("POST", "/v1/checkout/sessions", "checkout.SessionCreateParams"),
    ("GET", f"/v1/checkout/sessions/{_ID}", "checkout.SessionRetrieveParams"),
    ("POST", f"/v1/checkout/sessions/{_ID}/expire", "checkout.SessionExpireParams"),
    ("GET", "/v1/events", "EventListParams"),
    ("GET", "/v1/balance_transactions", "BalanceTransactionListParams"),
    ("GET", "/v1/payouts", "PayoutListParams"),
    ("GET", "/v1/disputes", "DisputeListParams"),
    ("GET", f"/v1/disputes/{_ID}", "DisputeRetrieveParams"),
)
_OPTIONS = frozenset(RequestOptions.__annotations__)


def wrong_in_request(verb: str, path: str, form: Mapping[str, Any]) -> list[str]:
    """Return what the library's types do not allow in a request: unknown, missing or wrong parameters.

    Args:
        verb: the HTTP method.
        path: the address without host and query.
        form: the parameters as nested dictionaries and lists of text.
    """
    for method, pattern, name in _REQUESTS:
        if method == verb and re.fullmatch(pattern, path):
            where = f"{verb} {path}"
            return list(_typed_dict(_params(name), form, where, top=True))
    return [f"{verb} {path}: no such call is known to the contract"]


def _params(name: str) -> Any:
    found: Any = params
    for part in name.split("."):
        found = getattr(found, part)
    return found


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return typing.get_type_hints(cls, localns={"StripeContext": stripe.StripeContext, "Mapping": Mapping}, include_extras=True)


def _typed_dict(cls: Any, value: Mapping[str, Any], where: str, *, top: bool = False) -> Iterator[str]:
    hints = _hints(cls)
    for name in sorted(cls.__required_keys__ - value.keys() - (_OPTIONS if top else frozenset())):
        yield f"{where}: {name} is missing"
    for name, inner in value.items():
        if name not in hints or (top and name in _OPTIONS):
            yield f"{where}: {name} is unknown"
        else:
            yield from _sent(hints[name], inner, f"{where}[{name}]")


def _sent(hint: Any, value: Any, where: str) -> Iterator[str]:  # noqa: C901 - one branch for each shape of type
    origin = get_origin(hint)
    if origin in (NotRequired, Required):
        yield from _sent(get_args(hint)[0], value, where)
    elif origin in (Union, types.UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        if any(get_origin(option) is Literal for option in options):
            options = [option for option in options if option is not str]
        attempts = [list(_sent(option, value, where)) for option in options]
        if all(attempts):
            # The member that fits best explains best.
            yield from min(attempts, key=len)
    elif origin is Literal:
        if value not in [str(allowed) for allowed in get_args(hint)]:
            yield f"{where}: {value!r} is none of {get_args(hint)}"
    elif origin is list:
        if not isinstance(value, list):
            yield f"{where}: a list is expected, not {value!r}"
        else:
            for number, item in enumerate(value):
                yield from _sent(get_args(hint)[0], item, f"{where}[{number}]")
    elif origin is dict or (isinstance(hint, type) and issubclass(hint, stripe.StripeObject)):
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            yield f"{where}: a flat hash is expected, not {value!r}"
    elif typing_extensions.is_typeddict(hint):
        if isinstance(value, dict):
            yield from _typed_dict(hint, value, where)
        else:
            yield f"{where}: an object is expected, not {value!r}"
    elif not _scalar(hint, value):
        yield f"{where}: {hint} is expected, not {value!r}"


def _scalar(hint: Any, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    if hint is int:
        return re.fullmatch(r"-?\d+", value) is not None
    if hint is bool:
        return value in {"true", "false"}
    if hint in (float, Decimal):
        return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    return hint is str or getattr(hint, "__origin__", None) is stripe.StripeObject


# --- answers


def wrong_in_answer(answer: Any, where: str = "answer") -> list[str]:
    """Return where an answer differs from the library's class for it: unknown attributes, absent ones that are never absent,
    values of another type or outside an enumeration."""
    if isinstance(answer, dict) and answer.get("object") == "list":
        return [fault for number, item in enumerate(answer["data"]) for fault in wrong_in_answer(item, f"{where}[{number}]")]
    if isinstance(answer, dict) and isinstance(answer.get("object"), str):
        return list(_object(_class_of(answer["object"]), answer, f"{where} {answer['object']}"))
    return [f"{where}: no object of Stripe's: {answer!r}"]


def _class_of(kind: str) -> Any:
    found = get_object_class("V1", kind)
    assert found is not None, f"Stripe has no object of kind {kind}"
    return found


@cache
def _names() -> dict[str, Any]:
    names: dict[str, Any] = {name: getattr(stripe, name) for name in dir(stripe) if name[0].isupper()}
    names |= {"CardResource": stripe.Card, "DisputeResource": stripe.Dispute, "Session": stripe.checkout.Session}
    return names


@cache
def _attributes(cls: Any) -> dict[str, Any]:
    return typing.get_type_hints(cls, localns=_Lenient(_names()))


class _Lenient(dict[str, Any]):
    """Names that types mention and only type checkers import: their place is not checked."""

    def __missing__(self, name: str) -> Any:
        import builtins

        if hasattr(builtins, name) or hasattr(typing, name):
            raise KeyError(name)
        return Any


def _object(cls: Any, value: Mapping[str, Any], where: str) -> Iterator[str]:
    hints = {name: hint for name, hint in _attributes(cls).items() if not name.startswith("_")}
    for name, hint in hints.items():
        if name not in value and type(None) not in get_args(hint) and name not in {"OBJECT_NAME", "deleted", "api_key"}:
            yield f"{where}: {name} is missing"
    for name, inner in value.items():
        if name not in hints:
            yield f"{where}: {name} is unknown"
        else:
            yield from _given(hints[name], inner, f"{where}.{name}")


def _given(hint: Any, value: Any, where: str) -> Iterator[str]:  # noqa: C901 - one branch for each shape of type
    origin = get_origin(hint)
    if hint is Any:
        return
    if origin in (Union, types.UnionType):
        options = [option for option in get_args(hint) if (option is type(None)) == (value is None)]
        if any(get_origin(option) is Literal for option in options):
            options = [option for option in options if option is not str]
        attempts = [list(_given(option, value, where)) for option in options]
        if all(attempts):
            yield from min(attempts, key=len, default=[f"{where}: {value!r} is not allowed"])
    elif origin is Literal:
        if value not in get_args(hint):
            yield f"{where}: {value!r} is none of {get_args(hint)}"
    elif origin is list:
        if not isinstance(value, list):
            yield f"{where}: a list is expected, not {value!r}"
        else:
            for number, item in enumerate(value):
                yield from _given(get_args(hint)[0], item, f"{where}[{number}]")
    elif isinstance(hint if origin is None else origin, type) and issubclass(origin or hint, stripe.StripeObject):
        if not isinstance(value, dict):
            yield f"{where}: an object is expected, not {value!r}"
        elif isinstance(value.get("object"), str):
            yield from wrong_in_answer(value, where)
        elif origin is None and hint is not stripe.StripeObject and "Untyped" not in hint.__name__:
            yield from _object(hint, value, where)
    elif hint is type(None):
        if value is not None:
            yield f"{where}: null is expected, not {value!r}"
    elif isinstance(hint, type):
        fits = isinstance(value, hint) and not (hint is int and isinstance(value, bool))
        if not fits:
            yield f"{where}: {hint.__name__} is expected, not {value!r}"
