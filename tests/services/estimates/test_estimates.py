"""Estimates: their way from draft to accepted or declined, what is made of them, and their deposits.

Where the stores read or check differently, a test runs on both.
"""

from datetime import timedelta

import pytest

from app.domain.errors import Conflict, NotFound, UserError
from app.domain.estimate_states import ESTIMATE_MOVES, ESTIMATE_STATES, deposit_asked
from app.services.collecting.giving_back import refund_payment, void_payment
from app.services.collecting.receiving import NewPayment, TakenPayment, take_payment
from app.services.customers.entering import ContactDetails, NewSite
from app.services.customers.leaving.anonymising import anonymise_customer
from app.services.customers.leaving.looking import is_unused
from app.services.customers.merging.merging import merge_customers
from app.services.estimates.claiming import made_of
from app.services.estimates.converting import PlanTerms, make_invoice, make_job, make_plan, plan_offer
from app.services.estimates.deciding import (
    accept_estimate,
    decline_estimate,
    extend_estimate,
    note_mailed,
    reopen_estimate,
    send_estimate,
    step_back,
    take_estimate_back,
)
from app.services.estimates.deposits import (
    NewDeposit,
    deposits_of,
    keep_as_deposit,
    release_deposit,
    still_asked,
    take_deposit,
)
from app.services.estimates.reading import standing
from app.services.estimates.writing import (
    NewEstimate,
    copy_estimate,
    discard_estimate,
    number_estimate,
    read_estimate,
    rewrite_estimate,
    set_usual_days,
    write_estimate,
)
from app.services.invoicing.drafts import discard_draft, issue_draft, issue_over_sites, read_draft, save_draft
from app.services.invoicing.figures import NewLine
from app.services.invoicing.multi_site import NewMultiSite, SiteShare
from app.services.invoicing.voiding import void_invoice
from app.services.invoicing.voiding_many import void_invoices
from app.services.jobs.entering import NewJob, change_job
from app.services.jobs.invoicing import invoice_job
from app.services.jobs.moving import move_job
from app.services.mail.kinds import MailKind
from app.services.mail.letters import Delivery, Handed
from app.services.mail.orders import MailOrder, draft_of
from app.services.mail.queueing import NewMessage, message_facts, queue_message
from app.services.mail.senders import NewSender, add_sender
from app.services.mail.steps import begin, end, sender_of
from app.services.plans.cancelling import cancel_plan
from app.services.plans.reading import read_plan
from app.services.queries.activity import activity_ids, activity_rows, sentence
from app.services.queries.estimates import EstimateFilter, EstimateSort, estimate_ids, estimate_rows, estimate_totals
from app.services.queries.search import HitKind, find
from tests.support.books import TODAY, a_customer, an_invoice, open_for_test, scalar
from tests.support.jobs import act
from tests.support.plans import on, sound

LINES = (NewLine("Furnace, 80,000 BTU", 240_000, tax_ppm=82_500), NewLine("Hours", 9_500, 6_000_000, 100_000))
# 2,400.00 and 6 × 95.00 less 10 %, tax on the furnace alone.
NET, TAX = 240_000 + 51_300, 19_800


@pytest.fixture
def office(file_office):
    """A founded company on SQLite."""
    return file_office


@pytest.fixture
def both(office_location):
    """A founded company, once per store."""
    office = open_for_test(office_location)
    yield office
    office.close()


def an_estimate(office, customer, **more):
    facts = {"title": "New furnace", "lines": LINES, **more}
    return act(office, write_estimate, NewEstimate(customer, TODAY, **facts))


def accepted(office, customer, **more):
    id_ = an_estimate(office, customer, **more)
    act(office, send_estimate, id_)
    act(office, accept_estimate, id_, TODAY, "Martha Bloom")
    return id_


def stands(office, id_):
    return office.read(lambda reader: standing(reader, id_))


def made(office, id_):
    return office.read(lambda reader: made_of(reader, id_))


def found(office, status="", text="", customer=None):
    wanted = EstimateFilter(text, status, customer)
    return list(office.read(lambda reader: estimate_ids(reader, wanted, EstimateSort.NUMBER, descending=False)))


def told(office):
    def read(reader):
        rows = activity_rows(reader, activity_ids(reader))
        return [sentence(row, reader.profile) for row in reversed(rows) if row.kind.startswith("estimate.")]

    return office.read(read)


def invoice(office, id_):
    row = "SELECT total_minor || ' ' || open_minor || ' ' || state FROM invoice WHERE id = "
    return scalar(office, row + str(id_))


class TestWriting:
    def test_it_comes_to_what_an_invoice_of_its_lines_would_and_is_valid_for_the_usual_days(self, office):
        customer = a_customer(office)
        facts = stands(office, an_estimate(office, customer))
        assert (facts.net_minor, facts.tax_minor, facts.number) == (NET, TAX, "")
        assert facts.valid_until == TODAY + timedelta(days=30)
        act(office, set_usual_days, 14)
        assert stands(office, an_estimate(office, customer)).valid_until == TODAY + timedelta(days=14)
        sound(office)

    def test_a_draft_has_no_number_so_that_those_thrown_away_leave_no_gap(self, office):
        customer = a_customer(office)
        first = an_estimate(office, customer)
        said = act(office, discard_estimate, first)
        again = act(office, write_estimate, said)
        assert office.read(lambda reader: read_estimate(reader, again)) == said
        for _each in range(2):
            act(office, send_estimate, an_estimate(office, customer))
        act(office, send_estimate, again)
        assert stands(office, again).number == "E-0003"
        with pytest.raises(UserError, match="stays in the book"):
            act(office, discard_estimate, again)
        sound(office)

    def test_what_cannot_be(self, office):
        customer = a_customer(office)
        a_customer(office, "Otto", sites=(NewSite("Barn"),))
        for wrong in (
            {"lines": ()},
            {"lines": (NewLine(" ", 100),)},
            {"lines": (NewLine("Rebate", -100),)},
            {"valid_until": TODAY - timedelta(days=1)},
            {"deposit_minor": NET + TAX + 1},
            {"deposit_ppm": 1_000_001},
            {"site_id": 1},
        ):
            with pytest.raises(UserError):
                an_estimate(office, customer, **wrong)
        with pytest.raises(NotFound):
            an_estimate(office, 99)

    def test_a_deposit_is_asked_for_as_an_amount_or_as_a_share(self):
        assert deposit_asked(10_001, 0, 500_000) == 5_001
        assert deposit_asked(10_000, 2_500, 0) == 2_500
        assert deposit_asked(2_000, 2_500, 0) == 2_000

    def test_a_copy_says_the_same_from_today_on(self, office):
        id_ = accepted(office, a_customer(office), deposit_ppm=250_000)
        on(office, TODAY + timedelta(days=60))
        copy = stands(office, act(office, copy_estimate, id_))
        assert (copy.state, copy.number, copy.total_minor, copy.deposit_ppm) == ("draft", "", NET + TAX, 250_000)
        assert copy.valid_until == TODAY + timedelta(days=90)


class TestItsWay:
    def test_every_step_is_told(self, office):
        customer = a_customer(office)
        id_ = an_estimate(office, customer)
        act(office, send_estimate, id_)
        act(office, take_estimate_back, id_)
        act(office, rewrite_estimate, id_, NewEstimate(customer, TODAY, LINES[:1], "Furnace only"))
        act(office, send_estimate, id_)
        act(office, extend_estimate, id_, TODAY + timedelta(days=45))
        act(office, decline_estimate, id_, TODAY, "Martha", "Too dear")
        act(office, reopen_estimate, id_)
        act(office, accept_estimate, id_, TODAY)
        assert told(office) == [
            "Estimate “New furnace” over $3,111.00 drafted.",
            "Estimate E-0001 New furnace over $3,111.00 noted as sent, valid until Apr 15, 2026.",
            "Estimate E-0001 New furnace taken back to the drafts.",
            "Draft of the estimate “Furnace only” changed.",
            "Estimate E-0001 Furnace only over $2,598.00 noted as sent, valid until Apr 15, 2026.",
            "Estimate E-0001 Furnace only is valid until Apr 30, 2026 now.",
            "Estimate E-0001 Furnace only declined by Martha on Mar 16, 2026. Reason: Too dear",
            "The answer to estimate E-0001 Furnace only was taken back.",
            "Estimate E-0001 Furnace only accepted on Mar 16, 2026.",
        ]
        sound(office)

    def test_no_step_is_skipped(self, office):
        customer = a_customer(office)
        steps = {
            "sent": lambda id_: act(office, send_estimate, id_),
            "accepted": lambda id_: act(office, accept_estimate, id_, TODAY),
            "declined": lambda id_: act(office, decline_estimate, id_, TODAY),
        }
        ways = {"draft": (), "sent": ("sent",), "accepted": ("sent", "accepted"), "declined": ("sent", "declined")}
        assert set(ways) == set(ESTIMATE_STATES)
        for state, way in ways.items():
            for after, step in steps.items():
                id_ = an_estimate(office, customer)
                for each in way:
                    steps[each](id_)
                if after in ESTIMATE_MOVES[state] and (state, after) not in {
                    ("draft", "declined"), ("accepted", "sent"), ("declined", "sent"),
                }:
                    step(id_)
                    assert stands(office, id_).state == after
                else:
                    with pytest.raises(UserError):
                        step(id_)
                    assert stands(office, id_).state == state

    def test_what_was_not_answered_in_time_is_expired_until_it_is_extended(self, both):
        customer = a_customer(both)
        id_ = an_estimate(both, customer)
        act(both, send_estimate, id_)
        on(both, TODAY + timedelta(days=30))
        assert (found(both, "sent"), found(both, "expired")) == ([id_], [])
        on(both, TODAY + timedelta(days=31))
        assert (found(both, "sent"), found(both, "expired"), found(both, "waiting")) == ([], [id_], [id_])
        assert both.read(lambda reader: estimate_rows(reader, [id_]))[0].status == "expired"
        with pytest.raises(UserError, match="valid until an earlier day"):
            act(both, accept_estimate, id_, TODAY + timedelta(days=31))
        act(both, extend_estimate, id_, TODAY + timedelta(days=40))
        act(both, accept_estimate, id_, TODAY + timedelta(days=31))
        assert found(both, "accepted") == [id_]

    def test_an_answer_that_came_in_time_may_be_noted_late(self, office):
        id_ = an_estimate(office, a_customer(office))
        act(office, send_estimate, id_)
        on(office, TODAY + timedelta(days=35))
        act(office, accept_estimate, id_, TODAY + timedelta(days=20))
        assert stands(office, id_).state == "accepted"
        with pytest.raises(UserError):
            act(office, decline_estimate, id_, TODAY + timedelta(days=36))

    def test_mail_that_was_taken_sends_a_draft_and_leaves_an_answer_alone(self, office):
        customer = a_customer(office)
        id_ = an_estimate(office, customer)
        number = act(office, number_estimate, id_)
        assert (stands(office, id_).state, number) == ("draft", "E-0001")
        act(office, note_mailed, number)
        assert (stands(office, id_).state, stands(office, id_).sent_how) == ("sent", "mail")
        act(office, accept_estimate, id_, TODAY)
        act(office, note_mailed, number)
        assert stands(office, id_).state == "accepted"

    def test_a_step_is_undone_while_nothing_else_happened(self, office):
        id_ = an_estimate(office, a_customer(office))
        sent = act(office, send_estimate, id_)
        answered = act(office, accept_estimate, id_, TODAY)
        with pytest.raises(Conflict):
            act(office, step_back, sent)
        act(office, step_back, answered)
        act(office, step_back, sent)
        assert (stands(office, id_).state, stands(office, id_).number) == ("draft", "E-0001")
        act(office, decline_estimate, id_, TODAY, "", "We are too busy")
        assert act(office, reopen_estimate, id_).after.state == "draft"
        act(office, send_estimate, id_)
        again = act(office, accept_estimate, id_, TODAY)
        act(office, make_job, id_)
        with pytest.raises(Conflict):
            act(office, step_back, again)
        with pytest.raises(UserError, match="job J-0001"):
            act(office, reopen_estimate, id_)
        sound(office)


class TestMaking:
    def test_an_invoice_has_its_lines_and_is_made_once(self, office):
        customer = a_customer(office, sites=(NewSite("Pier 4"),))
        id_ = accepted(office, customer, site_id=1)
        draft = act(office, make_invoice, id_)
        asked = office.read(lambda reader: read_draft(reader, draft))
        assert (asked.lines, asked.subject, asked.site_id) == (LINES, "Estimate E-0001: New furnace", 1)
        with pytest.raises(UserError, match="the draft of an invoice"):
            act(office, make_invoice, id_)
        issued = act(office, issue_draft, draft)
        assert (issued.total_minor, made(office, id_).invoice_number) == (NET + TAX, issued.number)
        sound(office)

    def test_only_what_was_accepted_is_made_into_something(self, office):
        id_ = an_estimate(office, a_customer(office))
        for make in (make_invoice, make_job):
            with pytest.raises(UserError, match="accepted"):
                act(office, make, id_)
        with pytest.raises(UserError, match="accepted"):
            act(office, make_plan, id_, PlanTerms("monthly", TODAY, 100))

    def test_a_draft_thrown_away_lets_it_go_and_undo_takes_it_again(self, both):
        id_ = accepted(both, a_customer(both))
        draft = act(both, make_invoice, id_)
        act(both, save_draft, both.read(lambda reader: read_draft(reader, draft)), draft)
        assert made(both, id_).invoice_id == draft
        said = act(both, discard_draft, draft)
        assert not made(both, id_).anything
        again = act(both, save_draft, said)
        assert made(both, id_).invoice_id == again
        sound(both)

    @pytest.mark.parametrize("void", [void_invoice, lambda writer, id_, why: void_invoices(writer, [id_], why)])
    def test_a_void_invoice_lets_it_go(self, office, void):
        id_ = accepted(office, a_customer(office))
        first = act(office, issue_draft, act(office, make_invoice, id_))
        act(office, void, first.id, "Wrong date")
        assert not made(office, id_).anything
        second = act(office, issue_draft, act(office, make_invoice, id_))
        assert made(office, id_).invoice_id == second.id
        sound(office)

    def test_a_job_asks_for_the_money_itself_and_nobody_is_asked_twice(self, office):
        id_ = accepted(office, a_customer(office))
        job = act(office, make_job, id_)
        assert job.amount_minor == NET
        with pytest.raises(UserError, match="invoiced when it is done"):
            act(office, make_invoice, id_)
        act(office, move_job, job.id, "cancelled")
        draft = act(office, make_invoice, id_)
        act(office, move_job, job.id, "unscheduled")
        act(office, move_job, job.id, "done")
        with pytest.raises(UserError, match="invoiced already"):
            act(office, invoice_job, job.id)
        act(office, discard_draft, draft)
        act(office, invoice_job, job.id)
        assert scalar(office, "SELECT SUM(total_minor) FROM invoice") == NET + TAX
        sound(office)

    def test_a_job_besides_an_invoice_asks_for_nothing_until_more_is_done(self, office):
        customer = a_customer(office)
        id_ = accepted(office, customer)
        act(office, issue_draft, act(office, make_invoice, id_))
        job = act(office, make_job, id_)
        assert job.amount_minor == 0
        assert "6 × Hours" in scalar(office, "SELECT details FROM job")
        act(office, move_job, job.id, "done")
        with pytest.raises(UserError, match="no lines"):
            act(office, invoice_job, job.id)
        act(office, change_job, job.id, NewJob(customer, "New furnace", (NewLine("Extra pipe", 4_000),)))
        assert act(office, invoice_job, job.id).issued.total_minor == 4_000
        with pytest.raises(UserError, match="job J-0001"):
            act(office, make_job, id_)
        sound(office)

    def test_a_plan_is_drafted_at_the_price_and_again_when_that_was_cancelled(self, office):
        lines = (NewLine("Filter change", 3_100), NewLine("Inspection", 900))
        id_ = accepted(office, a_customer(office), lines=lines, title="Filters")
        _facts, _made, offered = office.read(lambda reader: plan_offer(reader, id_))
        assert (offered.price_minor, offered.frequency) == (4_000, "monthly")
        plan = act(office, make_plan, id_, PlanTerms("quarterly", TODAY, 4_000))
        facts = office.read(lambda reader: read_plan(reader, plan))
        assert (facts.name, facts.price_minor, facts.status) == ("Filters", 4_000, "draft")
        with pytest.raises(UserError, match="PL-0001"):
            act(office, make_plan, id_, PlanTerms("monthly", TODAY, 4_000))
        act(office, cancel_plan, plan, "Not needed")
        act(office, make_plan, id_, PlanTerms("monthly", TODAY, 4_000))
        assert made(office, id_).plan_number == "PL-0002"


def deposit(office, id_, minor, **more):
    facts = {"received_on": TODAY, "method": "check", "reference": str(minor), **more}
    return act(office, take_deposit, id_, NewDeposit(amount_minor=minor, **facts))


class TestDeposits:
    def test_it_is_credit_until_the_invoice_is_issued_which_it_meets_first(self, both):
        customer = a_customer(both)
        act(both, take_payment, NewPayment(customer, TODAY, "cash", 5_000))
        id_ = accepted(both, customer, deposit_ppm=500_000)
        assert both.read(lambda reader: still_asked(reader, id_)) == 155_550
        taken = deposit(both, id_, 155_550)
        assert isinstance(taken, TakenPayment)
        assert scalar(both, "SELECT credit_minor FROM customer") == 160_550
        assert both.read(lambda reader: still_asked(reader, id_)) == 0
        draft = act(both, make_invoice, id_)
        assert invoice(both, draft) == "311100 0 draft"
        act(both, issue_draft, draft)
        assert invoice(both, draft) == "311100 155550 issued"
        assert scalar(both, "SELECT credit_minor FROM customer") == 5_000
        sound(both)

    def test_an_invoice_takes_no_more_than_it_asks_for(self, office):
        id_ = accepted(office, a_customer(office))
        deposit(office, id_, NET)
        draft = act(office, make_invoice, id_)
        new = office.read(lambda reader: read_draft(reader, draft))
        act(office, save_draft, type(new)(new.customer_id, new.issued_on, (NewLine("Half of it", 100_000),)), draft)
        act(office, issue_draft, draft)
        assert invoice(office, draft) == "100000 0 issued"
        assert [each.open_minor for each in office.read(lambda reader: deposits_of(reader, id_))] == [NET - 100_000]
        sound(office)

    def test_voiding_gives_it_back_as_credit_and_the_next_invoice_gets_it(self, office):
        id_ = accepted(office, a_customer(office))
        deposit(office, id_, 50_000)
        first = act(office, issue_draft, act(office, make_invoice, id_))
        act(office, void_invoice, first.id, "Wrong date")
        assert scalar(office, "SELECT credit_minor FROM customer") == 50_000
        second = act(office, issue_draft, act(office, make_invoice, id_))
        assert invoice(office, second.id) == "311100 261100 issued"
        sound(office)

    def test_the_invoice_of_its_job_gets_it(self, office):
        id_ = accepted(office, a_customer(office))
        deposit(office, id_, 50_000)
        job = act(office, make_job, id_)
        act(office, move_job, job.id, "done")
        drafted = act(office, invoice_job, job.id, draft=True)
        act(office, issue_draft, drafted.invoice_id)
        assert invoice(office, drafted.invoice_id) == "311100 261100 issued"
        sound(office)

    def test_credit_on_the_account_can_be_kept_for_it_and_let_go(self, office):
        customer = a_customer(office)
        payment = act(office, take_payment, NewPayment(customer, TODAY, "card", 20_000))
        id_, other = accepted(office, customer), accepted(office, customer)
        act(office, keep_as_deposit, id_, payment.id)
        with pytest.raises(NotFound, match="deposit already"):
            act(office, keep_as_deposit, other, payment.id)
        with pytest.raises(UserError, match="deposit was taken"):
            act(office, reopen_estimate, id_)
        act(office, release_deposit, id_, payment.id)
        act(office, reopen_estimate, id_)
        act(office, keep_as_deposit, other, payment.id)
        assert scalar(office, "SELECT credit_minor FROM customer") == 20_000
        sound(office)

    def test_what_is_refused(self, office):
        customer = a_customer(office)
        sent = an_estimate(office, customer)
        with pytest.raises(UserError, match="accepted estimate"):
            deposit(office, sent, 100)
        id_ = accepted(office, customer)
        deposit(office, id_, 300_000)
        with pytest.raises(UserError, match=r"Enter \$111\.00 at most"):
            deposit(office, id_, 11_101)
        act(office, issue_draft, act(office, make_invoice, id_))
        with pytest.raises(UserError, match="is issued"):
            deposit(office, id_, 100)

    def test_a_second_one_alike_is_asked_about(self, office):
        id_ = accepted(office, a_customer(office))
        deposit(office, id_, 10_000)
        assert [each.number for each in deposit(office, id_, 10_000)] == ["P-00001"]
        new = NewDeposit(TODAY, "check", 10_000, "10000")
        assert isinstance(act(office, take_deposit, id_, new, sure=True), TakenPayment)

    def test_what_was_given_back_is_no_deposit_any_more(self, office):
        id_ = accepted(office, a_customer(office), deposit_minor=10_000)
        taken = deposit(office, id_, 10_000)
        act(office, refund_payment, taken.id, 4_000, "Smaller job")
        assert office.read(lambda reader: still_asked(reader, id_)) == 4_000
        act(office, refund_payment, taken.id, 6_000, "No job")
        act(office, reopen_estimate, id_)
        assert stands(office, id_).state == "sent"
        sound(office)

    def test_what_is_left_of_a_payment_is_a_deposit_and_no_more_of_it(self, both):
        customer = a_customer(both)
        first = an_invoice(both, customer, 15_000)
        payment = act(both, take_payment, NewPayment(customer, TODAY, "card", 20_000))
        id_ = accepted(both, customer)
        act(both, keep_as_deposit, id_, payment.id)
        act(both, void_invoice, first.id, "Wrong date")
        assert scalar(both, "SELECT credit_minor FROM customer") == 20_000
        second = act(both, issue_draft, act(both, make_invoice, id_))
        assert invoice(both, second.id) == f"311100 {311_100 - 5_000} issued"
        sound(both)

    def test_a_payment_that_was_voided_is_no_deposit(self, office):
        id_ = accepted(office, a_customer(office), deposit_minor=10_000)
        taken = deposit(office, id_, 10_000)
        act(office, void_payment, taken.id, "Check never came")
        assert office.read(lambda reader: still_asked(reader, id_)) == 10_000
        act(office, issue_draft, act(office, make_invoice, id_))
        sound(office)


class TestLists:
    def test_filters_words_and_totals(self, both):
        martha, otto = a_customer(both), a_customer(both, "Otto Grün")
        draft = an_estimate(both, martha, title="Roof, 50 %")
        yes = accepted(both, otto)
        done = accepted(both, otto)
        act(both, make_job, done)
        waiting = an_estimate(both, martha, title="Gutter")
        act(both, send_estimate, waiting)
        assert found(both, "draft") == [draft]
        assert found(both, "to_make") == [yes]
        assert found(both, text="grun furnace") == [yes, done]
        assert found(both, text="50 %") == [draft]
        assert found(both, text="e-0003") == found(both, text="gutter", customer=martha) == [waiting]
        assert found(both, customer=martha) == [waiting, draft]  # what has no number yet comes last
        totals = both.read(lambda reader: estimate_totals(reader, EstimateFilter()))
        total = NET + TAX
        assert (totals.count, totals.total_minor, totals.waiting_minor, totals.accepted_minor) == (
            4, 4 * total, total, 2 * total,
        )
        rows = both.read(lambda reader: estimate_rows(reader, [done, yes]))
        assert [(row.job_number, row.made) for row in rows] == [("J-0001", True), ("", False)]

    def test_every_order_is_answered(self, both):
        ids = {an_estimate(both, a_customer(both)), accepted(both, a_customer(both, "Otto"))}
        for sort in EstimateSort:
            for descending in (True, False):
                some = both.read(
                    lambda reader, by=sort, down=descending: estimate_ids(reader, EstimateFilter(), by, descending=down)
                )
                assert set(some) == ids


class TestCustomers:
    def test_a_merge_moves_them_with_what_was_made(self, both):
        martha, otto = a_customer(both), a_customer(both, "Otto")
        id_ = accepted(both, martha)
        deposit(both, id_, 5_000)
        act(both, make_invoice, id_)
        act(both, merge_customers, martha, otto)
        assert stands(both, id_).customer_id == otto
        sound(both)

    def test_a_number_is_history_a_draft_is_not(self, office):
        martha = a_customer(office)
        id_ = an_estimate(office, martha)
        assert office.read(lambda reader: is_unused(reader, martha))
        act(office, number_estimate, id_)
        assert not office.read(lambda reader: is_unused(reader, martha))

    def test_who_is_forgotten_leaves_number_and_amount(self, office):
        martha = a_customer(office)
        id_ = accepted(office, martha, title="Furnace for Martha Bloom", message="Her dog bites.")
        account = scalar(office, "SELECT account FROM customer")
        act(office, anonymise_customer, martha, account)
        facts = stands(office, id_)
        assert (facts.title, facts.message, facts.decided_by, facts.number) == ("Furnace for …", "", "", "E-0001")
        assert found(office, text="bloom") == []
        sound(office)


class TestMail:
    """Until a server took it, nothing is sent; what waits to be mailed is not changed meanwhile."""

    def queued(self, office):
        customer = a_customer(office, billing=ContactDetails(name="Martha Bloom", email="m@bloom.example"))
        id_ = an_estimate(office, customer, deposit_minor=50_000)
        act(office, number_estimate, id_)
        order = MailOrder(MailKind.ESTIMATE, customer, id_)
        draft = office.read(lambda reader: draft_of(reader, order))
        new = NewMessage(draft.kind, draft.recipients, draft.subject, draft.body, customer, draft.number)
        return id_, draft, act(office, queue_message, new)

    def tried(self, office, message_id, handed):
        act(office, add_sender, NewSender("Northside", "office@northside.example", "127.0.0.1", 25, "none"))

        def use_case(writer):
            message = message_facts(writer, message_id)
            attempt = begin(writer, message, sender_of(writer, message))
            end(writer, message_id, attempt, Delivery(handed, "said the server"))

        office.write(use_case)

    def test_its_words(self, office):
        _id, draft, _message = self.queued(office)
        assert draft.subject == "Estimate E-0001 from Northside Services LLC: New furnace"
        assert "over $3,111.00. It is valid until Apr 15, 2026." in draft.body

    def test_it_counts_as_sent_when_a_server_took_it(self, office):
        id_, _draft, message = self.queued(office)
        with pytest.raises(Conflict, match="waits to be mailed"):
            act(office, rewrite_estimate, id_, read_back(office, id_))
        with pytest.raises(Conflict, match="waits to be mailed"):
            act(office, send_estimate, id_)
        self.tried(office, message, Handed.TAKEN)
        assert (stands(office, id_).state, stands(office, id_).sent_how) == ("sent", "mail")
        assert told(office)[-2:] == [
            "Estimate E-0001 sent by e-mail.",
            "Estimate E-0001 New furnace over $3,111.00 went out by e-mail, valid until Apr 15, 2026.",
        ]

    def test_it_stays_a_draft_when_nobody_knows_or_it_was_refused(self, office):
        id_, _draft, message = self.queued(office)
        self.tried(office, message, Handed.REFUSED)
        assert stands(office, id_).state == "draft"
        act(office, rewrite_estimate, id_, read_back(office, id_))
        assert stands(office, id_).number == "E-0001"


def read_back(office, id_):
    return office.read(lambda reader: read_estimate(reader, id_))


def test_the_search_box_finds_a_number(both):
    id_ = accepted(both, a_customer(both))
    hits = both.read(lambda reader: find(reader, "e-0001"))
    assert [(hit.kind, hit.id, hit.amount_minor) for hit in hits] == [(HitKind.ESTIMATE, id_, NET + TAX)]
    assert both.read(lambda reader: find(reader, "E-00"))[0].title == "E-0001"


def test_over_several_sites_the_deposit_meets_the_sites_and_the_claim_goes_with_the_last(office):
    customer = a_customer(office, sites=(NewSite("North"), NewSite("South")))
    id_ = accepted(office, customer, lines=(NewLine("Pump-out", 20_000), NewLine("Pump-out", 30_000)))
    deposit(office, id_, 25_000)
    draft = act(office, make_invoice, id_)
    shares = (SiteShare(1, (NewLine("Pump-out", 20_000),)), SiteShare(2, (NewLine("Pump-out", 30_000),)))
    act(office, issue_over_sites, NewMultiSite(customer, TODAY, shares), draft)
    numbers = office.read(lambda reader: made_of(reader, id_)).invoice_number
    assert scalar(office, "SELECT group_concat(open_minor, ' ') FROM invoice WHERE parent_id IS NOT NULL") == "0 25000"
    sites = [scalar(office, f"SELECT id FROM invoice WHERE number = '{numbers}-{place}'") for place in (1, 2)]
    act(office, void_invoice, sites[0], "Wrong")
    assert made(office, id_).anything
    act(office, void_invoices, [sites[1]], "Wrong")
    assert not made(office, id_).anything
    sound(office)
