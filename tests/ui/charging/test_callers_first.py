"""Whatever charges a customer from charging's screens waits for the verified caller: charges, retries and pay links alike."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from app.services.queries.operations import operation_views
from tests.ui.charging.test_pages import declined


@pytest.fixture
def held(register):
    """Callers are to be verified: what waits for it is noted instead."""
    waiting = []
    register.counter.session.actions.when_verified = lambda customer_id, then: waiting.append((customer_id, then))
    return waiting


def sheets():
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]


def attempts(register, operation):
    return register.till.office.read(lambda reader: operation_views(reader, [operation]))[0].attempt


@pytest.mark.parametrize("way", ["charge", "link", "instead"])
def test_no_sheet_that_charges_opens_before_the_caller_is_verified(register, held, way):
    if way == "charge":
        register.screens.charge_with(register.marina)
    elif way == "link":
        register.counter.session.actions.pay_link(register.marina, (register.invoice("10001"),))
    else:
        operation = declined(register)
        [view] = register.till.office.read(lambda reader: operation_views(reader, [operation]))
        register.screens.pay_instead(view)
    register.wait()
    assert sheets() == []
    [(customer, then)] = held
    assert customer == register.marina
    then()
    register.wait()
    assert len(sheets()) == 1


def test_a_declined_charge_is_not_tried_again_before_the_caller_is_verified(register, held):
    operation = declined(register)
    queue = register.screens.show_queue()
    register.wait()
    queue.view.table.set_current(operation)
    register.wait()
    queue.doings.retry()
    register.wait()
    assert attempts(register, operation) == 1
    held[0][1]()
    register.wait()
    assert attempts(register, operation) == 2
