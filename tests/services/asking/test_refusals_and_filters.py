"""What is not read is said with what was; and the same queries narrow the list of customers."""

from __future__ import annotations

import pytest

from app.domain.asking.writing import write_query
from app.domain.errors import UserError
from app.services.asking.understanding import NotRead, ask, customer_filter
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids, customer_rows, customer_totals, first_customer_ids
from tests.support.books import a_customer, scalar


def _refused(office, question, customer_id=None):
    with pytest.raises(NotRead) as refused:
        office.read(lambda reader: ask(reader, question, customer_id))
    return refused.value


def test_a_name_that_several_have_is_asked_about_and_each_choice_can_be_asked(asked):
    refused = _refused(asked, "what does Hernández owe")
    assert "Hernández" in refused.message
    assert [option.text for option in refused.options] == [
        'balance where customer = "Hernández, Ana"',
        'balance where customer = "Hernández, Luis"',
    ]
    answer = asked.read(lambda reader: ask(reader, refused.options[1].text))
    assert answer.value_minor == 64_000


def test_two_customers_of_the_same_name_are_told_apart_by_account(file_office):
    for account in ("X-1", "X-2"):
        a_customer(file_office, "Twin Peaks Diner", account=account)
    refused = _refused(file_office, "what does Twin Peaks Diner owe")
    assert [option.text for option in refused.options] == [
        'balance where customer = "X-1"',
        'balance where customer = "X-2"',
    ]


@pytest.mark.parametrize(
    ("question", "accounts"),
    [
        ("what does ana hernandez owe", "C-2"),
        ("what does HERNANDEZ, LUIS owe", "C-3"),
        ("what does zoe orsted owe", "C-7"),
        ("what does hassan and sons owe", "C-4"),
        ("what does C-6 owe", "C-6"),
        ("what does Acme owe", "C-1"),
        ("what does August Weber owe", "C-5"),
    ],
)
def test_names_are_found_whatever_their_case_accents_and_order(asked, question, accounts):
    answer = asked.read(lambda reader: ask(reader, question))
    name = scalar(asked, f"SELECT name FROM customer WHERE account = '{accounts}'")
    assert answer.text == f'balance where customer = "{name}"'


def test_what_was_understood_is_told_beside_what_was_not(asked):
    refused = _refused(asked, "unpaid invoices of Nobody Known since March")
    assert refused.unread == ("Nobody Known",)
    assert [option.text for option in refused.understood] == ["invoices where state = unpaid and issued >= 2026-03"]
    assert "Nobody Known" in str(refused)


def test_both_readings_of_a_phrase_are_told(asked):
    refused = _refused(asked, "invoices from March")
    assert [option.text for option in refused.options] == [
        "invoices where issued = 2026-03",
        "invoices where issued >= 2026-03",
    ]


def test_a_mistake_in_the_query_form_is_told_as_one(asked):
    refused = _refused(asked, "invoices where state = unpayed")
    assert "unpayed" in refused.message
    assert "written-off" in refused.message


@pytest.mark.parametrize("question", ["", "   ", "what does she owe", "hello", "invoices where customer = this"])
def test_a_question_without_enough_in_it_is_refused(asked, question):
    with pytest.raises(UserError):
        asked.read(lambda reader: ask(reader, question))


def test_everything_owed_is_what_all_customers_owe(asked):
    answer = asked.read(lambda reader: ask(reader, "how much does everyone owe"))
    assert answer.value_minor == scalar(asked, "SELECT sum(open_minor) FROM invoice")


def test_an_earlier_day_is_answered_as_it_was(asked):
    """Asked as of a day in the past, later invoices and payments do not count."""
    from datetime import date

    from tests.support.books import desk_clock

    clock = asked.clock
    try:
        asked.clock = desk_clock(date(2026, 9, 15))
        overdue = asked.read(lambda reader: ask(reader, "overdue invoices"))
        late = asked.read(lambda reader: ask(reader, "customers over 30 days late"))
    finally:
        asked.clock = clock
    numbers = (
        "SELECT count(*) FROM invoice i WHERE state <> 'draft' AND issued_on <= '2026-09-15' AND due_on < '2026-09-15'"
        " AND total_minor > (SELECT coalesce(sum(amount_minor), 0) FROM allocation a"
        " WHERE a.invoice_id = i.id AND applied_on <= '2026-09-15')"
    )
    assert overdue.count == scalar(asked, numbers)
    assert [record.title for record in late.records] == [
        "Acme Corporation", "Hassan & Sons Bakery", "Hernández, Ana", "Two Harbors Cannery",
    ]  # fmt: skip


# The list of customers


def test_a_query_narrows_the_list_its_totals_and_its_first_rows_alike(asked):
    wanted = CustomerFilter(status="", query="customers over 60 days late whose card expires before the next bill")

    def listed(reader):
        ids = list(customer_ids(reader, wanted))
        first = first_customer_ids(reader, wanted, CustomerSort.NAME, 50)
        return [row.account for row in customer_rows(reader, ids)], customer_totals(reader, wanted), list(first[0]), ids

    accounts, totals, first, ids = asked.read(listed)
    assert accounts == ["C-3"]
    assert (totals.count, totals.due_minor) == (1, 64_000)
    assert first == ids


def test_a_query_narrows_further_what_the_other_filters_leave(asked):
    wanted = CustomerFilter(status="", query="customers where due > 0", manager="R. Okafor")
    accounts = asked.read(lambda reader: [row.account for row in customer_rows(reader, customer_ids(reader, wanted))])
    assert accounts == ["C-1", "C-4"]


@pytest.mark.parametrize(
    "text",
    [
        "days-late > 60",
        "customers where days-late > 60",
        "customers over 60 days late",
        "over 60 days late",
        "overdue > 60 days",
    ],
)
def test_a_filter_may_be_a_condition_a_query_or_a_question(asked, text):
    assert write_query(asked.read(lambda reader: customer_filter(reader, text))) == "customers where days-late > 60"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("credit balance", "customers where credit > 0"),
        ("card expires this month", "customers where card-expires = this-month"),
        ("no plan", "customers where plans = 0"),
        ("tarjeta vence este mes", "customers where card-expires = this-month"),
    ],
)
def test_a_filter_may_say_only_what_the_customers_have(asked, text, query):
    assert write_query(asked.read(lambda reader: customer_filter(reader, text))) == query


@pytest.mark.parametrize(
    "text", ["unpaid invoices", "count of customers", "invoices where open > 5", "tusks > 2", "purple ones"]
)
def test_what_is_not_about_customers_is_no_filter_of_them(asked, text):
    with pytest.raises(UserError):
        asked.read(lambda reader: customer_filter(reader, text))


def test_a_card_on_file_counts_as_one_that_a_plan_is_charged_to(office):
    from datetime import date

    from tests.support.asked_book import fill_asked_book, save_card

    ids = fill_asked_book(office)

    def accounts(question):
        answer = office.read(lambda reader: ask(reader, question))
        return sorted(record.detail.split(" · ")[0] for record in answer.records)

    before = accounts("cards that expire before the next bill")
    assert before == ["C-3", "C-5"]
    # A customer who pays by check, but whose own card would be gone when the plan is billed next.
    save_card(office, ids["C-2"], date(2026, 10, 31))
    assert accounts("cards that expire before the next bill") == ["C-2", "C-3", "C-5"]
    assert accounts("customers whose card expires before the next bill") == ["C-2", "C-3", "C-5"]
    # Nobody is billed next who has no plan.
    save_card(office, ids["C-6"], date(2026, 10, 31))
    assert accounts("customers whose card expires before the next bill") == ["C-2", "C-3", "C-5"]
    assert accounts("expired cards") == ["C-2", "C-5", "C-6"]


def test_the_credit_of_one_customer_is_told_by_name(asked):
    zoe = scalar(asked, "SELECT id FROM customer WHERE account = 'C-7'")
    answer = asked.read(lambda reader: ask(reader, "how much credit does she have", zoe))
    assert answer.sentence == "Zoë Ørsted: $90.00."
    assert answer.value_minor == scalar(asked, "SELECT credit_minor FROM customer WHERE account = 'C-7'")


def test_a_list_is_narrowed_by_a_query_on_either_store(office):
    from tests.support.asked_book import fill_asked_book

    fill_asked_book(office)
    wanted = CustomerFilter(text="ana", status="", query="customers where overdue > 0 and tag != VIP")
    rows = office.read(lambda reader: customer_rows(reader, customer_ids(reader, wanted)))
    assert [row.account for row in rows] == ["C-2"]
    assert office.read(lambda reader: customer_totals(reader, wanted)).count == 1
