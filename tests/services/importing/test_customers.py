"""Customers from a file: every column means what it says, every bad row is named, and it is all or what was asked for."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import UserError
from app.services.customers.entering import ContactDetails, NewCustomer
from app.services.importing.columns import match_columns
from app.services.importing.customers import COLUMNS, import_customers, plan_customers
from app.services.importing.plan import ImportStopped
from app.services.importing.rejected import rejected_table
from tests.services.importing.helping import (
    FIXTURES,
    counts,
    customers_in,
    enter_customers_of,
    problems,
    rows_of,
    table,
)
from tests.support.books import a_customer


def test_every_column_goes_where_it_belongs(file_office):
    plan = customers_in(file_office, FIXTURES / "customers.csv")
    assert not plan.bad
    assert plan.good[0] == NewCustomer(
        "Harbor View Apartments",
        "H-100",
        "commercial",
        date(2019, 4, 1),
        "R. Okafor",
        "net30",
        None,
        "",
        ContactDetails(
            "Tomás Rivera", "18 Quay Street", "", "Duluth", "MN", "55802", "US", "+12185550142", "office@harborview.example"
        ),
        tags=("vip", "winter"),
    )
    assert [customer.terms for customer in plan.good] == ["net30", "receipt", "eom", ""]
    assert plan.good[2].billing.line1 == "3 Cedar Court Suite 4"


def test_customers_are_entered_with_all_that_hangs_on_them(office):
    plan = customers_in(office, FIXTURES / "customers.csv")
    assert enter_customers_of(office, plan).customers == 4
    assert counts(office, ("customer", "contact", "customer_tag")) == {"customer": 4, "contact": 3, "customer_tag": 2}
    assert rows_of(office, "SELECT terms, kind FROM customer WHERE account = 'H-103'") == [("net30", "residential")]


def test_importing_twice_changes_nothing_and_says_so(office):
    path = FIXTURES / "customers.csv"
    enter_customers_of(office, customers_in(office, path))
    before = counts(office)
    again = customers_in(office, path)
    assert (len(again.good), again.unchanged, again.bad) == (0, 4, ())
    assert enter_customers_of(office, again).customers == 0
    assert counts(office) == before


@pytest.mark.parametrize(
    "headings",
    ["Account,Name", "ACCOUNT NUMBER,Customer Name", "customer_id,company-name", " Número de cuenta ,Nombre", "Acct. No.,Name"],
)
def test_headings_are_known_by_their_synonyms(file_office, headings):
    plan = customers_in(file_office, table(f"{headings}\nA-1,Ana"))
    assert [(customer.account, customer.name) for customer in plan.good] == [("A-1", "Ana")]


def test_a_heading_itself_goes_before_its_synonyms(file_office):
    found = match_columns(table("id,customer,account,name\n1,2,3,4"), COLUMNS)
    assert (found.index["account"], found.index["name"]) == (2, 3)
    assert found.unused == ("id", "customer")


def test_columns_that_nothing_reads_are_named(file_office):
    plan = customers_in(file_office, table("account,name,Shoe size,lifetime value\nA-1,Ana,38,12.00"))
    assert plan.notes == ("Columns not used: Shoe size.",)


def test_missing_and_doubled_columns_are_refused_by_name(file_office):
    with pytest.raises(UserError, match=r"no column “name”.*account, city"):
        customers_in(file_office, table("account,city\nA-1,Duluth"))
    with pytest.raises(UserError, match="“Name” stands there 2 times"):
        customers_in(file_office, table("account,Name,name\nA-1,Ana,Ana"))


BAD = """account,name,type,since,terms,country,language,phone,email,postcode
A-1,Ana,,,,,,,,
,Ben,,,,,,,,
A-3,,,,,,,,,
A-4,Cara,alien,,,,,,,
A-5,Dan,,2/30/2013,,,,,,
A-6,Eve,,2/1/2099,,,,,,
A-7,Fay,,,2/10 net 30,,,,,
A-8,Gus,,,,Atlantis,,,,
A-9,Hal,,,,,Klingonish tongue,,,
A-1,Ivo,,,,,,,,
A-11,Jan,,,,,,12,nobody,1
"""


def test_every_bad_row_is_named_with_its_column(file_office):
    plan = customers_in(file_office, table(BAD))
    assert problems(plan) == [
        (3, "account"), (4, "name"), (5, "type"), (6, "since"), (7, "since"), (8, "terms"), (9, "country"), (10, "language"),
        (11, "account"),
    ]  # fmt: skip
    assert "line 2" in plan.bad[-1].problems[0].reason


def test_what_only_looks_wrong_is_kept_with_a_warning(file_office):
    plan = customers_in(file_office, table(BAD))
    kept = next(customer for customer in plan.good if customer.account == "A-11")
    assert (kept.billing.phone, kept.billing.email) == ("12", "nobody")
    assert [(warning.line, warning.column) for warning in plan.warnings] == [(12, "postcode"), (12, "phone"), (12, "email")]


def test_several_problems_of_one_row_are_all_told(file_office):
    (row,) = customers_in(file_office, table("account,name,type,since\n,,alien,never")).bad
    assert [problem.column for problem in row.problems] == ["name", "account", "type", "since"]


def test_bad_rows_come_back_as_a_table_with_a_reason(file_office):
    plan = customers_in(file_office, table("account,name,reason\nA-1,Ana,old\n,Ben,old"))
    rejected = rejected_table(plan, file_office.read(lambda reader: reader.profile.currency))
    assert [column.heading for column in rejected.columns] == ["account", "name", "line", "reason"]
    assert list(rejected.rows) == [("", "Ben", "3", "account: Every customer needs an account number.")]


def test_an_account_with_another_name_is_a_bad_row(office):
    a_customer(office, "Martha Bloom", account="A-1", terms="net15")
    plan = customers_in(office, table("account,name,terms\nA-1,Martha Blum,net 15\nA-2,Ben,"))
    assert problems(plan) == [(2, "name")]
    assert "Martha Bloom" in plan.bad[0].problems[0].reason
    assert [customer.account for customer in plan.good] == ["A-2"]


def test_blank_cells_say_nothing_against_the_book(office):
    a_customer(office, "Martha Bloom", account="A-1", terms="net15", manager="Ana")
    assert customers_in(office, table("account,name,terms,manager\nA-1,Martha Bloom,,")).unchanged == 1
    assert problems(customers_in(office, table("account,name,terms\nA-1,Martha Bloom,net 30"))) == [(2, "terms")]


def test_an_account_taken_meanwhile_leaves_the_book_as_it_is(office):
    plan = customers_in(office, table("account,name\nA-1,Ana\nA-2,Ben"))
    a_customer(office, "Somebody else", account="A-2")
    before = counts(office)
    with pytest.raises(UserError, match="A-2"):
        enter_customers_of(office, plan)
    assert counts(office) == before


class Impatient:
    """A progress that asks to stop once ``after`` steps were told."""

    def __init__(self, after: int) -> None:
        self.after = after

    @property
    def cancelled(self) -> bool:
        return self.after <= 0

    def step(self, *_told: object) -> None:
        self.after -= 1


def test_an_import_that_is_stopped_half_way_leaves_nothing(file_office, monkeypatch):
    monkeypatch.setattr("app.services.importing.customers._AT_ONCE", 1)
    plan = customers_in(file_office, table("account,name\nA-1,Ana\nA-2,Ben\nA-3,Cara"))
    before = counts(file_office)
    with pytest.raises(ImportStopped, match="Nothing was changed"):
        file_office.write(lambda writer: import_customers(writer, plan, Impatient(2)))
    assert counts(file_office) == before
    with pytest.raises(ImportStopped):
        file_office.read(lambda reader: plan_customers(reader, table("account,name\nA-1,Ana"), Impatient(0)))


def test_dates_of_the_file_are_told_from_their_column(file_office):
    plan = customers_in(file_office, table("account,name,since\nA-1,Ana,1/2/2013\nA-2,Ben,25/12/2013"))
    assert [customer.since_on for customer in plan.good] == [date(2013, 2, 1), date(2013, 12, 25)]


def test_a_foreign_customers_phone_is_read_by_its_own_country(file_office):
    (customer,) = customers_in(file_office, table("account,name,country,phone,postcode\nA-1,Ana,Spain,912 345 678,28013")).good
    assert (customer.billing.country, customer.billing.phone) == ("ES", "+34912345678")
