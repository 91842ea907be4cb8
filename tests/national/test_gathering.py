"""What the messages say of true dossiers: each fact comes from where the clerks and citizens left it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from dossiers import processing, returning, supplementing
from dossiers.models import Dossier, Paperwork, SupplementRequest
from dossiers.statuses import Action, Channel, FinanceState, PaperSource, PartyKind, Stage, Status
from dossiers.submission import PaperData, PartyData
from payments.models import Order, OrderLine, Payment
from payments.vocabulary import LineKind, Provider
from portal.accounts.models.user import AssuranceLevel
from portal.national import gathering, reading
from portal.national.messages import (
    DOSSIER_FIELDS,
    STEP_FIELDS,
    DossierFacts,
    StepFacts,
    dossier_message,
    problems_of,
    step_message,
)
from tests.dossiers import filings, stages
from tests.dossiers.world import SAI_GON, World

pytestmark = pytest.mark.django_db
COMPANY = PartyData("Công ty TNHH Hoa Mai", "0312345678", commune=SAI_GON, street="1 Lê Lợi", kind=PartyKind.BUSINESS)


def facts_of(dossier: Dossier) -> DossierFacts:
    """What the national portal would be told of a dossier now; always something that it takes."""
    facts = gathering.dossiers_facts(reading.logged([dossier.pk]).values())[dossier.pk]
    assert problems_of(dossier_message(facts), DOSSIER_FIELDS) == []
    return facts


def step_of(dossier: Dossier, action: Action) -> StepFacts:
    """The newest step of an act."""
    logged = reading.logged([dossier.pk])[dossier.pk]
    event = [event for event in logged.events if event.action == action][-1]
    (facts,) = gathering.steps_facts([(logged, event)])
    assert problems_of(step_message(facts), STEP_FIELDS) == []
    return facts


def owe(dossier: Dossier, *lines: tuple[str, int], cancelled: bool = False) -> Order:
    """An order of the dossier with lines of these kinds and amounts."""
    order = Order.objects.create(
        code=f"H29-{Order.objects.count() + 1}",
        unit=dossier.competent_unit,
        payer_name="Nguyễn Thị Lan",
        purpose="Lệ phí",
        subject_ref=dossier.code,
        due_dong=sum(amount for _kind, amount in lines),
        cancelled_at=timezone.now() if cancelled else None,
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            kind=kind,
            code=f"K{position}",
            name=f"Khoản {position}",
            unit_price_dong=amount,
            amount_dong=amount,
        )
        for position, (kind, amount) in enumerate(lines, start=1)
    )
    return order


def pay(order: Order, provider: str) -> None:
    """Money for an order, and the dossier's axis of money."""
    Payment.objects.create(
        provider=provider,
        provider_reference=f"R{order.pk}",
        order=order,
        amount_dong=order.due_dong,
        received_at=timezone.now(),
    )
    Dossier.objects.filter(code=order.subject_ref).update(finance_state=FinanceState.PAID)


class TestTheDossier:
    def test_a_dossier_that_was_just_filed(self, world: World) -> None:
        dossier = filings.submitted(world)
        facts = facts_of(dossier)
        assert (facts.code, facts.status, facts.channel) == (dossier.code, Status.SUBMITTED, Channel.ONLINE)
        assert (facts.procedure_code, facts.field_code) == ("1.001193", "G15-TP07")
        assert facts.procedure_name == world.birth.name
        assert facts.submitted_at == dossier.submitted_at
        assert (facts.received_at, facts.finished_at, facts.returned_at, facts.refused_at) == (None,) * 4
        assert (facts.fees, facts.supplements, facts.result, facts.receipt_number) == ((), (), None, "")

    def test_the_owner_is_told_and_not_whoever_filed_for_them(self, world: World) -> None:
        dossier = filings.submitted(world, owner=COMPANY)
        owner = facts_of(dossier).owner
        assert (owner.full_name, owner.kind, owner.id_number) == (COMPANY.full_name, PartyKind.BUSINESS, "0312345678")

    def test_the_owner_can_be_reached_as_they_wrote_it(self, world: World) -> None:
        owner = facts_of(filings.submitted(world)).owner
        assert (owner.phone, owner.email) == (filings.LAN.phone, filings.LAN.email)

    def test_who_filed_for_themselves_is_named_as_the_national_portal_knows_them(self, world: World) -> None:
        world.mother.set_id_number(filings.LAN.id_number)
        world.mother.tech_id = "T-7a1"
        world.mother.save()
        assert facts_of(filings.submitted(world)).owner.tech_id == "T-7a1"
        # Of whoever is only named in it nobody proved anything.
        assert facts_of(filings.submitted(world, owner=COMPANY)).owner.tech_id == ""
        world.mother.set_id_number("079190009999")
        world.mother.save()
        assert facts_of(filings.submitted(world)).owner.tech_id == ""

    def test_the_unit_is_the_one_that_handles_it_now(self, world: World) -> None:
        for dossier in (filings.submitted(world), stages.rerouted(world)):
            dossier.refresh_from_db()
            assert facts_of(dossier).unit_name == dossier.handling_unit.name
        assert facts_of(dossier).unit_name.endswith("phường Bến Thành")

    @pytest.mark.parametrize("level", list(AssuranceLevel))
    def test_only_a_proven_identity_counts_as_one(self, world: World, level: int) -> None:
        dossier = filings.submitted(world)
        world.mother.assurance_level, world.mother.id_number = level, "079190001234"
        world.mother.save()
        assert facts_of(dossier).is_identified == (level >= AssuranceLevel.LEVEL_2)

    def test_a_refusal_has_its_moment_and_others_have_none(self, world: World) -> None:
        refused = stages.refused(world)
        assert facts_of(refused).refused_at == refused.events.get(action=Action.REFUSE).at
        assert facts_of(stages.withdrawn(world)).refused_at is None

    def test_a_refusal_to_settle_has_its_moment_and_is_no_result_of_the_procedure(self, world: World) -> None:
        dossier = stages.issued(world)
        assert facts_of(dossier).refused_at is None
        dossier.result.is_refusal = True
        dossier.result.save()
        facts = facts_of(dossier)
        assert facts.result is not None
        assert (facts.refused_at, facts.result.code) == (dossier.finished_at, "")

    def test_who_took_the_result_home_is_told(self, world: World) -> None:
        dossier = returning.hand_out(stages.issued(world), world.ward.clerk, recipient="Trần Văn Hùng")
        facts = facts_of(dossier)
        assert (facts.returned_to, facts.status) == ("Trần Văn Hùng", Status.RETURNED)
        assert facts.returned_at == dossier.returned_at

    def test_the_number_of_the_receipt_slip_comes_once_it_is_drawn(self, world: World) -> None:
        dossier = filings.received(world)
        assert facts_of(dossier).receipt_number == ""
        row = dossier.paperwork.get(kind=Paperwork.Kind.RECEIPT)
        row.document, row.made_at = stages.tiny_document("77/2026"), timezone.now()
        row.save()
        assert facts_of(dossier).receipt_number == "77/2026"


class TestPapers:
    def test_an_uploaded_paper_names_its_file_and_a_brought_one_none(self, world: World) -> None:
        (uploaded,) = facts_of(filings.submitted(world)).papers
        assert (uploaded.source, uploaded.file_name) == (PaperSource.UPLOADED, "giay-chung-sinh.png")
        assert uploaded.file_id
        assert uploaded.component == filings.BIRTH_PAPER

    def test_data_of_a_database_stand_without_a_file(self, world: World) -> None:
        papers = [PaperData(filings.BIRTH_PAPER, PaperSource.IN_DATABASE)]
        (paper,) = facts_of(filings.submitted(world, papers=papers)).papers
        assert (paper.source, paper.file_id, paper.file_name) == (PaperSource.IN_DATABASE, "", "")

    def test_a_paper_that_was_replaced_is_not_told_any_more(self, world: World) -> None:
        dossier = filings.awaiting_supplement(world)
        before = facts_of(dossier).papers[0].file_id
        again = PaperData(filings.BIRTH_PAPER, PaperSource.UPLOADED, filings.upload_for(world.mother, "ro-hon.png"))
        supplementing.answer(dossier, world.mother, papers=[again])
        (paper,) = facts_of(dossier).papers
        assert paper.file_name == "ro-hon.png"
        assert paper.file_id != before


class TestSupplements:
    def test_an_open_request_names_who_asked_for_what_and_why(self, world: World) -> None:
        dossier = filings.awaiting_supplement(world)
        (asked,) = facts_of(dossier).supplements
        assert (asked.id, asked.asked_by, asked.reason) == (f"{dossier.code}/1", "Trần Văn Minh", "Bản chụp bị mờ.")
        assert asked.papers == (dossier.papers.get().component.name,)
        assert (asked.answered_at, asked.due_after) == (None, None)

    def test_an_answered_one_has_its_moment_and_the_due_time_that_it_set(self, world: World) -> None:
        dossier = stages.answered_once(world)
        dossier.refresh_from_db()
        (asked,) = facts_of(dossier).supplements
        assert asked.answered_at == dossier.supplement_requests.get().answered_at
        assert asked.due_after == dossier.due_at
        # A later change of the due time, as an apology makes one, is none of this answer.
        Dossier.objects.filter(pk=dossier.pk).update(due_at=dossier.due_at + timedelta(days=9))
        assert facts_of(dossier).supplements[0].due_after == dossier.due_at

    def test_the_due_time_before_the_answer_is_told_once_it_was_promised(self, world: World) -> None:
        dossier = stages.answered_once(world)
        request = dossier.supplement_requests.get()
        event = dossier.events.get(action=Action.ANSWER_SUPPLEMENT)
        promised = {Stage.INTAKE: None, Stage.APPRAISAL: datetime.fromisoformat(event.data["due"]["from"])}
        for stage, before in promised.items():
            SupplementRequest.objects.filter(pk=request.pk).update(stage=stage)
            assert facts_of(dossier).supplements[0].due_before == before


class TestMoney:
    def test_every_line_of_the_orders_that_count_is_a_fee(self, world: World) -> None:
        dossier = filings.submitted(world)
        owe(dossier, (LineKind.FEE, 8000), (LineKind.CHARGE, 2000))
        owe(dossier, (LineKind.FEE, 99_000), cancelled=True)
        assert [(fee.kind, fee.amount_dong) for fee in facts_of(dossier).fees] == [
            (LineKind.FEE, 8000),
            (LineKind.CHARGE, 2000),
        ]

    def test_what_another_dossier_owes_is_not_told(self, world: World) -> None:
        owe(filings.submitted(world), (LineKind.FEE, 8000))
        assert facts_of(filings.submitted(world)).fees == ()

    @pytest.mark.parametrize(
        ("provider", "is_online"),
        [
            (Provider.BANK, True),
            (Provider.NATIONAL_PLATFORM, True),
            (Provider.CASH, False),
            (Provider.CARD, False),
        ],
    )
    def test_paid_at_a_till_is_not_paid_online(self, world: World, provider: str, is_online: bool) -> None:
        dossier = filings.submitted(world)
        pay(owe(dossier, (LineKind.FEE, 8000)), provider)
        assert facts_of(dossier).is_paid_online == is_online

    def test_a_part_at_the_till_makes_it_not_online(self, world: World) -> None:
        dossier = filings.submitted(world)
        pay(owe(dossier, (LineKind.FEE, 8000)), Provider.BANK)
        pay(owe(dossier, (LineKind.CHARGE, 2000)), Provider.CASH)
        facts = facts_of(dossier)
        assert not facts.is_paid_online
        assert [fee.is_paid_online for fee in facts.fees] == [True, False]

    def test_what_is_owed_still_was_paid_nowhere(self, world: World) -> None:
        dossier = filings.submitted(world)
        order = owe(dossier, (LineKind.FEE, 8000))
        pay(order, Provider.BANK)
        Dossier.objects.filter(pk=dossier.pk).update(finance_state=FinanceState.DUE)
        assert not facts_of(dossier).is_paid_online


class TestResults:
    def test_a_result_is_told_with_the_address_where_anybody_verifies_it(self, world: World) -> None:
        dossier = stages.issued(world)
        result = facts_of(dossier).result
        assert result is not None
        assert (result.title, result.code) == (dossier.result.title, world.birth.results[0]["code"])
        assert dossier.result.document is not None
        assert result.document_id == str(dossier.result.document.public_id)
        assert result.address.startswith(site.PORTAL_URL)
        assert dossier.result.document.verification_code in result.address

    def test_a_draft_that_nobody_signed_is_no_result(self, world: World) -> None:
        assert facts_of(filings.awaiting_signature(world)).result is None


class TestSteps:
    def test_a_citizens_step_names_no_unit_and_no_role(self, world: World) -> None:
        step = step_of(filings.submitted(world), Action.SUBMIT)
        assert (step.actor, step.role, step.unit_name) == ("Nguyễn Thị Lan", "", "")
        assert (step.content, step.status, step.began_at, step.due_at) == ("Nộp hồ sơ", Status.SUBMITTED, None, None)

    def test_an_officers_step_names_unit_and_role_and_its_working_time(self, world: World) -> None:
        dossier = filings.awaiting_signature(world)
        step = step_of(dossier, Action.SUBMIT_FOR_SIGNATURE)
        task = dossier.tasks.get(outcome=Action.SUBMIT_FOR_SIGNATURE)
        assert (step.actor, step.role, step.unit_name) == ("Lê Thị Hồng", "Công chức thụ lý", world.ward.office.name)
        assert (step.began_at, step.due_at) == (task.opened_at, task.due_at)

    def test_the_words_are_vietnamese_whatever_language_the_worker_speaks(self, world: World) -> None:
        dossier = filings.received(world)
        with translation.override("en"):
            step = step_of(dossier, Action.RECEIVE)
            assert translation.get_language() == "en"
        assert (step.content, step.role) == ("Tiếp nhận hồ sơ", "Công chức tiếp nhận và trả kết quả")

    def test_a_note_of_staff_stays_inside(self, world: World) -> None:
        dossier = stages.stopped(world)
        step = step_of(dossier, Action.STOP)
        assert dossier.events.get(action=Action.STOP).note
        assert step.content == "Dừng giải quyết hồ sơ"

    @pytest.mark.parametrize(("score", "words"), [(3, "Rất hài lòng"), (2, "Hài lòng"), (1, "Không hài lòng")])
    def test_a_rating_tells_its_answer_and_not_its_comment(self, world: World, score: int, words: str) -> None:
        dossier = stages.issued(world, delivery="online")
        returning.rate(dossier, world.mother, score=score, comment="Chờ lâu quá.")
        assert step_of(dossier, Action.RATE).content == f"Đánh giá mức độ hài lòng: {words}"

    def test_each_of_two_acts_at_one_step_tells_the_same_working_time(self, world: World) -> None:
        """Receiving does not end the clerk's step, handing over does."""
        dossier = filings.handed_over(world)
        received, handed = step_of(dossier, Action.RECEIVE), step_of(dossier, Action.HAND_OVER)
        assert received.due_at == handed.due_at
        assert received.began_at == handed.began_at

    def test_the_worker_has_a_name_and_nothing_else(self, world: World) -> None:
        step = step_of(stages.issued(world, delivery="online"), Action.RETURN_RESULT)
        assert (step.actor, step.role, step.unit_name) == ("Hệ thống", "", "")


def test_gathering_asks_no_more_of_a_dossier_that_holds_more(world: World, django_assert_max_num_queries: Any) -> None:
    dossier = stages.answered_once(world)
    owe(dossier, (LineKind.FEE, 8000), (LineKind.CHARGE, 2000))
    owe(dossier, (LineKind.FEE, 1000))
    with django_assert_max_num_queries(18):
        facts_of(dossier)
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    with django_assert_max_num_queries(7):
        step_of(dossier, Action.RECEIVE)


def test_many_dossiers_cost_as_many_queries_as_one(world: World) -> None:
    """A worker tells twenty in one call, and reads each table once for all of them."""
    many = [filings.submitted(world).pk for _number in range(4)]

    def queries(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            logged = reading.logged(ids)
            assert len(gathering.dossiers_facts(logged.values())) == len(ids)
            assert len(gathering.steps_facts((one, one.events[0]) for one in logged.values())) == len(ids)
        return len(captured)

    assert queries(many) == queries(many[:1])
