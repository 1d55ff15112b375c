"""Events: a note for everything that happened, with a copy of the object as it was then."""

from __future__ import annotations

from app.gateways.practice.account import Account
from app.gateways.practice.wire import Form, Json, Refusal, created_within, in_pages, shown

API_VERSION = "2026-10-28.endive"
_KEPT_SECONDS = 30 * 24 * 3600
_MOST_TYPES = 20


def tell(account: Account, kind: str, about: Json) -> None:
    """Note that ``kind`` happened to ``about``."""
    account.add(
        "event",
        "evt",
        {
            "api_version": API_VERSION,
            "data": {"object": shown(about)},
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        },
    )


def listed(account: Account, form: Form) -> Json:
    """Answer ``GET /v1/events``: the last 30 days, newest first; tests may ask for them doubled or backwards."""
    within = created_within(form)
    kinds = form.texts("types")
    kind = form.text("type")
    if len(kinds) > _MOST_TYPES or (kinds and kind):
        raise Refusal(400, "Invalid types: at most 20, and not together with type", "parameter_invalid", started=False)

    def wanted(event: Json) -> bool:
        if kind.endswith("*") and not event["type"].startswith(kind[:-1]):
            return False
        if kind and not kind.endswith("*") and event["type"] != kind:
            return False
        return not kinds or event["type"] in kinds

    oldest = account.now - _KEPT_SECONDS
    found = [event for event in account.newest_first("event") if event["created"] >= oldest and within(event) and wanted(event)]
    disorder = account.facts["events"]
    if "doubled" in disorder:
        found = [event for event in found for _again in range(2)]
    if "backwards" in disorder:
        found.reverse()
    return in_pages(found, form, "/v1/events")
