"""The simulated national portal refuses as the real one does, with its code and in words, and writes nothing then."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.national.drivers import answers
from portal.national.messages import DOSSIER_FIELDS, STEP_FIELDS, dossier_message, problems_of, step_message
from portal.national.simulator.manners import WORDS, Fault, Manners
from portal.national.simulator.pages import manners_of
from tests.national.facts import STEP, WHOLE
from tests.national.inside import PASSWORD, USERNAME, Inside, told

NEW, FIRST_STEP = dossier_message(WHOLE), step_message(STEP)
CODE = NEW["MaHoSo"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


class Caller:
    """Somebody who speaks with the simulator by hand."""

    def __init__(self) -> None:
        self.inside = Inside()
        account = {"username": USERNAME, "password": PASSWORD}
        self.session = told(self.inside.services, "/mapi/login", account)["session"]

    def ask(self, service: Any, **content: Any) -> dict[str, Any]:
        return told(self.inside.services, "/mapi/g", {"session": self.session, "service": service, **content})

    def refused(self, service: Any, **content: Any) -> tuple[str, str]:
        """The code and the words of a refusal, with which comes no result."""
        answer = self.ask(service, **content)
        assert answer["result"] is None
        return answer["error_code"], answer["message"]


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.mark.parametrize(
    ("service", "content", "code", "words"),
    [
        ("XoaHoSo", {}, answers.MALFORMED, "không có dịch vụ XoaHoSo"),
        ("", {}, answers.MALFORMED, "không có dịch vụ"),
        ("DongBoHoSoMC", {}, answers.MALFORMED, "data"),
        ("DongBoHoSoMC", {"data": [], "isUpdating": "False"}, answers.MALFORMED, "data"),
        ("DongBoHoSoMC", {"data": NEW, "isUpdating": "False"}, answers.MALFORMED, "data"),
        ("DongBoHoSoMC", {"data": [NEW]}, answers.MALFORMED, "isUpdating"),
        ("DongBoHoSoMC", {"data": [NEW], "isUpdating": True}, answers.MALFORMED, "isUpdating"),
        ("DongBoHoSoMC", {"data": ["x"], "isUpdating": "False"}, answers.MALFORMED, "message: type"),
        ("DongBoHoSoMC", {"data": [NEW], "isUpdating": "True"}, answers.UNKNOWN_DOSSIER, "chưa có hồ sơ"),
        ("CapNhatTienDoHoSoMC", {"data": [FIRST_STEP]}, answers.UNKNOWN_DOSSIER, "chưa có hồ sơ"),
        ("CapNhatTienDoHoSoMC", {"data": [NEW]}, answers.MALFORMED, "message: additionalProperties"),
        ("TraCuuHoSo", {}, answers.UNKNOWN_DOSSIER, "chưa có hồ sơ này"),
        ("TraCuuHoSo", {"mahoso": [CODE]}, answers.UNKNOWN_DOSSIER, "chưa có hồ sơ này"),
        ("LayThuTuc", {}, answers.UNKNOWN_PROCEDURE, "không có thủ tục này"),
        ("LayThuTuc", {"maTTHC": "9.999999"}, answers.UNKNOWN_PROCEDURE, "không có thủ tục này"),
    ],
)
def test_each_refusal_has_its_code_and_its_words(
    caller: Caller, service: str, content: dict[str, Any], code: str, words: str
) -> None:
    found, said = caller.refused(service, **content)
    assert found == code
    assert words in said
    assert caller.inside.store.codes() == []


def test_creating_twice_is_refused_and_the_first_stands(caller: Caller) -> None:
    assert caller.ask("DongBoHoSoMC", data=[NEW], isUpdating="False")["error_code"] == answers.DONE
    refused = caller.refused("DongBoHoSoMC", data=[{**NEW, "GhiChu": "hai"}], isUpdating="False")
    assert refused == (answers.KNOWN_ALREADY, "hồ sơ đã có")
    assert caller.inside.store.dossier(CODE) == NEW


@pytest.mark.parametrize("session", ["", "của ai đó", None, 7, [], {}, ["x"]])
def test_without_a_session_of_its_own_nobody_is_served(caller: Caller, session: Any) -> None:
    caller.session = session
    code, words = caller.refused("DongBoHoSoMC", data=[NEW], isUpdating="False")
    assert (code, words) == (answers.NO_SESSION, "phiên làm việc không còn giá trị")
    assert caller.inside.store.codes() == []


@pytest.mark.parametrize(
    "account",
    [
        {},
        {"username": USERNAME},
        {"username": USERNAME, "password": "sai"},
        {"username": "ai đó", "password": PASSWORD},
        {"username": [USERNAME], "password": [PASSWORD]},
        {"username": USERNAME, "password": PASSWORD, "more": "1"},
    ],
)
def test_a_wrong_account_gets_no_session(caller: Caller, account: dict[str, Any]) -> None:
    answer = told(caller.inside.services, "/mapi/login", account)
    assert (answer["error_code"], answer["session"]) == (answers.NO_SESSION, "")
    assert caller.inside.services.logins == 1


@given(st.sampled_from([field.name for field in DOSSIER_FIELDS]), ANY_JSON)
def test_what_the_table_refuses_the_portal_refuses_and_names_no_content(name: str, value: Any) -> None:
    caller = Caller()
    message = {**NEW, name: value}
    problems = problems_of(message, DOSSIER_FIELDS)

    answer = caller.ask("DongBoHoSoMC", data=[message], isUpdating="False")

    assert (answer["error_code"] == answers.DONE) == (not problems)
    assert caller.inside.store.codes() == ([] if problems else [message["MaHoSo"]])
    assert NEW["SoGiayToChuHoSo"] not in answer["message"]
    assert all(one.startswith((name, "message")) for one in problems)


@pytest.mark.parametrize("missing", [field.name for field in STEP_FIELDS])
def test_a_step_without_one_of_its_fields_is_refused(caller: Caller, missing: str) -> None:
    caller.ask("DongBoHoSoMC", data=[NEW], isUpdating="False")
    step = {name: value for name, value in FIRST_STEP.items() if name != missing}
    assert caller.refused("CapNhatTienDoHoSoMC", data=[step]) == (answers.MALFORMED, "message: required")
    assert caller.inside.store.steps(CODE) == []


def test_of_many_problems_five_are_named(caller: Caller) -> None:
    bad = {**NEW, **dict.fromkeys([field.name for field in DOSSIER_FIELDS], 7)}
    _code, words = caller.refused("DongBoHoSoMC", data=[bad], isUpdating="False")
    assert len(words.split("; ")) == 5


@given(st.sets(st.sampled_from(Fault)), st.sampled_from(["", "0", "0.5", "60"]))
def test_the_form_sets_just_the_faults_that_are_ticked(ticked: set[Fault], latency: str) -> None:
    manners = manners_of({**dict.fromkeys(ticked, "on"), "latency": latency, "csrf": "x"})
    assert (set(manners.always), manners.latency_seconds) == (ticked, float(latency or 0))
    assert manners.at_this_call() == ticked


def test_every_fault_has_its_words_and_a_well_behaved_portal_has_none() -> None:
    assert set(WORDS) == set(Fault)
    assert all(WORDS.values())
    assert Manners().at_this_call() == frozenset()


def test_faults_happen_at_the_share_of_calls_that_was_asked_for() -> None:
    always = manners_of({"down": "on", "latency": "1.5"})
    assert (always.always, len(always.rates), always.latency_seconds) == (frozenset({Fault.DOWN}), 0, 1.5)
    now_and_then = manners_of({"down": "on", "busy": "on", "share": "25"})
    assert (len(now_and_then.always), dict(now_and_then.rates)) == (0, {Fault.DOWN: 0.25, Fault.BUSY: 0.25})
    for share in ("-1", "101", "nan", "viele"):
        with pytest.raises(ValueError, match="share|float"):
            manners_of({"share": share})
