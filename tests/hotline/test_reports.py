"""What makes two sendings the same one, what a name is found by, and whom the law asks for a name: pure rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.actors import Actor
from hotline.codes import looks_like_code, tidy
from hotline.forms.following import RateForm, ReopenForm, UnlockForm
from hotline.kinds import NAMELESS, OPEN, Action, Kind, State
from hotline.log import TRANSITIONS
from hotline.reports import Report, Reporter, index_of_name, index_of_phone
from hotline.secret_codes import fingerprint, opens, secret_for
from portal.accounts.models import User
from tests.hotline.tickets import LAN, WORDS, report

NAMES = st.text(st.characters(whitelist_categories=("Lu", "Ll")), min_size=1, max_size=8)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": Kind.RULE},
        {"content": f"{WORDS}!"},
        {"place": "Quầy 3"},
        {"unit": "H29.101"},
        {"dossier": "H29.101-261122-0001"},
        {"is_confidential": True},
        {"language": "en"},
        {"client_id": "1022"},
        {"reporter": replace(LAN, phone="+84901234568")},
        {"reporter": Reporter()},
    ],
    ids="-".join,
)
def test_whatever_was_written_anew_is_another_sending(changed: dict[str, Any]) -> None:
    """Nobody goes back, mends a word, sends again, and loses it because the form's key is still the same."""
    assert replace(report(), **changed).sent_under("k", None) != report().sent_under("k", None)


def test_another_person_or_another_form_is_another_sending() -> None:
    one, other = User(pk=1), User(pk=2)
    keys = {report().sent_under(key, user) for key in ("k", "l") for user in (None, one, other)}
    assert len(keys) == 6
    assert report().sent_under("k", one) == report().sent_under("k", User(pk=1))


@given(st.text(max_size=30), st.text(max_size=200))
def test_the_key_of_a_sending_tells_nothing_of_it(key: str, content: str) -> None:
    sent = Report(Kind.GUIDANCE, content).sent_under(key, None)
    assert len(sent) == 64 and set(sent) <= set("0123456789abcdef")
    assert sent == Report(Kind.GUIDANCE, content).sent_under(key, None)


@given(NAMES, NAMES)
def test_a_name_is_found_by_its_words_in_any_order_without_accents(first: str, last: str) -> None:
    assert index_of_name(f"{first} {last}") == index_of_name(f"  {last}   {first} ")
    assert set(index_of_name(first)) <= set(index_of_name(f"{first} {last}"))


def test_accents_and_capitals_do_not_hide_a_name_and_an_empty_one_is_under_nothing() -> None:
    assert index_of_name("Nguyễn Thị Lan") == index_of_name("NGUYEN thi lan")
    assert index_of_name("Đỗ Đức") == index_of_name("do duc")
    assert index_of_name("") == index_of_name("  ") == []
    assert len(index_of_name("Lan Lan Lan")) == 1


def test_a_phone_and_a_name_of_the_same_letters_are_kept_apart() -> None:
    assert index_of_phone("lan")[:24] not in index_of_name("lan")
    assert index_of_phone("+84901234567") != index_of_phone("+84901234568")


@pytest.mark.parametrize("kind", Kind.values)
def test_who_told_their_name_is_never_asked_again(kind: str) -> None:
    assert not Report(kind, WORDS, reporter=LAN).lacks_name
    assert Report(kind, WORDS).lacks_name is (kind not in NAMELESS)
    assert Report(kind, WORDS, reporter=Reporter(phone="+84901234567")).lacks_name is (kind not in NAMELESS)


@given(st.sampled_from("23456789ABCDEFGHJKMNPQRSTVWXYZ"), st.integers(0, 11))
def test_one_wrong_letter_does_not_open(letter: str, place: int) -> None:
    secret = secret_for("k")
    place += place // 4  # over the dashes
    wrong = secret[:place] + letter + secret[place + 1 :]
    assert opens(wrong, fingerprint(secret)) is (letter == secret[place])


@pytest.mark.parametrize("typed", ["", "-", " ", "🙂", "\u0000", "7KQM", "x" * 60])
def test_what_is_no_secret_opens_nothing_and_breaks_nothing(typed: str) -> None:
    assert not opens(typed, fingerprint(secret_for("k")))
    assert not opens(typed, "")


@given(st.dates(dt.date(2026, 1, 1), dt.date(2099, 12, 31)), st.integers(1, 9_999_999), st.sampled_from("HGK"))
def test_every_code_that_is_given_out_is_known_again(day: dt.date, number: int, letter: str) -> None:
    """Also on the day of ten thousand reports, when the number needs a fifth digit."""
    code = f"PAKN-{letter}29-{day:%y%m%d}-{number:04d}"
    assert looks_like_code(code)
    assert tidy(f" {code.lower().replace('-', ' - ')} ") == code


@pytest.mark.parametrize(
    "text",
    ["", "PAKN", "PAKN-H29-261122", "PAKN-H29-261122-001", "PAKN-H29-26112-0001", "H29.101-261122-0001"],
)
def test_what_is_no_code_is_not_looked_up(text: str) -> None:
    assert not looks_like_code(tidy(text))


def test_the_log_names_no_reporter_whoever_they_are() -> None:
    assert Actor.reporter().user is None and Actor.reporter().name == "Người phản ánh"
    assert Actor.system().user is None and Actor.system().name == "Hệ thống"


def test_a_staff_name_longer_than_its_column_is_cut_not_refused() -> None:
    assert len(Actor.staff(User(pk=1, full_name="A" * 300)).name) == 200


def test_nothing_ends_a_ticket_but_an_answer_with_consent_or_a_ground_of_the_law() -> None:
    ends = {action for action, step in TRANSITIONS.items() if step.target in {State.CLOSED, State.SET_ASIDE}}
    assert ends == {Action.CONFIRM, Action.SET_ASIDE}
    assert TRANSITIONS[Action.CONFIRM].sources == (State.ANSWERED,)


def test_from_every_state_its_reporter_can_still_say_something() -> None:
    for state in State:
        ways = {action for action in (Action.ADD_FACTS, Action.REOPEN) if state in TRANSITIONS[action].sources}
        assert ways == ({Action.ADD_FACTS} if state in OPEN else {Action.REOPEN})


def test_whatever_changes_the_state_for_its_reporter_is_told() -> None:
    """Only drafting stays inside: a reporter reads answers that were approved."""
    silent = {action for action, step in TRANSITIONS.items() if step.target and not step.is_told}
    assert silent == {Action.DRAFT, Action.SEND_BACK}


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"score": "1", "comment": ""}, {"comment"}),
        ({"score": "1", "comment": " \u200b "}, {"comment"}),
        ({"score": "1", "comment": "x" * 2001}, {"comment"}),
        ({"score": "4", "comment": "x"}, {"score"}),
        ({"score": "0"}, {"score"}),
        ({"score": "-1"}, {"score"}),
        ({"score": "một"}, {"score"}),
        ({}, {"score"}),
        ({"score": "2"}, set()),
        ({"score": "3", "comment": ""}, set()),
        ({"score": "1", "comment": "Chung chung."}, set()),
    ],
)
def test_a_rating_is_one_of_three_and_a_bad_one_says_why(told: dict[str, str], wrong: set[str]) -> None:
    assert set(RateForm(told).errors) == wrong


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({}, {"code", "secret"}),
        ({"code": "x" * 61, "secret": "y"}, {"code"}),
        ({"code": "x", "secret": "y\u0000"}, {"secret"}),
        ({"code": "x", "secret": "y"}, set()),
    ],
)
def test_both_boxes_are_asked_for(told: dict[str, str], wrong: set[str]) -> None:
    assert set(UnlockForm(told).errors) == wrong


@given(st.text(max_size=2100))
def test_any_reason_is_kept_or_refused_in_words(reason: str) -> None:
    form = ReopenForm({"reason": reason})
    assert form.is_valid() is not bool(form.errors.get("reason"))
