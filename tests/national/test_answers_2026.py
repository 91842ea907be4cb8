"""Answers that nobody foresaw, to the driver of 2026: it fails in one of its ways, and asks no oftener than it must."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.national.connection import Connection
from portal.national.drivers import api_2026
from portal.national.drivers.api_2026 import PAGE, Driver2026
from portal.national.drivers.base import Away, Busy, NationalFailure, NotTaken, Rejected
from portal.simulating.serving import Response, Server
from tests.national.test_names_2026 import FORMALITY

OK = {"code": "OK", "message": ""}
TOKEN = {**OK, "data": {"accessToken": "t1"}}
ASKING: list[Callable[[Driver2026], Any]] = [
    lambda driver: driver.look_up("X"),
    lambda driver: driver.procedure("X"),
    lambda driver: driver.questions(),
    lambda driver: driver.answers_to("X"),
    lambda driver: driver.put_answers([{}]),
]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


class There:
    """Stands where the transport stands: answers by path, and keeps what it was asked."""

    def __init__(self, answers: Mapping[str, Any], *, token: Any = TOKEN) -> None:
        self.answers, self.token = dict(answers), token
        self.heard: list[tuple[str, dict[str, Any], str, int]] = []
        self.logins = 0

    def post(self, path: str, message: Mapping[str, Any], headers: Mapping[str, str], well: int) -> dict[str, Any]:
        """One call."""
        name = path.removeprefix("api/v1/")
        if name == "auth/token":
            self.logins += 1
            assert headers == {} and well == HTTPStatus.CREATED
            told = self.token
        else:
            self.heard.append((name, dict(message), headers["Authorization"], well))
            answer = self.answers[name]
            told = answer(message) if callable(answer) else answer
        assert isinstance(told, dict)
        return told

    def driver(self) -> Driver2026:
        """A driver that speaks with it."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(api_2026, "Transport", lambda *_reached: self)
            return Driver2026(Connection("https://quoc-gia.example", "id", "mat-khau", unit="H29"))


def looked_up(answer: Any) -> Any:
    return There({"receiving/dossier/get": answer}).driver().look_up("H29-1")


def test_a_strange_answer_is_one_of_the_failures() -> None:
    cases: list[tuple[dict[str, Any], type[NationalFailure], str]] = [
        ({}, NotTaken, "mã trống"),
        ({"code": "TEAPOT", "message": "la"}, NotTaken, "không có trong bảng"),
        ({"code": "x" * 500}, NotTaken, "mã x{40}:"),
        ({"code": "INTERNAL_ERROR"}, Away, "lỗi bên trong"),
        ({"code": "VALIDATION_ERROR", "message": "state"}, Rejected, "sai cấu trúc.*state"),
        ({"code": "CONFLICT"}, Rejected, "hồ sơ đã có"),
        ({"code": "TOO_MANY_REQUESTS"}, Busy, "quá nhiều"),
        ({"code": "UNAUTHORIZED"}, NotTaken, "phiên làm việc"),
        ({**OK}, NotTaken, "không phải một đối tượng"),
        ({**OK, "data": []}, NotTaken, "không phải một đối tượng"),
        ({**OK, "data": "H29-1"}, NotTaken, "không phải một đối tượng"),
        ({**OK, "data": {"steps": "x"}}, NotTaken, "tiến độ"),
        ({**OK, "data": {"steps": [1]}}, NotTaken, "tiến độ"),
    ]
    for answer, kind, words in cases:
        with pytest.raises(kind, match=words) as failure:
            looked_up(answer)
        assert type(failure.value) is kind and failure.value.exchange is not None, answer


def test_a_dossier_that_is_not_there_is_none_and_one_without_steps_has_none() -> None:
    assert looked_up({"code": "NOT_FOUND", "data": None}) is None
    without: list[dict[str, Any]] = [{}, {"steps": None}, {"steps": []}]
    for steps in without:
        found = looked_up({**OK, "data": {"dossierCode": "H29-1", "state": "2", **steps}})
        assert (found.dossier, found.steps, found.status) == ({"MaHoSo": "H29-1", "TrangThaiHoSo": "2"}, (), "2")


@given(ANY_JSON)
def test_whatever_is_answered_the_driver_fails_in_its_own_ways_only(data: Any) -> None:
    for answer in ({**OK, "data": data}, {"code": data, "data": data}):
        for ask in ASKING:
            there = There(dict.fromkeys(_paths(), answer))
            with contextlib.suppress(NationalFailure):
                ask(there.driver())


def _paths() -> list[str]:
    return [
        "receiving/dossier/get",
        "petition/list-open",
        "petition/list-answers",
        "petition/answer",
        api_2026.LIST_PROCEDURES,
        "configuring/formality/get-formality-by-citizen",
    ]


def test_a_list_of_anything_but_objects_is_no_list_and_nothing_is_an_empty_one() -> None:
    wrong: list[Any] = [{"a": 1}, "x", [1], [[]], 7]
    for data in wrong:
        with pytest.raises(NotTaken, match="danh sách các đối tượng"):
            There({"petition/list-open": {**OK, "data": data}}).driver().questions()
    empty: list[Any] = [None, [], {}, ""]
    for nothing in empty:
        assert There({"petition/list-open": {**OK, "data": nothing}}).driver().questions() == []


def test_a_token_that_is_none_lets_nobody_in_and_says_no_password() -> None:
    for token in ({}, {**OK}, {**OK, "data": []}, {**OK, "data": {"accessToken": ""}}, {"data": {"accessToken": 7}}):
        there = There({}, token=token)
        with pytest.raises(NotTaken, match="không cho đăng nhập") as failure:
            there.driver().agencies()
        assert "mat-khau" not in str(failure.value) and there.heard == []


def test_a_call_carries_our_unit_and_the_token_which_is_asked_for_once() -> None:
    there = There({"petition/list-open": {**OK, "data": []}, "receiving/dossier/get": {"code": "NOT_FOUND"}})
    driver = there.driver()
    driver.questions()
    driver.look_up("H29-1")
    assert there.heard == [
        ("petition/list-open", {"departmentCode": "H29"}, "Bearer t1", 201),
        ("receiving/dossier/get", {"departmentCode": "H29", "dossierCode": "H29-1"}, "Bearer t1", 201),
    ]
    assert there.logins == 1


def test_a_token_that_ran_out_is_renewed_once_a_call_and_the_fresh_one_is_kept() -> None:
    there = There({})

    def answer(_message: Any) -> dict[str, Any]:
        return {"code": "UNAUTHORIZED"} if there.heard[-1][2] == "Bearer t1" else {**OK, "data": []}

    there.answers["petition/list-open"] = answer
    driver = there.driver()
    driver._renewed("")
    there.token = {**OK, "data": {"accessToken": "t2"}}

    assert (driver.questions(), driver.questions()) == ([], [])

    assert [said[2] for said in there.heard] == ["Bearer t1", "Bearer t2", "Bearer t2"]
    assert there.logins == 2


def test_threads_that_find_the_token_missing_together_ask_for_one() -> None:
    there = There({"petition/list-open": {**OK, "data": []}})
    driver, start = there.driver(), threading.Barrier(4)

    def ask(_number: int) -> None:
        start.wait()
        driver.questions()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    assert (there.logins, len(there.heard)) == (1, 4)


def pages(*sizes: int, ids: str = "unique") -> tuple[There, list[str]]:
    """A catalogue in pages; the last ids that were asked for."""
    asked: list[str] = []

    def answer(message: Mapping[str, Any]) -> dict[str, Any]:
        size, number = sizes[min(len(asked), len(sizes) - 1)], len(asked)
        asked.append(message["lastId"])
        rows = [{"code": f"{number}.{row}", "name": "N", "id": _id(ids, number, row)} for row in range(size)]
        return {**OK, "data": rows}

    return There({api_2026.LIST_PROCEDURES: answer}), asked


def _id(ids: str, number: int, row: int) -> Any:
    return {"unique": f"{number:02}-{row:03}", "same": "x", "none": None}[ids]


def test_the_catalogue_is_read_page_by_page_until_one_is_not_full() -> None:
    there, asked = pages(PAGE, PAGE, 3)
    found = there.driver().procedures()
    assert len(found) == 2 * PAGE + 3 and found[0] == {"MATTHC": "0.0", "TENTTHC": "N"}
    assert asked == ["", f"00-{PAGE - 1:03}", f"01-{PAGE - 1:03}"]
    assert {said[1]["limit"] for said in there.heard} == {PAGE}

    there, asked = pages(PAGE, 0)
    assert len(there.driver().procedures()) == PAGE and len(asked) == 2


def test_a_catalogue_whose_pages_do_not_go_on_comes_to_an_end() -> None:
    """A portal that forgets to number its rows, or gives one page again and again, keeps no worker for ever."""
    for ids, calls in (("none", 1), ("same", 2)):
        there, asked = pages(PAGE, ids=ids)
        there.driver().procedures()
        assert len(asked) == calls, ids


def test_a_procedure_is_the_one_of_exactly_that_code() -> None:
    rows = [{"code": "1.0011931", "id": "a"}, {"code": "1.001193", "id": "b"}, {"code": None, "id": "c"}]
    read = "configuring/formality/get-formality-by-citizen"
    there = There({api_2026.LIST_PROCEDURES: {**OK, "data": rows}, read: {**OK, "data": FORMALITY}})
    found = there.driver().procedure("1.001193")
    assert found is not None and found["MATTHC"] == "1.001193"
    assert [(name, message.get("q"), message.get("id")) for name, message, _token, _well in there.heard] == [
        (api_2026.LIST_PROCEDURES, "1.001193", None),
        (read, None, "b"),
    ]
    assert there.driver().procedure("1.00119") is None


def test_writing_the_other_way_round_happens_once_and_no_more() -> None:
    for are_known, code in ((True, "NOT_FOUND"), (False, "CONFLICT")):
        there = There({f"receiving/dossier/{act}": {"code": code} for act in ("create", "update")})
        with pytest.raises(Rejected):
            there.driver().put_dossiers([{"MaHoSo": "H29-1"}], are_known=are_known)
        assert len({said[0] for said in there.heard}) == len(there.heard) == 2
        assert there.heard[0][1]["data"] == [{"dossierCode": "H29-1"}]


def at_a_door(status: int) -> Server:
    """A server whose sign-in answers with this status."""
    answer = Response(b'{"code": "OK", "data": {"accessToken": "t"}}', "application/json", status)
    return Server({("POST", "/api/v1/auth/token"): lambda _request: answer})


def test_only_the_status_of_an_answer_is_an_answer() -> None:
    """The interface answers 201; anything else was said by something before it."""
    for status, kind in ((200, NotTaken), (302, NotTaken), (404, NotTaken), (429, Busy), (503, Away)):
        with at_a_door(status) as server, pytest.raises(NationalFailure, match=f"HTTP {status}") as failure:
            Driver2026(Connection(server.address, "id", "mat-khau", patience_seconds=2.0)).questions()
        assert type(failure.value) is kind
