"""Rules proved: which steps send the reporter a letter, in whose language, and that none says the matter. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from hotline import messages, timeline
from hotline.kinds import OPEN, Action, State
from hotline.log import TRANSITIONS
from hotline.models import Ticket, TicketEvent
from portal.notices import telling

AT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
OWN = {Action.ADD_FACTS, Action.CONFIRM, Action.RATE}
"""What the reporter just did themselves."""
ACTIONS = st.sampled_from(sorted(Action))
STATES = st.sampled_from(sorted(State))
SECRET_WORDS = "Chồng tôi ở 12 Lê Lợi"

Letters = list[tuple[str, str, dict[str, Any], str]]


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Letters:
    """What is put into the outbox, without a database."""
    sent: Letters = []
    monkeypatch.setattr(telling, "put", lambda *letter: sent.append(letter))
    return sent


def happened(
    action: str, state: str = State.ROUTED, *, is_told: bool = True, **of_ticket: Any
) -> tuple[Ticket, TicketEvent]:
    fields = {
        "code": "PAKN-H29-261123-0001",
        "language": "vi",
        "reporter_email": "lan@example.vn",
        "content": SECRET_WORDS,
    }
    ticket = Ticket(**(fields | {"state": state, "answer_due_at": AT, "reporter_name": "Nguyễn Thị Lan"} | of_ticket))
    event = TicketEvent(action=action, sequence=7, at=AT, note=SECRET_WORDS, is_told=is_told, state_to=state)
    return ticket, event


@how(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTIONS, STATES, st.booleans(), st.sampled_from(["", "lan@example.vn"]), st.sampled_from(["vi", "en"]))
def test_a_letter_goes_out_for_what_others_did_and_the_reporter_may_know(
    letters: Letters, action: str, state: str, is_told: bool, email: str, language: str
) -> None:
    letters.clear()

    messages.tell(*happened(action, state, is_told=is_told, reporter_email=email, language=language))

    assert len(letters) == (is_told and bool(email) and action not in OWN)


@how(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTIONS.filter(lambda action: action not in OWN), STATES, st.sampled_from(["vi", "en"]))
def test_a_letter_names_the_ticket_and_where_to_read_and_nothing_that_was_told(
    letters: Letters, action: str, state: str, language: str
) -> None:
    letters.clear()

    messages.tell(*happened(action, state, language=language))

    ((kind, code, payload, key),) = letters
    assert (kind, code, key.rpartition("/")[0]) == ("email", "PAKN-H29-261123-0001", "PAKN-H29-261123-0001/7")
    assert (payload["to"], payload["language"]) == ("lan@example.vn", language)
    whole = payload["subject"] + payload["text"]
    assert code in payload["subject"] and "\n" not in payload["subject"]
    assert settings.PORTAL_URL.rstrip("/") + reverse("hotline:follow") in payload["text"]
    for private in ("Lê Lợi", "Nguyễn Thị Lan", "lan@example.vn"):
        assert private not in whole + key
    assert "23/11/2026" in whole or "23 November 2026" in whole or state not in OPEN, "what is open has its day"


def test_a_letter_is_written_in_the_language_that_the_reporter_wrote_in(letters: Letters) -> None:
    for language in ("vi", "en"):
        messages.tell(*happened(Action.ROUTE, language=language))

    (_k, _c, vietnamese, _y), (_kind, _code, english, _key) = letters
    assert vietnamese["subject"] != english["subject"] and vietnamese["text"] != english["text"]
    assert english["subject"].isascii() and not vietnamese["subject"].isascii()


def test_the_same_step_told_again_has_the_same_key_and_another_step_another(letters: Letters) -> None:
    ticket, event = happened(Action.ROUTE)
    messages.tell(ticket, event)
    messages.tell(ticket, event)
    event.sequence += 1
    messages.tell(ticket, event)

    keys = [key for _kind, _code, _payload, key in letters]
    assert keys[0] == keys[1] != keys[2]


@given(st.sampled_from(sorted(TRANSITIONS)), STATES)
def test_what_was_set_aside_is_opened_by_its_reporter_alone_and_nothing_becomes_unrouted(
    action: Action, state: str
) -> None:
    step = TRANSITIONS[action]

    assert step.target != State.RECEIVED
    # An act without a target (another ticket no longer follows this one) opens nothing.
    assert state not in step.sources or state != State.SET_ASIDE or step.target is None or action == Action.REOPEN


@given(STATES)
def test_each_state_is_shown_with_its_word(state: str) -> None:
    assert timeline.shown_state(Ticket(state=state)).label == State(state).label
