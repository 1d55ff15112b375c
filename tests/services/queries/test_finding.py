"""Search as it is typed: accents, case and signs do not matter, wildcards mean themselves; numbers and amounts are found."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.folding import fold
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.changing import change_customer, set_archived
from app.services.customers.entering import ContactDetails, NewCustomer, NewSite, enter_customers
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_id_of, customer_ids, customer_rows
from app.services.queries.search import HitKind, find
from tests.support.books import TODAY, a_customer, an_invoice

NAMES = (
    "Hernández, Lucía",
    "HARBOR LIGHT MARINA",
    "Hassan & Sons",
    "100% Clean",
    "under_score Ltd",
    'The "Quoted" Café',
    "O’Brien",
)


@pytest.fixture
def named(office):
    """An office with customers whose names are hard to find; the office and their ids by name."""
    return office, {name: a_customer(office, name) for name in NAMES}


def found(office, text, **more):
    wanted = CustomerFilter(text, **more)
    ids = office.read(lambda reader: customer_ids(reader, wanted, CustomerSort.BEST))
    return [row.name for row in office.read(lambda reader: customer_rows(reader, ids))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hernandez", ["Hernández, Lucía"]),
        ("LUCÍA", ["Hernández, Lucía"]),
        ("lucia hern", ["Hernández, Lucía"]),
        ("light marina", ["HARBOR LIGHT MARINA"]),
        ("marina  light", ["HARBOR LIGHT MARINA"]),
        ("rbor", ["HARBOR LIGHT MARINA"]),
        ("h", ["HARBOR LIGHT MARINA", "Hassan & Sons", "Hernández, Lucía"]),
        ("ha", ["HARBOR LIGHT MARINA", "Hassan & Sons"]),
        ("he", ["Hernández, Lucía"]),
        ("100%", ["100% Clean"]),
        ("%", []),
        ("%%%", []),
        ("___", []),
        ("r_s", ["under_score Ltd"]),
        ("rxs", []),
        ('"quoted"', ['The "Quoted" Café']),
        ('"""', []),
        ("cafe", ['The "Quoted" Café']),
        ("o'brien", ["O’Brien"]),
        ("sons & hassan", ["Hassan & Sons"]),
        ("nobody at all", []),
        ("' OR 1=1 --", []),
    ],
)
def test_what_is_typed_finds_the_names_that_hold_it(named, text, names):
    office, _ids = named
    assert found(office, text) == names


def test_contacts_accounts_phones_and_sites_lead_to_the_customer(office):
    new = NewCustomer(
        "Northfield School",
        account="NF-77",
        billing=ContactDetails(name="Ana Whitfield", email="ana@northfield.example", phone="+12185550147"),
        sites=(NewSite("Gymnasium"),),
    )
    office.write(partial(enter_customers, customers=[new]))
    for text in ("nf-77", "whitfield", "ana@north", "5550147", "gymnas"):
        assert found(office, text) == ["Northfield School"], text
    assert office.read(partial(customer_id_of, account="NF-77")) == 1


def test_a_new_name_is_found_at_once_and_the_old_one_no_more(office):
    customer = a_customer(office, "Old Harbor")
    office.write(partial(change_customer, customer_id=customer, changes={"name": "New Quay"}))
    assert found(office, "new quay") == ["New Quay"]
    assert found(office, "old harbor") == []


def test_archived_customers_are_found_only_when_asked_for(office):
    customer = a_customer(office, "Gone Fishing")
    office.write(partial(set_archived, customer_id=customer, archived=True))
    for text in ("gone", "go", "gone f"):
        assert found(office, text) == []
        assert found(office, text, status="archived") == ["Gone Fishing"]
        assert found(office, text, status="") == ["Gone Fishing"]


def test_names_that_begin_with_the_text_come_first_however_many_there_are(office):
    new = [NewCustomer(f"West Marina {n:03d}") for n in range(250)] + [NewCustomer(f"Marina {n}") for n in range(3)]
    office.write(partial(enter_customers, customers=new))
    names = found(office, "marina")
    assert len(names) == 253
    assert names[:3] == ["Marina 0", "Marina 1", "Marina 2"]
    assert sorted(names[3:]) == [f"West Marina {n:03d}" for n in range(250)]


WORDS = st.text(st.sampled_from("abcÁéñßx%_\"'-/ "), min_size=1, max_size=8)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(WORDS.filter(str.strip), min_size=1, max_size=5), text=WORDS)
def test_search_agrees_with_looking_at_every_name(office, names, text):
    office.write(partial(enter_customers, customers=[NewCustomer(name) for name in names]))
    everyone = [row.name for row in office.read(lambda r: customer_rows(r, customer_ids(r, CustomerFilter())))]
    words = fold(text).split()
    hits = found(office, text)
    if not words:
        assert sorted(hits) == sorted(everyone)
    elif all(len(word) < 3 for word in words):
        assert sorted(hits) == sorted(name for name in everyone if fold(name).startswith(fold(text)))
    else:
        # Account numbers are searched too and bear no letters of these words but a and digits.
        expected = [name for name in everyone if all(word in fold(name) for word in words if len(word) >= 3)]
        assert set(hits) <= set(expected)
        assert set(hits) >= {name for name in everyone if all(word in fold(name) for word in words)}


def test_the_search_box_finds_numbers_amounts_and_customers(office):
    customer = a_customer(office, "Harbor Light Marina")
    invoice = an_invoice(office, customer, 124_000)
    payment = office.write(partial(take_payment, new=NewPayment(customer, TODAY, "check", 20_000, "1042")))
    memo = office.write(partial(issue_credit_memo, new=NewCreditMemo(customer, TODAY, 4_000, "missed visit", apply={})))

    def hits(text):
        return [(hit.kind, hit.title) for hit in office.read(lambda reader: find(reader, text))]

    assert hits("harbor") == [(HitKind.CUSTOMER, "Harbor Light Marina")]
    assert hits(invoice.number)[0] == (HitKind.INVOICE, invoice.number)
    assert hits(invoice.number[:4])[0] == (HitKind.INVOICE, invoice.number)
    assert hits(payment.number.lower())[0] == (HitKind.PAYMENT, payment.number)
    assert hits(memo.number)[0] == (HitKind.CREDIT_MEMO, memo.number)
    assert (HitKind.INVOICE, invoice.number) in hits("1,240.00"), "its total"
    assert (HitKind.INVOICE, invoice.number) in hits("$1,040.00"), "what is left of it"
    assert (HitKind.PAYMENT, payment.number) in hits("200")
    assert hits("") == hits("   ") == []
    assert hits("%") == hits("'") == []


def test_a_list_of_hits_is_as_long_as_asked_for(office):
    office.write(partial(enter_customers, customers=[NewCustomer(f"Marina {n}") for n in range(30)]))
    assert len(office.read(lambda reader: find(reader, "marina"))) == 12
    assert len(office.read(lambda reader: find(reader, "ma", 5))) == 5
