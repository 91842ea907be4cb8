"""Whatever is written, in whatever order, by whoever is wrong about what is there: both sides hold the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from portal.national.drivers.base import Away, Message, NationalDriver, NationalFailure, NotTaken, Rejected
from portal.national.messages import DossierFacts, StepFacts, dossier_message, step_message
from portal.national.simulator.manners import Fault, Manners
from tests.national.facts import STEP, WHOLE, any_dossier, any_step
from tests.national.inside import PASSWORD, Inside
from tests.national.test_classic_answers import asked

CODES = tuple(f"H29.101-261123-000{number}" for number in range(3))
NEW, FIRST_STEP = dossier_message(WHOLE), step_message(STEP)

CALLS: dict[str, Callable[[NationalDriver], object]] = {
    "put_dossiers": lambda driver: driver.put_dossiers([NEW], are_known=False),
    "put_steps": lambda driver: driver.put_steps([FIRST_STEP]),
    "look_up": lambda driver: driver.look_up(NEW["MaHoSo"]),
    "procedures": lambda driver: driver.procedures(),
    "procedure": lambda driver: driver.procedure("1.001193"),
    "agencies": lambda driver: driver.agencies(),
    "fields": lambda driver: driver.fields(),
}


@settings(max_examples=10)
@given(any_dossier, st.booleans())
def test_any_dossier_arrives_word_for_word(facts: DossierFacts, is_taken_for_known: bool) -> None:
    inside = Inside()
    message = dossier_message(facts)
    inside.driver.put_dossiers([message], are_known=is_taken_for_known)

    there = inside.driver.look_up(facts.code)

    assert there is not None
    assert (there.dossier, there.steps, there.status) == (message, (), str(int(facts.status)))


@settings(max_examples=10)
@given(st.lists(any_step, min_size=1, max_size=4))
def test_steps_arrive_as_they_are_in_the_order_in_which_they_were_told(steps: list[StepFacts]) -> None:
    inside = Inside()
    inside.driver.put_dossiers([NEW], are_known=False)
    messages = [step_message(replace(step, code=WHOLE.code)) for step in steps]
    for message in messages:
        inside.driver.put_steps([message])

    there = inside.driver.look_up(WHOLE.code)

    assert there is not None
    assert list(there.steps) == messages


class BothSides(RuleBasedStateMachine):
    """We write and read, they forget sessions and dossiers; the model is what must stand there."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = Inside()
        self.there: dict[str, tuple[Message, list[Message]]] = {}
        self.number = 0

    @rule(code=st.sampled_from(CODES), are_known=st.booleans())
    def write(self, code: str, are_known: bool) -> None:
        self.number += 1
        message = dossier_message(replace(WHOLE, code=code, receipt_number=str(self.number)))
        self.inside.driver.put_dossiers([message], are_known=are_known)
        self.there[code] = message, self.there.get(code, (message, []))[1]

    @rule(code=st.sampled_from(CODES))
    def add_a_step(self, code: str) -> None:
        self.number += 1
        message = step_message(replace(STEP, code=code, content=f"bước {self.number}"))
        if code in self.there:
            self.inside.driver.put_steps([message])
            self.there[code][1].append(message)
        else:
            with pytest.raises(Rejected, match="chưa có hồ sơ này"):
                self.inside.driver.put_steps([message])

    @rule(are_known=st.booleans())
    def write_two_of_which_one_is_there(self, are_known: bool) -> None:
        """Neither call can take such a list: it is rejected, and nothing of it stands."""
        known, unknown = set(self.there), set(CODES) - set(self.there)
        if known and unknown:
            both = [dossier_message(replace(WHOLE, code=code, title="cả hai")) for code in (min(known), min(unknown))]
            with pytest.raises(Rejected, match=r"hồ sơ đã có|chưa có hồ sơ này"):
                self.inside.driver.put_dossiers(both, are_known=are_known)

    @rule()
    def restart_there(self) -> None:
        self.inside.services.forget_sessions()

    @rule(code=st.sampled_from(CODES))
    def put_back_their_copy_of_yesterday(self, code: str) -> None:
        self.inside.store.forget(code)
        self.there.pop(code, None)

    @rule(code=st.sampled_from(CODES))
    def read(self, code: str) -> None:
        found = self.inside.driver.look_up(code)
        expected = self.there.get(code)
        assert (found and (found.dossier, list(found.steps))) == expected

    @invariant()
    def both_sides_hold_the_same(self) -> None:
        assert self.inside.store.codes() == sorted(self.there)
        for code, (message, steps) in self.there.items():
            assert (self.inside.store.dossier(code), self.inside.store.steps(code)) == (message, steps)


TestBothSides = BothSides.TestCase
TestBothSides.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize("name", sorted(CALLS))
@pytest.mark.parametrize(
    ("fault", "failure", "words"),
    [
        (Fault.BUSY, NotTaken, "gửi quá nhiều trong một lúc"),
        (Fault.FORGETS_SESSION, NotTaken, "phiên làm việc không còn giá trị"),
        (Fault.DOWN, Away, "không trả lời"),
        (Fault.BROKEN, Away, "không trả lời"),
    ],
)
def test_each_call_fails_in_words_and_writes_nothing(
    name: str, fault: Fault, failure: type[NationalFailure], words: str
) -> None:
    inside = Inside()
    inside.driver.put_dossiers([{**NEW, "MaHoSo": CODES[2]}], are_known=False)
    inside.services.manners = Manners(always=frozenset({fault}))

    with pytest.raises(failure, match=words) as told:
        CALLS[name](inside.driver)

    assert (inside.store.codes(), inside.store.steps(CODES[2])) == ([CODES[2]], [])
    assert NEW["ChuHoSo"] not in str(told.value)
    assert NEW["SoGiayToChuHoSo"] not in str(told.value)


def test_a_wrong_password_lets_no_call_in_and_is_in_no_words() -> None:
    inside = Inside(password="sai-mat-roi")
    for call in CALLS.values():
        with pytest.raises(NotTaken, match="không cho đăng nhập") as told:
            call(inside.driver)
        assert "sai-mat-roi" not in f"{told.value!r}{told.value.exchange}"
    assert (inside.services.logins, inside.services.calls, inside.store.codes()) == (0, {}, [])


def test_one_session_serves_all_calls_and_stands_in_no_proof() -> None:
    inside = Inside()
    kept = [inside.driver.put_dossiers([NEW], are_known=known) for known in (False, True)]
    kept.append(inside.driver.put_steps([FIRST_STEP]))
    assert inside.services.logins == 1
    for exchange in kept:
        assert set(exchange.sent) <= {"madonvi", "service", "isUpdating", "data"}
        assert exchange.sent["madonvi"] == "H29"
        assert PASSWORD not in f"{exchange.sent}{exchange.answer}"


@pytest.mark.parametrize("answer", [b"[" * 100_000, b'{"result":' * 100_000])
def test_an_answer_nested_without_end_is_no_json_and_another_try_may_go_well(answer: bytes) -> None:
    with pytest.raises(NotTaken, match="không phải JSON"):
        asked(answer)
