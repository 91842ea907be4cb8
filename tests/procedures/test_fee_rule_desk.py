"""Rules proved: a rule on fees is written by one and approved by another, and what was in force is never edited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from procedures import fee_rule_book
from procedures.fee_desk import deciding
from procedures.fee_desk.deciding import RuleRefused
from procedures.fee_desk.rights import acts_open_to, may
from procedures.models import FeeRule, FeeRuleAct, RuleAct, RuleState
from procedures.starter_fee_rules import load_rules
from tests.procedures.deciding_world import Deciders, make_deciders, staff
from tests.procedures.fee_rule_world import approved, content, drafted, end_proposed, in_force, tomorrow, waiting
from units.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def known() -> set[str]:
    """The rules that pages and dossiers reckon with."""
    return {rule.key for rule in fee_rule_book._read()}


def refused(rule: FeeRule, **change: Any) -> None:
    """The database refuses this change, and the row stays as it was."""
    before = FeeRule.objects.filter(pk=rule.pk).values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeRule.objects.filter(pk=rule.pk).update(**change)
    assert FeeRule.objects.filter(pk=rule.pk).values().get() == before


def test_only_an_approved_rule_lowers_a_fee(people: Deciders) -> None:
    rule = drafted(people)
    assert known() == set()
    deciding.submit(rule, people.drafter)
    assert known() == set()
    deciding.approve(rule, people.checker)

    assert known() == {rule.key}
    assert [act.act for act in rule.acts.all()] == ["create", "submit", "approve"]


def test_a_draft_sent_twice_begins_once(people: Deciders) -> None:
    key = uuid4()

    first = deciding.create(people.drafter, content(), key=key)
    again = deciding.create(people.drafter, content(text="Khác"), key=key)

    assert again == first
    assert FeeRule.objects.get().text == content()["text"]
    assert FeeRuleAct.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "open_to"),
    [
        ("drafter", {"write", "withdraw"}),
        ("checker", {"write", "withdraw", "approve", "send_back"}),
        ("chair", {"approve", "send_back"}),
    ],
)
def test_each_part_has_its_acts_while_a_rule_waits(people: Deciders, who: str, open_to: set[str]) -> None:
    assert acts_open_to(getattr(people, who), waiting(people)) == open_to


def test_a_clerk_has_no_part(people: Deciders) -> None:
    clerk = staff("mot-cua@thu.example", Role.CLERK, people.department)

    assert not any(acts_open_to(clerk, rule) for rule in (drafted(people), waiting(people), in_force()))


@pytest.mark.parametrize("role", ["drafter", "checker"])
def test_who_wrote_a_word_of_it_does_not_approve(people: Deciders, role: str) -> None:
    """Four eyes go by the log: also who mended one word, long before somebody else's last word."""
    writer = getattr(people, role)
    rule = drafted(people)
    deciding.write(rule, writer, content(text="Miễn cho mọi người, một chữ khác."))
    other = staff("khac@thu.example", Role.PUBLISHER, people.department)
    deciding.submit(deciding.write(rule, other, content()), other)

    with pytest.raises(RuleRefused):
        deciding.approve(rule, writer)

    rule.refresh_from_db()
    assert (rule.state, rule.approved_by) == (RuleState.WAITING, None)


def test_the_database_keeps_four_eyes_too(people: Deciders) -> None:
    rule = waiting(people)
    now = timezone.now()
    deciding.write(rule, people.checker, content())
    deciding.submit(rule, people.drafter)

    refused(rule, state="approved", approved_by=people.drafter, approved_at=now)
    refused(rule, state="approved", approved_by=people.checker, approved_at=now)
    refused(rule, state="approved")


@pytest.mark.parametrize("days", [0, -1, -400])
def test_a_rule_begins_tomorrow_at_the_earliest(people: Deciders, days: int) -> None:
    """Dossiers filed today were told what they owe."""
    rule = drafted(people, valid_from=tomorrow(days + 0))

    with pytest.raises(RuleRefused, match="ngày mai"):
        deciding.submit(rule, people.drafter)

    assert FeeRule.objects.get().state == RuleState.DRAFT


def test_a_rule_whose_day_came_while_it_waited_is_not_approved(people: Deciders) -> None:
    rule = waiting(people)
    FeeRule.objects.filter(pk=rule.pk).update(valid_from=timezone.localdate())

    with pytest.raises(RuleRefused, match="ngày mai"):
        deciding.approve(rule, people.checker)
    refused(rule, state="approved", approved_by=people.checker, approved_at=timezone.now())


def test_an_approved_rule_may_be_written_again_until_its_day_and_needs_approval_again(people: Deciders) -> None:
    rule = approved(people)

    deciding.write(rule, people.drafter, content(percent_off=50, effect="percent"))

    rule.refresh_from_db()
    assert (rule.state, rule.approved_by, rule.percent_off) == (RuleState.DRAFT, None, 50)
    assert known() == set()


@pytest.mark.parametrize("change", [{"percent_off": 50, "effect": "percent"}, {"valid_to": date(2030, 1, 1)}])
def test_the_database_lets_nobody_change_what_was_approved(people: Deciders, change: dict[str, Any]) -> None:
    refused(approved(people), **change)


def test_a_rule_in_force_is_not_written(people: Deciders) -> None:
    rule = in_force()

    with pytest.raises(RuleRefused):
        deciding.write(rule, people.drafter, content())
    with pytest.raises(RuleRefused):
        deciding.withdraw(rule, people.drafter, "sai")

    assert not FeeRuleAct.objects.exists()


def test_an_end_stands_once_another_approves(people: Deciders) -> None:
    rule = end_proposed(people, in_force(), last_day=tomorrow(9))
    assert FeeRule.objects.get().valid_to is None

    deciding.approve_end(rule, people.checker)

    ended = FeeRule.objects.get()
    assert (ended.valid_to, ended.is_local, ended.approved_by) == (tomorrow(10), True, people.checker)
    assert [act.act for act in ended.acts.all()] == ["propose_end", "approve_end"]


def test_who_proposes_an_end_does_not_approve_it(people: Deciders) -> None:
    rule = deciding.propose_end(in_force(), people.checker, tomorrow(9), "Bãi bỏ")

    with pytest.raises(RuleRefused, match="người khác"):
        deciding.approve_end(rule, people.checker)

    assert FeeRule.objects.get().valid_to is None
    refused(rule, valid_to=tomorrow(10), end_approved_by=people.checker)


@pytest.mark.parametrize(("last_day", "words"), [(-1, "hôm nay"), (-30, "hôm nay"), (400, "quy tắc mới")])
def test_an_end_is_neither_past_nor_later_than_the_one_there_is(people: Deciders, last_day: int, words: str) -> None:
    rule = in_force(valid_to=tomorrow(100))

    with pytest.raises(RuleRefused, match=words):
        deciding.propose_end(rule, people.drafter, timezone.localdate() + timedelta(days=last_day), "x")

    assert (FeeRule.objects.get().ends_on, FeeRuleAct.objects.count()) == (None, 0)


def test_today_may_be_the_last_day(people: Deciders) -> None:
    """Half open: in force today, and no more tomorrow."""
    rule = end_proposed(people, in_force(), last_day=timezone.localdate())

    assert deciding.approve_end(rule, people.chair).valid_to == tomorrow()


def test_an_end_whose_day_passed_while_it_waited_is_not_approved(people: Deciders) -> None:
    rule = end_proposed(people, in_force())
    FeeRule.objects.filter(pk=rule.pk).update(ends_on=timezone.localdate())

    with pytest.raises(RuleRefused, match="đã qua"):
        deciding.approve_end(rule, people.checker)

    assert FeeRule.objects.get().valid_to is None


def test_a_refused_end_changes_nothing_and_says_why(people: Deciders) -> None:
    rule = end_proposed(people, in_force())

    deciding.refuse_end(rule, people.checker, "Nghị quyết chưa có hiệu lực")

    kept = FeeRule.objects.get()
    assert (kept.valid_to, kept.ends_on, kept.is_local) == (None, None, False)
    assert kept.acts.latest("pk").text == "Nghị quyết chưa có hiệu lực"
    assert may(people.drafter, kept, RuleAct.PROPOSE_END)


def test_an_ended_rule_cannot_be_opened_again(people: Deciders) -> None:
    rule = deciding.approve_end(end_proposed(people, in_force()), people.checker)

    refused(rule, valid_to=None)
    refused(rule, valid_to=tomorrow(99))
    refused(rule, text="Chữ khác")
    refused(rule, is_local=False)
    refused(rule, state="draft")


def test_nothing_is_deleted(people: Deciders) -> None:
    rule = deciding.withdraw(drafted(people), people.drafter, "Nhầm")

    for row in (rule, rule.acts.latest("pk")):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.acts.update(text="khác")
    assert (rule.state, FeeRule.objects.count()) == (RuleState.WITHDRAWN, 1)


def test_a_publishers_rule_cannot_be_put_in_force_past_the_desk(people: Deciders) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        in_force(is_local=True, written_by=people.drafter, approved_by=people.checker, approved_at=timezone.now())
    assert not FeeRule.objects.exists()


def test_a_release_leaves_proposed_and_approved_ends_alone(people: Deciders) -> None:
    load_rules()
    proposed, ended = FeeRule.objects.get(key="tt117-ho-tich"), FeeRule.objects.get(key="tt117-pccc")
    end_proposed(people, proposed)
    deciding.approve_end(end_proposed(people, ended), people.checker)

    assert load_rules() == 0
    assert FeeRule.objects.get(key="tt117-ho-tich").ends_on == tomorrow(10)
    assert FeeRule.objects.get(key="tt117-pccc").valid_to == tomorrow(10)


def test_of_two_who_approve_at_once_the_second_is_told(people: Deciders) -> None:
    rule = waiting(people)
    deciding.approve(rule, people.checker)

    with pytest.raises(RuleRefused, match="vừa được người khác thay đổi"):
        deciding.approve(rule, people.chair)

    assert FeeRule.objects.get().approved_by == people.checker
