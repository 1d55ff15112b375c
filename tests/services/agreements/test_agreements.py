"""Agreements on both stores: their text, their way from draft to ended, the signed paper, and renewals."""

from datetime import date, timedelta

import pytest

from app.domain.agreement_states import AGREEMENT_MOVES, AGREEMENT_STATES
from app.domain.errors import Conflict, NotFound, UserError
from app.services.agreements.keeping import (
    NewAgreement,
    attach_scan,
    detach_scan,
    discard_agreement,
    end_agreement,
    read_agreement,
    rewrite_agreement,
    send_agreement,
    set_renewal,
    sign_agreement,
    take_agreement_back,
    write_agreement,
)
from app.services.agreements.listing import (
    AgreementFilter,
    AgreementSort,
    agreement_ids,
    agreement_rows,
    agreement_totals,
    agreements_to_renew,
)
from app.services.agreements.papers import agreement_document
from app.services.agreements.templates import agreement_texts, keep_text, offer_text
from app.services.agreements.wording import Subject, own_text
from app.services.customers.entering import NewSite
from app.services.files.contents import Source
from app.services.files.keeping import remove_files
from app.services.queries.activity import activity_ids, activity_rows, sentence
from app.services.verify.running import verify_book
from tests.support.books import TODAY, a_customer, execute
from tests.support.jobs import act
from tests.support.plans import a_plan, on, sound

TEXT = "{customer} pays {price} {frequency} for {plan} at {site}."


def facts(office, id_):
    return office.read(lambda reader: read_agreement(reader, id_))


def an_agreement(office, customer, body="We look after the furnace.", title="Service", **more):
    renews_on = more.pop("renews_on", None)
    return act(office, write_agreement, NewAgreement(Subject(customer, **more), title, body, renews_on))


def signed(office, customer, renews_on=None, title="Service"):
    id_ = an_agreement(office, customer, title=title)
    act(office, send_agreement, id_)
    act(office, sign_agreement, id_, TODAY, "Martha Bloom", renews_on)
    return id_


def told(office):
    def read(reader):
        rows = reversed(activity_rows(reader, activity_ids(reader)))
        return [sentence(row, reader.profile) for row in rows if row.kind.startswith("agreement.")]

    return office.read(read)


class TestWords:
    def test_blanks_are_filled_from_customer_site_and_plan(self, office):
        customer = a_customer(office, "Harbor Marina", sites=(NewSite("Pier 4", "4 Dock Road", "Springfield"),))
        plan = a_plan(office, customer, 3_100, "quarterly")
        id_ = an_agreement(office, customer, TEXT, site_id=1, plan_id=plan)
        assert facts(office, id_).body == (
            "Harbor Marina pays $31.00 quarterly for Filter change (PL-0001) at Pier 4, 4 Dock Road, Springfield."
        )

    def test_what_is_left_blank_is_seen_and_cannot_be_sent(self, office):
        id_ = an_agreement(office, a_customer(office), "{plan} at {site} from {date}")
        assert facts(office, id_).body == "{plan} at {site} from Mar 16, 2026"
        with pytest.raises(UserError, match=r"still has blanks: \{plan\}, \{site\}"):
            act(office, send_agreement, id_)
        assert facts(office, id_).state == "draft"

    def test_a_name_in_braces_is_not_taken_for_a_blank_of_its_own(self, office):
        id_ = an_agreement(office, a_customer(office, "Bloom & Sons"), "{customer}")
        assert facts(office, id_).body == "Bloom & Sons"

    def test_words_that_cannot_be_kept(self, office):
        customer = a_customer(office)
        for title, body in (("", "x"), ("x", " "), ("x", "{furnace}"), ("x" * 201, "x")):
            with pytest.raises(UserError):
                an_agreement(office, customer, body, title)

    def test_site_and_plan_of_somebody_else_are_refused(self, office):
        customer, other = a_customer(office), a_customer(office, "Otto", sites=(NewSite("Barn"),))
        with pytest.raises(NotFound):
            an_agreement(office, customer, site_id=1)
        with pytest.raises(NotFound):
            an_agreement(office, customer, plan_id=a_plan(office, other))

    def test_texts_are_kept_offered_and_put_away(self, office):
        id_ = act(office, keep_text, "Yearly service", own_text())
        with pytest.raises(UserError, match="another text"):
            act(office, keep_text, " Yearly service ", "x")
        act(office, keep_text, "Yearly service", "{customer}", id_)
        assert [(each.name, each.body) for each in office.read(agreement_texts)] == [("Yearly service", "{customer}")]
        act(office, offer_text, id_, offered=False)
        assert office.read(agreement_texts) == []
        assert [each.archived for each in office.read(lambda reader: agreement_texts(reader, archived=True))] == [True]


class TestItsWay:
    def test_from_draft_to_ended_and_the_diary_tells_each_step(self, office):
        customer = a_customer(office)
        id_ = an_agreement(office, customer)
        act(office, send_agreement, id_)
        act(office, take_agreement_back, id_)
        act(office, rewrite_agreement, id_, NewAgreement(Subject(customer), "Service 2026", "We look after both."))
        act(office, send_agreement, id_)
        act(office, sign_agreement, id_, TODAY, " Martha Bloom ", TODAY + timedelta(days=365), Source("scan.pdf", b"%PDF"))
        act(office, end_agreement, id_)
        found = facts(office, id_)
        assert (found.state, found.signed_by, found.ended_on, found.scan_id) == ("ended", "Martha Bloom", TODAY, 1)
        assert told(office) == [
            "Agreement “Service” drafted.",
            "Agreement “Service” sent to the customer.",
            "Agreement “Service” taken back to the drafts.",
            "Draft of the agreement “Service 2026” changed.",
            "Agreement “Service 2026” sent to the customer.",
            "Agreement “Service 2026” signed by Martha Bloom on Mar 16, 2026.",
            "Signed paper scan.pdf kept with the agreement “Service 2026”.",
            "Agreement “Service 2026” ended.",
        ]
        sound(office)

    @pytest.mark.parametrize("before", AGREEMENT_STATES)
    @pytest.mark.parametrize("after", AGREEMENT_STATES)
    def test_only_allowed_steps(self, file_office, before, after):
        office = file_office
        id_ = an_agreement(office, a_customer(office))
        steps = {
            "sent": lambda: act(office, send_agreement, id_),
            "signed": lambda: act(office, sign_agreement, id_, TODAY, "Martha", None),
            "ended": lambda: act(office, end_agreement, id_),
            "draft": lambda: act(office, take_agreement_back, id_),
        }
        for step in {"draft": [], "sent": ["sent"], "signed": ["sent", "signed"], "ended": ["sent", "ended"]}[before]:
            steps[step]()
        if after in AGREEMENT_MOVES[before]:
            steps[after]()
            assert facts(office, id_).state == after
        else:
            with pytest.raises(UserError, match="Service"):
                steps[after]()
            assert facts(office, id_).state == before

    def test_words_stay_once_it_was_sent(self, office):
        customer = a_customer(office)
        id_ = an_agreement(office, customer)
        act(office, send_agreement, id_)
        with pytest.raises(Conflict, match="its words stay"):
            act(office, rewrite_agreement, id_, NewAgreement(Subject(customer), "Other", "Other"))
        with pytest.raises(UserError, match="not thrown away"):
            act(office, discard_agreement, id_)

    def test_a_signature_names_somebody_on_a_day_that_was(self, office):
        id_ = an_agreement(office, a_customer(office))
        act(office, send_agreement, id_)
        tomorrow = TODAY + timedelta(days=1)
        for on_day, name, renews_on in ((TODAY, " ", None), (tomorrow, "Martha", None), (TODAY, "Martha", TODAY)):
            with pytest.raises(UserError):
                act(office, sign_agreement, id_, on_day, name, renews_on)
        assert facts(office, id_).state == "sent"

    def test_a_discarded_draft_can_be_written_again(self, office):
        customer = a_customer(office)
        id_ = an_agreement(office, customer, "We look.", renews_on=date(2027, 1, 1))
        again = act(office, write_agreement, act(office, discard_agreement, id_))
        assert (facts(office, again).body, facts(office, again).renews_on) == ("We look.", date(2027, 1, 1))

    def test_the_signed_paper_is_a_file_that_is_not_removed_under_it(self, office):
        customer = a_customer(office)
        id_ = an_agreement(office, customer)
        with pytest.raises(UserError, match="not signed yet"):
            act(office, attach_scan, id_, Source("scan.pdf", b"1"))
        act(office, send_agreement, id_)
        act(office, sign_agreement, id_, TODAY, "Martha", None)
        file = act(office, attach_scan, id_, Source("scan.pdf", b"1"))
        with pytest.raises(UserError, match="signed paper of the agreement “Service”"):
            act(office, remove_files, [file])
        act(office, detach_scan, id_)
        act(office, remove_files, [file])
        sound(office)

    def test_the_check_finds_the_paper_of_somebody_else(self, office):
        id_ = signed(office, a_customer(office))
        act(office, attach_scan, id_, Source("scan.pdf", b"1"))
        other = a_customer(office, "Otto")
        execute(office, f"UPDATE attached_file SET customer_id = {other}")
        assert [each.detail for each in verify_book(office) if not each.passed] == [
            "file scan.pdf: wrong size, or somebody else's agreement"
        ]


class TestLists:
    def test_renewals_are_listed_a_month_before_and_until_something_is_done(self, office):
        martha, otto = a_customer(office, "Martha Bloom"), a_customer(office, "Otto")
        later = signed(office, martha, TODAY + timedelta(days=90), "Later")
        soon = signed(office, otto, TODAY + timedelta(days=31), "Soon")
        signed(office, otto, None, "Without end")
        assert office.read(agreements_to_renew) == []
        on(office, TODAY + timedelta(days=1))
        assert [row.title for row in office.read(agreements_to_renew)] == ["Soon"]
        on(office, TODAY + timedelta(days=120))
        assert [(row.title, row.customer_name) for row in office.read(agreements_to_renew)] == [
            ("Soon", "Otto"),
            ("Later", "Martha Bloom"),
        ]
        act(office, set_renewal, soon, TODAY + timedelta(days=500))
        act(office, end_agreement, later)
        assert office.read(agreements_to_renew) == []
        with pytest.raises(UserError, match="not in force"):
            act(office, set_renewal, later, None)

    def test_searching_sorting_and_totals(self, office):
        customer = a_customer(office)
        signed(office, customer, TODAY + timedelta(days=10), "Alpha")
        an_agreement(office, customer, "About the çhimney", "beta")

        def titles(sort=AgreementSort.TITLE, *, descending=False, **wanted):
            def read(reader):
                ids = agreement_ids(reader, AgreementFilter(customer, **wanted), sort, descending=descending)
                return [row.title for row in agreement_rows(reader, ids)]

            return office.read(read)

        assert titles() == ["Alpha", "beta"]
        assert titles(text="chimney") == ["beta"]
        assert titles(text="martha") == ["Alpha"]
        assert titles(state="draft") == ["beta"]
        assert titles(AgreementSort.SIGNED, descending=True) == ["Alpha", "beta"]
        totals = office.read(lambda reader: agreement_totals(reader, AgreementFilter(customer)))
        assert (totals.count, totals.signed, totals.to_renew) == (2, 1, 1)

    def test_its_paper_says_how_it_stands(self, office):
        id_ = an_agreement(office, a_customer(office))
        assert office.read(lambda reader: agreement_document(reader, id_)).is_draft
        act(office, send_agreement, id_)
        act(office, sign_agreement, id_, TODAY, "Martha", None)
        doc = office.read(lambda reader: agreement_document(reader, id_))
        assert (doc.is_draft, doc.signed_by, doc.signed_on, doc.body) == (False, "Martha", TODAY, "We look after the furnace.")
