"""Rules proved: guidance once and complete; after appraisal within three working days; nothing a database holds.

NĐ 61/2018 Đ17, Đ19(4); NĐ 309/2026 Đ4(2a). A leader may let the first two be passed, and answers for it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import allowing_supplements, forms_out, permissions, supplement_rules, supplementing
from dossiers.actors import ApiClient
from dossiers.models import Dossier, SupplementOverride, SupplementRequest
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action, PaperSource, Stage, Status
from dossiers.submission import PaperData
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import act, look, paper_of
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World
from tests.ui.forms import Marks

WHY = {"allow-reason": "Bản chụp mới cũng mờ.", "allow-legal_ground": "Luật Hộ tịch, Điều 16"}


def ask(dossier: Dossier, user: User, **more: Any) -> SupplementRequest:
    component = dossier.papers.get(replaced_by=None).component_id
    return supplementing.request(dossier, user, reason="Vẫn chưa rõ.", remarks={component: "Chụp lại"}, **more)


def as_it_was(dossier: Dossier) -> tuple[Any, ...]:
    fresh = Dossier.objects.get(pk=dossier.pk)
    return fresh.status, fresh.last_sequence, fresh.due_at, dossier.supplement_requests.count()


def page(dossier: Dossier) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, Action.ALLOW_SUPPLEMENT])


def send(client: Client, user: User, dossier: Dossier, typed: dict[str, str]) -> Any:
    client.force_login(user)
    return client.post(page(dossier), typed)


def test_a_second_request_at_the_same_stage_is_refused_in_words(world: World, client: Client) -> None:
    dossier = stages.answered_once(world)
    before = as_it_was(dossier)

    typed = {f"look-{paper_of(dossier)}": "rejected", f"remark-{paper_of(dossier)}": "Mờ", "supplement-reason": "Mờ."}
    refused = act(client, world.ward.clerk, dossier, "request_supplement", **typed)

    assert refused.status_code == 409
    assert "Chỉ được yêu cầu một lần, đầy đủ" in words(refused)
    assert as_it_was(dossier) == before


def test_the_desk_says_so_before_anybody_types(world: World, client: Client) -> None:
    shown = words(look(client, world.ward.clerk, stages.answered_once(world)))

    assert "muốn yêu cầu lần nữa phải được lãnh đạo cho phép" in shown
    assert "Gửi yêu cầu bổ sung" not in shown


def test_each_stage_has_its_own_request(world: World) -> None:
    """What intake asked for does not keep appraisal from asking (NĐ 61/2018 Đ19(4))."""
    dossier = stages.received_and_handed_over(world, stages.answered_once(world))

    made = ask(dossier, world.ward.officer)

    assert (made.number, made.stage, made.is_regular) == (2, Stage.APPRAISAL, True)


APPRAISAL = [
    ("2026-11-30 09:00", "2026-12-03 17:00", True, "the end of the third working day"),
    ("2026-11-30 09:00", "2026-12-03 17:01", False, "a minute later"),
    ("2026-11-20 09:00", "2026-11-26 17:00", True, "a weekend and 24/11 are not counted"),
    ("2026-11-20 09:00", "2026-11-27 07:30", False, "the fourth working day"),
]


@pytest.mark.parametrize(("received", "asked", "may", "rule"), APPRAISAL, ids=[row[3] for row in APPRAISAL])
def test_appraisal_asks_within_three_working_days(
    world: World, monkeypatch: pytest.MonkeyPatch, received: str, asked: str, may: bool, rule: str
) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, received)
    stand_at(monkeypatch, at(asked))
    before = as_it_was(dossier)

    if may:
        assert ask(dossier, world.ward.officer).is_regular
    else:
        with pytest.raises(NotAllowedNow, match="quá 3 ngày làm việc"):
            ask(dossier, world.ward.officer)
        assert as_it_was(dossier) == before, rule


def test_a_leader_lets_it_be_asked_once_more_and_answers_for_it(world: World, client: Client) -> None:
    dossier = stages.answered_once(world)

    answer = send(client, world.ward.leader, dossier, WHY)

    assert answer.url == reverse("dossiers:work", args=[dossier.code])
    event = dossier.events.latest("sequence")
    assert (event.action, event.note) == (Action.ALLOW_SUPPLEMENT, WHY["allow-reason"])
    assert event.data == {"legal_ground": WHY["allow-legal_ground"]}
    shown = words(look(client, world.ward.clerk, dossier))
    assert f"{world.ward.leader.full_name} đã cho phép yêu cầu bổ sung thêm" in shown
    assert "Gửi yêu cầu bổ sung" in shown


def test_an_override_serves_for_one_request(world: World) -> None:
    dossier = stages.allowed_once_more(stages.answered_once(world), world)
    made = ask(dossier, world.ward.clerk)
    supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])

    assert (made.number, made.is_regular, made.override.legal_ground) == (2, False, "Luật, Điều 1")
    with pytest.raises(NotAllowedNow, match="một lần"):
        ask(dossier, world.ward.clerk)


def test_the_slip_names_the_ground_of_the_leader(world: World) -> None:
    dossier = stages.allowed_once_more(stages.answered_once(world), world)
    made = ask(dossier, world.ward.clerk, legal_basis="Thông tư 04")

    assert forms_out.supplement(made, "2/HDHS").legal_basis == "Thông tư 04; Luật, Điều 1"


def test_late_appraisal_goes_on_with_an_override(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, "2026-11-30 09:00")
    stand_at(monkeypatch, at("2026-12-08 09:00"))

    made = ask(stages.allowed_once_more(dossier, world), world.ward.officer)

    assert made.override.allowed_by == world.ward.leader
    assert Dossier.objects.get(pk=dossier.pk).status == Status.SUPPLEMENT


@pytest.mark.parametrize("missing", sorted(WHY))
def test_without_reason_or_ground_nothing_is_allowed_and_the_other_is_kept(
    world: World, client: Client, missing: str
) -> None:
    dossier = stages.answered_once(world)

    answer = send(client, world.ward.leader, dossier, {**WHY, missing: " "})

    assert answer.status_code == 422
    assert f"#id_{missing}" in [link.get("href") for link in Marks(words(answer)).all("a")]
    assert WHY[next(name for name in WHY if name != missing)] in words(answer)
    assert not SupplementOverride.objects.exists()


@pytest.mark.parametrize(("reason", "ground"), [("", "Điều 1"), ("Vì sao", " ")])
def test_the_rule_asks_for_both_whoever_calls(world: World, reason: str, ground: str) -> None:
    with pytest.raises(Incomplete):
        allowing_supplements.allow(stages.answered_once(world), world.ward.leader, reason=reason, legal_ground=ground)


def test_nobody_but_the_leader_of_who_asks_is_offered_the_act(world: World, client: Client) -> None:
    dossier = stages.answered_once(world)

    for user in (world.ward.clerk, world.ward.officer, world.other_ward.leader):
        assert Action.ALLOW_SUPPLEMENT not in permissions.side_acts_open_to(dossier, user)
        with pytest.raises(NotYours):
            allowing_supplements.allow(dossier, user, reason="Vì sao", legal_ground="Điều 1")
    assert permissions.side_acts_open_to(dossier, ApiClient("clinic", "Bệnh viện Từ Dũ")) == []
    assert page(dossier) in words(look(client, world.ward.leader, dossier))


@pytest.mark.parametrize("case", ["not needed", "allowed already"])
def test_what_needs_no_leader_is_not_offered(world: World, case: str) -> None:
    dossier = (
        filings.submitted(world)
        if case == "not needed"
        else stages.allowed_once_more(stages.answered_once(world), world)
    )
    before = as_it_was(dossier)

    with pytest.raises(NotYours):
        stages.allowed_once_more(dossier, world)

    assert as_it_was(dossier) == before


def test_the_owner_hears_of_the_request_and_not_of_the_talk_before_it(world: World) -> None:
    dossier = stages.answered_once(world)
    letters = OutboxMessage.objects.filter(key=dossier.code).count()

    stages.allowed_once_more(dossier, world)

    assert OutboxMessage.objects.filter(key=dossier.code).count() == letters


def test_two_regular_requests_of_a_stage_do_not_fit_into_the_database(world: World) -> None:
    dossier = stages.answered_once(world)
    first = dossier.supplement_requests.get()
    assert first.is_regular

    with pytest.raises(IntegrityError, match="supplement_regular_once_a_stage"), transaction.atomic():
        SupplementRequest.objects.create(
            dossier=dossier, number=2, stage=first.stage, reason="x", is_regular=True, requested_by=world.ward.clerk,
            requested_at=timezone.now(), answer_due_at=timezone.now(), answered_at=timezone.now(),
        )  # fmt: skip


def in_database(world: World) -> Dossier:
    """On the officer's table; the owner left the hospital's paper to the database."""
    return filings.handed_over(world, papers=[PaperData(filings.BIRTH_PAPER, PaperSource.IN_DATABASE)])


def test_a_paper_that_a_database_holds_is_not_asked_for(world: World, client: Client) -> None:
    dossier = in_database(world)
    component = dossier.papers.get().component
    typed = {
        f"pick-paper-{component.pk}": "on",
        f"pick-remark-{component.pk}": "Nộp bản giấy",
        "supplement-reason": "Thiếu",
    }
    before = as_it_was(dossier)

    answer = act(client, world.ward.officer, dossier, "request_supplement", **typed)

    shown = words(answer)
    assert answer.status_code == 422
    assert f"«{component.name}» đã có trong cơ sở dữ liệu" in shown
    assert "#id_supplement-database_exception" in [link.get("href") for link in Marks(shown).all("a")]
    assert "Nộp bản giấy" in shown, "nothing typed is lost"
    assert as_it_was(dossier) == before


@pytest.mark.parametrize("exception", ["unavailable", "wrong"])
def test_the_exception_of_the_law_is_kept_and_printed(world: World, client: Client, exception: str) -> None:
    dossier = in_database(world)
    component = dossier.papers.get().component_id
    typed = {f"pick-paper-{component}": "on", f"pick-remark-{component}": "Nộp bản giấy", "supplement-reason": "Thiếu"}

    answer = act(
        client,
        world.ward.officer,
        dossier,
        "request_supplement",
        **typed,
        **{"supplement-database_exception": exception},
    )

    assert answer.status_code == 302
    made = dossier.supplement_requests.get()
    assert made.database_exception == exception
    assert "ơ sở dữ liệu" in forms_out.supplement(made, "1/HDHS").legal_basis


@pytest.mark.parametrize("exception", ["", "because", "unavailable"])
def test_no_exception_is_kept_where_no_database_holds_the_paper(world: World, exception: str) -> None:
    assert ask(filings.submitted(world), world.ward.clerk, exception=exception).database_exception == ""


def test_the_question_is_asked_only_where_a_database_holds_a_paper(world: World, client: Client) -> None:
    assert "supplement-database_exception" in words(look(client, world.ward.officer, in_database(world)))
    assert "supplement-database_exception" not in words(look(client, world.ward.officer, filings.handed_over(world)))


def test_the_rule_costs_one_look_at_the_requests(world: World, django_assert_num_queries: Any) -> None:
    dossier = Dossier.objects.select_related("competent_unit__calendar").get(pk=stages.answered_once(world).pk)
    requests = list(dossier.supplement_requests.all())
    with django_assert_num_queries(0):
        assert supplement_rules.obstacle(dossier, requests)
