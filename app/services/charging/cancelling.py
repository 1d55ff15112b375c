"""Giving a charge up: at once where nothing was sent, at the processor where a payment was made but not taken."""

from __future__ import annotations

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.operation_states import OperationState as S
from app.services.charging.operations import OperationFacts, operation_facts
from app.services.charging.processor import KeyReused, PaymentProcessor, Refused, TooMany, Undecided
from app.services.charging.queueing import cancel_queued
from app.services.charging.settling import apply_payment
from app.services.office import Office


def cancel(office: Office, processor: PaymentProcessor, operation_id: int) -> S | None:
    """Cancel a charge: at once where nothing was sent, at the processor where the payment was made but not taken.

    Returns its state: ``succeeded`` when the processor had taken it after all.

    Raises:
        UserError: nobody knows yet what became of it, it is in transit, or it is over.
        ProcessorError: the processor could not be asked.
    """
    found = office.read(lambda reader: operation_facts(reader, operation_id))
    if found.state is S.QUEUED:
        office.write(lambda writer: cancel_queued(writer, operation_id))
        return S.CANCELLED
    if found.state in {S.CREATED, S.NEEDS_CUSTOMER, S.DECLINED} and found.remote_id and found.kind == "charge":
        return cancel_remote(office, processor, found)
    raise UserError(
        _("This charge cannot be cancelled now."), _("Wait until its outcome is known; a payment can be refunded then.")
    )


def cancel_remote(office: Office, processor: PaymentProcessor, found: OperationFacts) -> S | None:
    """Cancel a payment that did not succeed; when it did after all, it is posted. Returns the operation's state.

    Raises:
        NotSent, KeyRejected: it could not be asked for.
    """
    try:
        payment = processor.cancel_payment(found.remote_id, found.key("cancel"))
    except (Refused, KeyReused):
        try:
            payment = processor.payment(found.remote_id)
        except (Undecided, TooMany, Refused):
            return found.state
    except (Undecided, TooMany):
        return found.state
    return office.write(lambda writer: apply_payment(writer, payment))
