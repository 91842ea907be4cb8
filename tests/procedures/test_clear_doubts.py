"""Rules proved: a mark of doubt is cleared by who drafts, with a reason that stays in the log; the others stay, and
so does what readers are told of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures import draft_doubts
from procedures.decision_publishing import publish_due
from procedures.models import Decision, DecisionAct, DecisionChange, DecisionEvent, DraftSave, ProcedureVersion
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.publisher_desk import at, of, page, section_at, sent, stored, version_of
from units.roles import Role

CODE = "1.001193"
ZERO = {"flag": "time_zero", "where": "channels[0].time", "text": "0 Ngày"}
TWINS = {"flag": "duplicate_document_names", "where": "cases[0]", "text": "Tờ khai"}
MARKS = [ZERO, TWINS]


@pytest.fixture
def people(db: None) -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft whose national text left two doubts."""
    good(CODE, doubts=MARKS)
    return only_change(world.drafted(people, CODE))


def ticked(change: DecisionChange, place: int, reason: str) -> list[dict[str, Any]]:
    """The rows with one mark to be cleared."""
    rows = stored(change, "doubts")
    rows[place] |= {"clear": True, "reason": reason}
    return rows


def test_each_mark_stands_there_in_words_with_what_the_text_says(people: Deciders, change: DecisionChange) -> None:
    html = page(people.drafter, section_at(change, "doubts"))

    assert "Giấy tờ được liệt kê hai lần: “Tờ khai”" in html
    assert "“0 Ngày”" in html
    assert 'name="more"' not in html
    assert "Bỏ dòng này" not in html


def test_a_mark_goes_with_its_reason_and_the_other_stays(people: Deciders, change: DecisionChange) -> None:
    saved = of(people.drafter).post(
        section_at(change, "doubts"), sent(*ticked(change, 0, "Đã hỏi Sở Tư pháp: trả ngay trong ngày"))
    )

    assert saved.status_code == 302
    assert version_of(change).doubts == [TWINS]
    event = DecisionEvent.objects.get(act=DecisionAct.CLEAR)
    assert (event.person, event.text) == (people.drafter, "Đã hỏi Sở Tư pháp: trả ngay trong ngày")
    assert event.facts == {"code": CODE, "doubt": ZERO}
    save = DraftSave.objects.get()
    assert (len(save.before), len(save.after)) == (2, 1)


def test_the_log_tells_checker_and_chair_what_was_cleared_and_why(people: Deciders, change: DecisionChange) -> None:
    of(people.drafter).post(section_at(change, "doubts"), sent(*ticked(change, 1, "Hai tờ khai khác nhau")))

    for person in (people.checker, people.chair):
        html = page(person, at(change.decision))
        assert "Bỏ dấu nghi ngờ" in html
        assert f"{CODE}: Giấy tờ được liệt kê hai lần. Lý do: Hai tờ khai khác nhau" in html


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"clear": True, "reason": ""}, "Hãy ghi lý do bỏ dấu này."),
        ({"clear": True, "reason": "   "}, "Hãy ghi lý do bỏ dấu này."),
        ({"reason": "Quên đánh dấu"}, "Hãy đánh dấu ô này nếu muốn bỏ dấu"),
    ],
    ids=["no reason", "blanks", "no tick"],
)
def test_a_tick_and_a_reason_belong_together(
    people: Deciders, change: DecisionChange, row: dict[str, Any], words: str
) -> None:
    rows = stored(change, "doubts")
    rows[0] |= row

    refused = of(people.drafter).post(section_at(change, "doubts"), sent(*rows))

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert version_of(change).doubts == MARKS
    assert not DecisionEvent.objects.filter(act=DecisionAct.CLEAR).exists()


def test_nothing_ticked_clears_nothing_and_logs_no_clearing(people: Deciders, change: DecisionChange) -> None:
    of(people.drafter).post(section_at(change, "doubts"), sent(*stored(change, "doubts")))

    assert version_of(change).doubts == MARKS
    assert not DecisionEvent.objects.filter(act=DecisionAct.CLEAR).exists()


@pytest.mark.parametrize("key", ["", "0" * 16, "' OR 1=1", "99999"])
def test_a_mark_that_is_none_is_not_cleared(people: Deciders, change: DecisionChange, key: str) -> None:
    of(people.drafter).post(section_at(change, "doubts"), sent({"id": key, "clear": True, "reason": "Bừa"}))

    assert version_of(change).doubts == MARKS
    assert not DecisionEvent.objects.filter(act=DecisionAct.CLEAR).exists()


def test_rows_left_out_clear_nothing(people: Deciders, change: DecisionChange) -> None:
    """A list that does not grow does not shrink either: only a tick with a reason clears."""
    of(people.drafter).post(section_at(change, "doubts"), sent())

    assert version_of(change).doubts == MARKS


def test_of_two_who_clear_the_second_is_told(people: Deciders, change: DecisionChange) -> None:
    colleague = world.staff("dong-nghiep@thu.example", Role.PUBLISHER, people.department, "Lê Văn Đồng")
    rows = ticked(change, 0, "Người thứ nhất")
    of(colleague).post(section_at(change, "doubts"), sent(*rows))

    second = of(people.drafter).post(section_at(change, "doubts"), sent(*rows))

    assert second.status_code == 409
    assert "Lê Văn Đồng đã lưu mục này" in second.content.decode()
    assert DecisionEvent.objects.filter(act=DecisionAct.CLEAR).count() == 1


def test_without_marks_the_section_is_not_offered_and_says_so_when_opened(people: Deciders, db: None) -> None:
    good(CODE)
    clean = only_change(world.drafted(people, CODE))

    assert section_at(clean, "doubts") not in page(people.drafter, section_at(clean))
    assert "Không có gì ở mục này." in page(people.drafter, section_at(clean, "doubts"))


def test_with_marks_the_section_is_offered_with_its_remarks(people: Deciders, change: DecisionChange) -> None:
    html = page(people.drafter, section_at(change))

    assert section_at(change, "doubts") in html
    assert "Danh sách giấy tờ đang được rà soát." in html


@pytest.mark.parametrize("who", ["checker", "chair"])
def test_who_checks_or_decides_clears_nothing(people: Deciders, change: DecisionChange, who: str) -> None:
    of(getattr(people, who)).post(section_at(change, "doubts"), sent(*ticked(change, 0, "Tôi thấy ổn")))

    assert version_of(change).doubts == MARKS


def test_once_handed_in_no_mark_is_cleared(people: Deciders, change: DecisionChange) -> None:
    rows = ticked(change, 0, "Muộn rồi")
    of(people.drafter).post(at(change.decision, "trinh/"))

    of(people.drafter).post(section_at(change, "doubts"), sent(*rows))

    assert version_of(change).doubts == MARKS


def test_what_was_cleared_is_no_longer_told_to_readers_and_what_was_not_is(
    people: Deciders, change: DecisionChange
) -> None:
    of(people.drafter).post(section_at(change, "doubts"), sent(*ticked(change, 0, "Đã đối chiếu")))
    world.decided(people, change.decision)

    publish_due()

    html = Client().get(f"/thu-tuc/{CODE}/").content.decode()
    assert "Danh sách giấy tờ đang được rà soát." in html
    assert "Thời hạn chưa rõ" not in html


def test_the_version_in_force_keeps_its_marks(people: Deciders, change: DecisionChange) -> None:
    of(people.drafter).post(section_at(change, "doubts"), sent(*ticked(change, 0, "Đã đối chiếu")))

    assert change.base is not None
    assert ProcedureVersion.objects.get(pk=change.base.pk).doubts == MARKS


def test_the_database_wants_the_reason_too(people: Deciders, change: DecisionChange) -> None:
    decision: Decision = change.decision
    with pytest.raises(IntegrityError, match="decision_act_says_why"), transaction.atomic():
        decision.events.create(act=DecisionAct.CLEAR, person=people.drafter, text="")


MARK = st.fixed_dictionaries({name: st.text(max_size=8) for name in ("flag", "where", "text")})


@settings(max_examples=15)
@given(st.lists(MARK, max_size=5), st.data())
def test_exactly_the_ticked_marks_go(marks: list[dict[str, str]], data: st.DataObject) -> None:
    version = ProcedureVersion(doubts=list(marks))
    version.save = lambda **_: None  # type: ignore[method-assign]
    rows = [row | {"clear": data.draw(st.booleans()), "reason": "Đã xem"} for row in draft_doubts.read(version)]
    gone = {row["id"] for row in rows if row["clear"]}

    told = list(draft_doubts.reasons(version, rows))
    draft_doubts.write(version, rows)

    assert version.doubts == [mark for mark in marks if draft_doubts.key_of(mark) not in gone]
    assert len(told) == len(gone)
    assert draft_doubts.read(version) == [row | {"clear": False, "reason": ""} for row in rows if not row["clear"]]


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ({"flag": "no_documents", "where": "", "text": "[]"}, "“"),
        ({"flag": "time_zero", "text": ""}, "“”"),
    ],
)
def test_a_quote_of_nothing_is_not_quoted(mark: dict[str, str], words: str) -> None:
    assert words not in draft_doubts.say(mark)


def test_a_long_quote_is_cut() -> None:
    said = draft_doubts.say({"flag": "la", "where": "", "text": "x" * 5000})

    assert len(said) < draft_doubts.LONGEST_QUOTE + 20
