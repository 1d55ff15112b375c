"""Merging two customers and undoing it: nothing is lost, every figure is the sum, and afterwards what it was."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from app.domain.errors import Conflict, UserError
from app.models.tables import Base
from app.services.charging.customers import (
    customer_of_remote,
    keep_methods,
    link,
    remote_customer_of,
    remote_customer_of_method,
    saved_methods,
)
from app.services.charging.processor import RemoteMethod
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.changing import set_archived, set_tags
from app.services.customers.entering import ContactDetails, NewSite
from app.services.customers.merging.looking import look_at_merge
from app.services.customers.merging.merging import merge_customers
from app.services.customers.merging.standing import latest_merge, merges_of
from app.services.customers.merging.tables import customer_tables
from app.services.customers.merging.undoing import undo_merge
from app.services.customers.notes import add_note
from app.services.importing.existing import ids_of_accounts
from app.services.queries.customers import customer_id_of, found_customers
from app.services.queries.receivables import balance_of
from app.services.verify.running import verify_book
from tests.services.queries.histories import History
from tests.support.books import TODAY, a_customer, an_invoice, execute, open_for_test, scalar


def merge(office, gone, kept):
    return office.write(lambda writer: merge_customers(writer, gone, kept))


def undo(office, account=""):
    return office.write(lambda writer: undo_merge(writer, latest_merge(writer, account).id))


def sound(office):
    return [(each.name, each.detail) for each in verify_book(office) if not each.passed]


def figures(office, customer_id):
    """Return everything a customer's money comes to, today and on past days, and how many rows of each kind there are."""
    with office.book.read() as connection:
        stored = connection.exec_driver_sql(
            f"SELECT due_minor, credit_minor, lifetime_minor FROM customer WHERE id = {customer_id}"
        ).one()
        rows = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {table.name} WHERE customer_id = {customer_id}").scalar_one()
            for table in customer_tables()
            if table.name not in {"note", "activity"}
        ]
    days = [TODAY - timedelta(days=back) for back in (0, 3, 20, 60, 119)]
    balances = [office.read(lambda reader, on=on: balance_of(reader, customer_id, on)) for on in days]
    return tuple(stored), tuple(rows), tuple((b.due_minor, b.credit_minor, b.overdue_minor) for b in balances)


def added(one, two):
    if isinstance(one, tuple):
        return tuple(added(a, b) for a, b in zip(one, two, strict=True))
    return one + two


def whole_book(office):
    """Return every row of every table, but for what tells of the merge itself."""
    with office.book.read() as connection:
        found = {}
        for name, table in Base.metadata.tables.items():
            if name in {"activity", "counter", "customer_merge", "merged_row"}:
                continue
            columns = ", ".join(column.name for column in table.columns if column.name != "version")
            found[name] = sorted(repr(tuple(row)) for row in connection.exec_driver_sql(f"SELECT {columns} FROM {name}"))
        return found


def holdings(office):
    """Return whose every row is, in every table."""
    with office.book.read() as connection:
        return {
            table.name: connection.exec_driver_sql(f"SELECT id, customer_id FROM {table.name} ORDER BY id").all()
            for table in customer_tables()
            if table.name != "activity"
        }


@pytest.mark.parametrize("seed", range(6))
def test_merging_adds_up_and_undoing_gives_everything_back(office, seed):
    history = History(office, seed)
    history.live(40)
    gone, kept = history.customers
    before = figures(office, gone), figures(office, kept)
    rows = whole_book(office)
    assert sound(office) == []

    merge(office, gone, kept)
    assert figures(office, kept) == added(*before)
    assert set(map(str, figures(office, gone)[0])) == {"0"}
    assert sound(office) == []

    undo(office)
    assert (figures(office, gone), figures(office, kept)) == before
    assert whole_book(office) == rows
    assert sound(office) == []


@pytest.mark.parametrize("seed", range(12))
def test_later_work_goes_back_with_what_it_is_about_or_the_undo_is_refused(office, seed):
    history = History(office, seed)
    history.live(25)
    gone, kept = history.customers
    documents = {name: {row[0]: row[1] for row in holdings(office)[name]} for name in ("invoice", "payment", "credit_memo")}
    merge(office, gone, kept)
    chance = random.Random(seed)
    whole = figures(office, kept)[0]
    # Later work on the customer that stays, in one history: some of it meets what came with the other.
    for _step in range(chance.randrange(1, 4)):
        amount = chance.randrange(100, 9_000)
        if chance.random() < 0.5:
            an_invoice(office, kept, amount)
        else:
            invoice = chance.choice([*documents["invoice"]])
            still = scalar(office, f"SELECT open_minor FROM invoice WHERE id = {invoice}")
            apply = {invoice: min(still, amount)} if still else {}
            office.write(lambda w, a=amount, p=apply: take_payment(w, NewPayment(kept, TODAY, "cash", a, apply=p)))
    assert sound(office) == []
    after = figures(office, kept)[0]
    held = holdings(office)
    refusal = ""
    try:
        undo(office)
    except UserError as error:
        refusal = str(error)
    if refusal:
        assert "cannot be undone" in refusal
        assert holdings(office) == held
    else:
        assert added(figures(office, gone)[0], figures(office, kept)[0]) == after
        for name, owners in documents.items():
            now = {row[0]: row[1] for row in holdings(office)[name]}
            assert {id_: now[id_] for id_ in owners} == owners
    assert sound(office) == []
    assert len(whole) == 3


def two(office):
    bloom = a_customer(
        office, "Martha Bloom", account="C-1", billing=ContactDetails("Martha Bloom", "1 Elm St", email="m@bloom.example"),
        tags=("vip",),
    )  # fmt: skip
    gone = a_customer(
        office, "M. Bloom", account="C-2", billing=ContactDetails("Marty", "9 Oak St"), tags=("vip", "slow"),
        primary=ContactDetails("Joan", phone="+12175550123"), sites=(NewSite("Barn"),),
    )  # fmt: skip
    return bloom, gone


def test_a_payment_for_an_invoice_that_moved_goes_back_with_it(office):
    kept, gone = two(office)
    invoice = an_invoice(office, gone, 10_000)
    merge(office, gone, kept)
    pay = NewPayment(kept, TODAY, "check", 10_000, "1042", apply={invoice.id: 10_000})
    payment = office.write(lambda writer: take_payment(writer, pay))
    undo(office)
    assert scalar(office, f"SELECT customer_id FROM payment WHERE id = {payment.id}") == gone
    assert scalar(office, f"SELECT due_minor FROM customer WHERE id = {gone}") == 0
    assert sound(office) == []


def test_a_payment_for_invoices_of_both_keeps_them_together(office):
    kept, gone = two(office)
    theirs, ours = an_invoice(office, gone, 10_000), an_invoice(office, kept, 5_000)
    merge(office, gone, kept)
    pay = NewPayment(kept, TODAY, "check", 15_000, "1042", apply={theirs.id: 10_000, ours.id: 5_000})
    office.write(lambda writer: take_payment(writer, pay))
    with pytest.raises(UserError) as refused:
        undo(office)
    assert str(refused.value).startswith("Payment ")
    assert theirs.number in str(refused.value)
    assert ours.number in str(refused.value)
    assert sound(office) == []


def test_the_old_number_and_the_old_name_find_the_customer(office):
    kept, gone = two(office)
    merge(office, gone, kept)
    assert office.read(lambda reader: customer_id_of(reader, "C-2")) == kept
    assert office.read(lambda reader: ids_of_accounts(reader, ["C-1", "C-2"])) == {"C-1": kept, "C-2": kept}
    for text in ("C-2", "M. Bloom", "Barn", "Joan"):
        assert office.read(lambda reader, text=text: list(found_customers(reader, text, 5))) == [kept]
    undo(office, "C-2")
    assert office.read(lambda reader: customer_id_of(reader, "C-2")) == gone
    assert office.read(lambda reader: list(found_customers(reader, "Barn", 5))) == [gone]
    assert sound(office) == []


def test_contacts_and_tags_of_both_are_kept_and_given_back(office):
    kept, gone = two(office)
    tables = ("contact", "customer_tag")
    with office.book.read() as connection:
        before = [connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2").all() for table in tables]
    merge(office, gone, kept)
    assert scalar(office, f"SELECT name FROM contact WHERE customer_id = {kept} AND role = 'billing'") == "Martha Bloom"
    assert scalar(office, f"SELECT phone FROM contact WHERE customer_id = {kept} AND role = 'primary'") == "+12175550123"
    assert "Marty, 9 Oak St" in scalar(office, f"SELECT body FROM note WHERE customer_id = {kept}")
    assert scalar(office, f"SELECT count(*) FROM customer_tag WHERE customer_id = {kept}") == 2
    undo(office)
    with office.book.read() as connection:
        after = [connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2").all() for table in tables]
    assert after == before
    assert scalar(office, "SELECT count(*) FROM note") == 0


def test_what_was_written_since_stays_where_it_was_written(office):
    kept, gone = two(office)
    merge(office, gone, kept)
    office.write(lambda writer: add_note(writer, kept, "Likes mornings"))
    office.write(lambda writer: set_tags(writer, kept, ["vip", "slow", "new"]))
    undo(office)
    assert scalar(office, "SELECT customer_id FROM note") == kept
    with office.book.read() as connection:
        tags = connection.exec_driver_sql(f"SELECT tag FROM customer_tag WHERE customer_id = {kept} ORDER BY tag").all()
    assert [tag for (tag,) in tags] == ["new", "vip"]


def test_merges_are_undone_in_turn(office):
    kept, gone = two(office)
    third = a_customer(office, "Bloom & Sons", account="C-3")
    for each in (kept, gone, third):
        an_invoice(office, each, 1_000 * each)
    merge(office, gone, kept)
    merge(office, kept, third)
    assert office.read(lambda reader: ids_of_accounts(reader, ["C-1", "C-2", "C-3"])) == {f"C-{n}": third for n in (1, 2, 3)}
    with pytest.raises(UserError, match="Undo that merge first"):
        undo(office, "C-2")
    undo(office, "C-1")
    assert office.read(lambda reader: ids_of_accounts(reader, ["C-1", "C-2"])) == {"C-1": kept, "C-2": kept}
    undo(office, "C-2")
    assert office.read(lambda reader: customer_id_of(reader, "C-2")) == gone
    for each in (kept, gone, third):
        assert scalar(office, f"SELECT due_minor FROM customer WHERE id = {each}") == 1_000 * each
        assert office.read(lambda reader, each=each: merges_of(reader, each)) == []
    assert sound(office) == []


def test_nothing_is_posted_to_an_account_that_is_part_of_another(office):
    kept, gone = two(office)
    merge(office, gone, kept)
    with pytest.raises(Conflict, match="C-2 is part of another customer"):
        an_invoice(office, gone, 100)
    with pytest.raises(UserError, match="Undo the merge"):
        office.write(lambda writer: set_archived(writer, gone, archived=False))
    with pytest.raises(UserError, match="part of another"):
        merge(office, kept, gone)
    with pytest.raises(UserError, match="itself"):
        merge(office, kept, kept)


def test_nothing_is_merged_while_the_processor_has_not_answered(office):
    kept, gone = two(office)
    execute(
        office,
        "INSERT INTO operation (id, kind, state, live, customer_id, amount_minor, key_base, queued_at, "
        "state_at, consented_on, actor) "
        f"SELECT 1, 'charge', 'processing', live, {kept}, 500, 'k', '2026-03-16T10:00:00.000000Z', "
        "'2026-03-16T10:00:00.000000Z', "
        "'2026-03-16', 'Ana' FROM (SELECT held AS live FROM operation UNION ALL SELECT 1 = 1) AS t LIMIT 1",
    )
    seen = office.read(lambda reader: look_at_merge(reader, gone, kept))
    assert "still under way" in seen.refusal
    with pytest.raises(UserError, match="Martha Bloom is still under way"):
        merge(office, gone, kept)


def test_what_will_happen_is_said_before(office):
    kept, gone = two(office)
    an_invoice(office, gone, 10_000)
    seen = office.read(lambda reader: look_at_merge(reader, gone, kept))
    assert seen.moves[:2] == ("1 invoice", "1 site")
    assert seen.notes[0] == "Martha Bloom will owe $100.00 and have $0.00 of credit."
    assert seen.refusal == ""
    assert scalar(office, "SELECT count(*) FROM customer_merge") == 0


def test_a_book_opened_anew_still_knows_the_merge(office_location):
    office = open_for_test(office_location)
    kept, gone = two(office)
    an_invoice(office, gone, 10_000)
    merge(office, gone, kept)
    office.close()
    office = open_for_test(office_location)
    undo(office)
    assert scalar(office, f"SELECT due_minor FROM customer WHERE id = {gone}") == 10_000
    office.close()


def _card(remote_id):
    return RemoteMethod(remote_id, "card", "visa", "4242", TODAY, is_default=True)


def test_the_cards_of_both_can_be_charged_where_they_are_kept(office):
    kept, gone = two(office)
    for customer, remote in ((kept, "cus_kept"), (gone, "cus_gone")):
        office.write(lambda writer, customer=customer, remote=remote: link(writer, customer, remote))
        office.write(lambda writer, customer=customer, remote=remote: keep_methods(writer, customer, [_card(f"pm_{remote}")]))
    rows = whole_book(office)
    merge(office, gone, kept)
    cards = office.read(lambda reader: saved_methods(reader, kept))
    assert [(card.remote_id, card.is_default) for card in cards] == [("pm_cus_kept", True), ("pm_cus_gone", False)]
    payers = [office.read(lambda reader, card=card: remote_customer_of_method(reader, card.id)) for card in cards]
    assert payers == ["", "cus_gone"]
    assert office.read(lambda reader: remote_customer_of(reader, kept)) == "cus_kept"
    assert office.read(lambda reader: customer_of_remote(reader, "cus_gone")) == kept
    # What the processor says of the one customer there says nothing of the other's cards.
    office.write(lambda writer: keep_methods(writer, kept, [_card("pm_cus_kept")]))
    assert len(office.read(lambda reader: saved_methods(reader, kept))) == 2
    undo(office)
    assert whole_book(office) == rows


def test_the_link_with_the_processor_goes_to_a_customer_that_has_none(office):
    kept, gone = two(office)
    office.write(lambda writer: link(writer, gone, "cus_gone"))
    office.write(lambda writer: keep_methods(writer, gone, [_card("pm_1")]))
    rows = whole_book(office)
    merge(office, gone, kept)
    assert office.read(lambda reader: remote_customer_of(reader, kept)) == "cus_gone"
    assert [card.is_default for card in office.read(lambda reader: saved_methods(reader, kept))] == [True]
    undo(office)
    assert whole_book(office) == rows


def test_a_card_saved_since_goes_back_with_the_link(office):
    kept, gone = two(office)
    office.write(lambda writer: link(writer, gone, "cus_gone"))
    merge(office, gone, kept)
    office.write(lambda writer: keep_methods(writer, kept, [_card("pm_new")]))
    undo(office)
    assert [card.remote_id for card in office.read(lambda reader: saved_methods(reader, gone))] == ["pm_new"]
    assert office.read(lambda reader: saved_methods(reader, kept)) == []
