"""What every driver of the store of results must do: answers are the store's own, and nothing else gets through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.national.messages import dossier_message, problems_of
from portal.national.messages.facts import PaperFacts
from portal.national.messages.of_dossier import FIELDS
from portal.national.results_store import signatures
from portal.national.results_store.connection import StoreConnection
from portal.national.results_store.drivers.base import Asked, Away, NotTaken, Rejected, StoreDriver
from portal.national.results_store.drivers.classic import ClassicStore
from portal.national.results_store.drivers.registry import DRIVERS
from portal.national.simulator.manners import Fault, Manners
from portal.settings.simulated_keys import simulated_key
from portal.simulating.serving import Response, Server, as_json
from tests.national.facts import WHOLE
from tests.national.stored import AGENCY, KIND, NUMBER, SEED, TOKEN, Store, running

UNDER_TEST: dict[str, Callable[[StoreConnection], StoreDriver]] = {"CLASSIC": ClassicStore}
QUESTION = Asked("1.001193", NUMBER, (KIND,), "", "Nguyễn Thị Lan", NUMBER)
ANSWER = {"errorCode": "0", "message": "", "result": {"DanhSachGiayToKetQua": []}}


@pytest.fixture
def store() -> Iterator[Store]:
    with running() as one:
        yield one


@pytest.fixture(params=sorted(UNDER_TEST))
def driver(request: pytest.FixtureRequest, store: Store) -> StoreDriver:
    return UNDER_TEST[request.param](store.connection)


def test_every_driver_is_proved_here() -> None:
    assert UNDER_TEST.keys() == DRIVERS.keys()


def test_what_the_store_holds_is_found_and_fetched(store: Store, driver: StoreDriver) -> None:
    held = store.holds()
    store.holds(owner="079088000456")
    store.holds(code="KQ.G00.000009")
    [found] = driver.look_up(QUESTION)
    assert (found.result_code, found.number, found.agency) == (KIND, "15/2026", AGENCY)
    assert found.file_name == "giay-chung-sinh.png"
    assert driver.fetch(found.agency, found.path) == held.content
    assert NUMBER not in repr(QUESTION)
    assert found.path not in repr(found)

    assert driver.look_up(replace(QUESTION, number="99/2026")) == []
    with pytest.raises(Rejected, match="không còn tệp"):
        driver.fetch(AGENCY, "khong-co")


def test_bad_manners_are_failures_of_the_known_kinds(store: Store, driver: StoreDriver) -> None:
    for fault, failure in (
        (Fault.DOWN, Away),
        (Fault.LOSES_ANSWER, Away),
        (Fault.BROKEN, Away),
        (Fault.BUSY, NotTaken),
    ):
        store.manners = Manners(always=frozenset({fault}))
        with pytest.raises(failure):
            driver.look_up(QUESTION)
    store.manners = Manners()
    with pytest.raises(Rejected):
        driver.look_up(replace(QUESTION, owner_number=""))


def test_a_slow_store_is_away(store: Store) -> None:
    store.manners = Manners(latency_seconds=0.5)
    hasty = ClassicStore(replace(store.connection, patience_seconds=0.1))
    with pytest.raises(Away):
        hasty.look_up(QUESTION)


def test_a_wrong_token_and_a_wrong_or_broken_key_get_nothing(store: Store) -> None:
    store.holds()
    strange = signatures.public_key(signatures.seed_of("another"))
    for changes in ({"token": "khac"}, {"key": strange}, {"key": ""}, {"key": "AAAA"}, {"key": "không"}):
        with pytest.raises(NotTaken):
            ClassicStore(replace(store.connection, **changes)).look_up(QUESTION)  # type: ignore[arg-type]
    assert TOKEN not in repr(store.connection)


def answering(said: Any, *, signed_for: bytes | None = None) -> Any:
    """A store that answers one thing, signed for the question or for another."""

    def answer(request: Any) -> Response:
        if not isinstance(said, dict):
            return as_json(said)
        body = request.body if signed_for is None else signed_for
        return as_json({**said, "signature": signatures.signature_of(body, said, SEED)})

    return Server({("POST", "/tra-cuu"): answer, ("POST", "/tep"): answer})


def reached(server: Server) -> ClassicStore:
    return ClassicStore(StoreConnection(server.address, TOKEN, signatures.public_key(SEED), patience_seconds=2.0))


def test_an_answer_to_another_question_is_thrown_away() -> None:
    """Kept from an earlier look, it would tell of somebody else."""
    with answering(ANSWER, signed_for=b"{}") as server, pytest.raises(NotTaken, match="chữ ký"):
        reached(server).look_up(QUESTION)


def test_signed_nonsense_is_not_taken() -> None:
    shapes: list[Any] = [
        {"errorCode": "0"},
        {"errorCode": "0", "result": []},
        {"errorCode": "0", "result": {"DanhSachGiayToKetQua": "x"}},
        {"errorCode": "0", "result": {"DanhSachGiayToKetQua": [1]}},
        {"errorCode": "0", "result": {"DanhSachGiayToKetQua": [{"MaKetQua": KIND, "DanhSachTepDinhKem": {"a": 1}}]}},
        {"errorCode": "77", "result": None},
        {},
        [],
        "0",
    ]
    for said in shapes:
        with answering(said) as server, pytest.raises(NotTaken):
            reached(server).look_up(QUESTION)
    for content in (7, "không phải base64", "a"):
        with answering({"errorCode": "0", "result": {"NoiDung": content}}) as server, pytest.raises(NotTaken):
            reached(server).fetch(AGENCY, "x")


def test_files_that_can_not_be_named_or_fetched_are_left_out_and_others_stay() -> None:
    files = [
        {"TenTep": "a.pdf", "DuongDan": ""},
        {"TenTep": 7, "DuongDan": "x/7"},
        {"TenTep": "a" * 300, "DuongDan": "x/8"},
        {"DuongDan": "y" * 3000},
    ]
    row = {"MaKetQua": KIND, "TenGiayTo": None, "SoKyHieu": 3, "CoQuanChuQuan": AGENCY, "DanhSachTepDinhKem": files}
    said = {"errorCode": "0", "result": {"DanhSachGiayToKetQua": [row, {**row, "CoQuanChuQuan": ""}]}}
    with answering(said) as server:
        found = reached(server).look_up(QUESTION)
    assert [(one.file_name, one.path) for one in found] == [("", "x/7"), ("", "x/8")]


_TEXTS = st.dictionaries(st.sampled_from(["errorCode", "message", "a", "b"]), st.text(max_size=5), min_size=1)


@given(_TEXTS, _TEXTS, st.binary(max_size=20))
def test_a_signature_fits_one_answer_to_one_question(said: dict[str, str], other: dict[str, str], body: bytes) -> None:
    signed = {**said, "signature": signatures.signature_of(body, said, SEED)}
    key = signatures.public_key(SEED)
    # As it travels: names in another order, letters escaped.
    travelled = json.loads(json.dumps(dict(reversed(signed.items()))))
    signatures.verify(body, travelled, key)
    with pytest.raises(signatures.NotAuthentic):
        signatures.verify(body + b" ", signed, key)
    if other != said:
        with pytest.raises(signatures.NotAuthentic):
            signatures.verify(body, {**other, "signature": signed["signature"]}, key)


def test_the_simulator_and_the_settings_make_the_same_key_of_a_secret() -> None:
    assert simulated_key("bí mật") == signatures.public_key(signatures.seed_of("bí mật"))


def test_the_message_upward_tells_a_result_of_the_store_from_every_other_paper() -> None:
    papers = (
        PaperFacts("LA.1", "Giấy chứng sinh", "uploaded", "id-1", "a.png", store_code=KIND),
        PaperFacts("LA.2", "Tờ khai", "uploaded", "id-2", "b.png"),
        PaperFacts("LA.3", "Căn cước", "in_database"),
        PaperFacts("LA.4", "Bản chính", "brought"),
    )
    message = dossier_message(replace(WHOLE, papers=papers))
    told = [
        (row["DuocTaiSuDung"], row["DuocLayTuKhoDMQG"], row["MaKetQuaThayThe"], row["DuocSoHoa"])
        for row in message["TaiLieuNop"]
    ]
    assert told == [("2", "1", KIND, "1"), ("0", "0", "", "1"), ("1", "0", "", "1"), ("0", "0", "", "0")]
    assert problems_of(message, FIELDS) == []
