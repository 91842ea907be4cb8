"""How the simulated national portal hands messages in: signed, until it is answered, and badly when it is told to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from portal.national.simulator.filed import FiledStore, Handed
from portal.national.simulator.handing import Handing
from portal.national.simulator.manners import HANDING_WORDS, HandingFault, Manners
from portal.outbox.standard_webhooks import verify
from portal.simulating.serving import Request, Response, Server, as_json

SECRET = "a-secret-that-the-simulator-and-a-province-share"
CODE = "G22.99.99-261123-0001"
DATA = {"MaHoSo": CODE, "SoDinhDanh": "079190001234"}


class Province:
    """A door that answers as it is told and remembers what came in."""

    def __init__(self) -> None:
        self.answers: list[Response] = []
        self.bodies: list[bytes] = []
        self.services: list[str] = []
        self.server = Server({("POST", "/cua"): self._take})

    @property
    def door(self) -> str:
        return f"{self.server.address}/cua"

    def _take(self, request: Request) -> Response:
        self.bodies.append(request.body)
        self.services.append(json.loads(request.body)["service"])
        return self.answers.pop(0) if self.answers else as_json({"state": "waiting"}, 202)


class Desk:
    """The simulator's own side."""

    def __init__(self, filed: FiledStore, door: str, retries: tuple[float, ...] = (0.0, 0.0)) -> None:
        self.filed, self.manners = filed, Manners()
        self.handing = Handing(filed, door, SECRET, lambda: self.manners, retries)

    def hand_in(self, service: str = "RutHoSo", **data: Any) -> list[Handed]:
        """Hand a message in and wait until that is over; the messages of its dossier."""
        self.handing.hand_in(service, DATA | data)
        self.handing.wait()
        return self.filed.handed(CODE)


@pytest.fixture
def province() -> Iterator[Province]:
    made = Province()
    with made.server:
        yield made


@pytest.fixture
def filed() -> Iterator[FiledStore]:
    with closing(FiledStore()) as store:
        yield store


@pytest.fixture
def desk(filed: FiledStore, province: Province) -> Desk:
    return Desk(filed, province.door)


def behaving(desk: Desk, *faults: HandingFault) -> None:
    desk.manners = Manners(handing=frozenset(faults))


def test_what_is_handed_in_is_kept_with_its_answer(desk: Desk, province: Province) -> None:
    province.answers = [as_json({"state": "waiting", "id": "x"}, 202)]
    [handed] = desk.hand_in(LyDo="Nộp nhầm.")
    assert (handed.service, handed.tries, handed.status) == ("RutHoSo", 1, 202)
    assert handed.answer == {"state": "waiting", "id": "x"}
    assert json.loads(province.bodies[0]) == {"service": "RutHoSo", "data": DATA | {"LyDo": "Nộp nhầm."}}


def test_each_message_is_signed_under_an_id_of_its_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[bytes, dict[str, str]]] = []

    def post(_door: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        sent.append((body, headers))
        return 202, {}

    monkeypatch.setattr("portal.national.simulator.handing._post", post)
    desk.hand_in()
    desk.hand_in()
    for body, headers in sent:
        verify(body, headers, [SECRET], time.time())
    ids = {headers["webhook-id"] for _body, headers in sent}
    assert len(ids) == 2
    assert all(name.startswith("dvcqg-") for name in ids)


def test_a_province_in_trouble_is_asked_again_with_the_same_message(desk: Desk, province: Province) -> None:
    province.answers = [Response(b"", status=503), Response(b"", is_lost=True), as_json({"state": "done"}, 200)]
    [handed] = desk.hand_in()
    assert (handed.tries, handed.status, handed.answer) == (3, 200, {"state": "done"})
    assert len(set(province.bodies)) == 1


def test_a_refusal_is_not_argued_with(desk: Desk, province: Province) -> None:
    faults = [{"pointer": "/data", "detail": "lacks MaTTHC"}]
    for status in (400, 401, 409, 413, 422):
        province.bodies.clear()
        province.answers = [as_json({"title": "no", "errors": faults}, status)]
        handed = desk.hand_in()[-1]
        assert (handed.tries, handed.status, handed.answer["errors"]) == (1, status, faults)
        assert len(province.bodies) == 1


def test_a_province_that_is_away_is_given_up_for_now_and_asked_by_hand(filed: FiledStore, province: Province) -> None:
    desk = Desk(filed, "http://127.0.0.1:9/cua")
    [handed] = desk.hand_in()
    assert (handed.tries, handed.status, handed.answer) == (3, 0, {})
    desk.handing._door = province.door
    desk.handing.ask(CODE)
    [handed] = filed.handed(CODE)
    assert (handed.tries, handed.status) == (4, 202)


def test_answers_that_are_no_json_object_are_none(desk: Desk, province: Province) -> None:
    for body in (b"<h1>xin chao</h1>", b"[]", b'"x"', b"", b"\xff"):
        province.answers = [Response(body, status=202)]
        handed = desk.hand_in()[-1]
        assert (handed.status, handed.answer) == (202, {}), body


def test_asking_again_tells_all_messages_of_one_dossier(desk: Desk, province: Province) -> None:
    desk.hand_in("NopHoSo")
    desk.hand_in("RutHoSo")
    desk.handing.hand_in("RutHoSo", {"MaHoSo": "G22.99.99-261123-0002"})
    desk.handing.wait()
    province.services.clear()
    province.answers = [as_json({"state": "done", "code": "H29"}, 200)] * 2
    desk.handing.ask(CODE)
    assert province.services == ["NopHoSo", "RutHoSo"]
    assert [handed.answer["state"] for handed in desk.filed.handed(CODE)] == ["done", "done"]
    desk.handing.ask("khong-co")
    assert len(province.services) == 2


def test_twice_is_once_more_under_its_own_id_and_once_under_another(desk: Desk, province: Province) -> None:
    behaving(desk, HandingFault.TWICE)
    handed = desk.hand_in()
    assert sorted(one.tries for one in handed) == [1, 2]
    assert len({one.id for one in handed}) == 2
    assert len({one.body for one in handed}) == 1
    assert len(province.bodies) == 3


def test_an_answer_that_is_lost_is_asked_for_under_the_same_id(desk: Desk, province: Province) -> None:
    behaving(desk, HandingFault.LOSES_OUR_ANSWER)
    [handed] = desk.hand_in()
    assert (handed.tries, len(province.bodies)) == (2, 2)


def test_a_message_is_kept_back_until_the_next_has_gone(desk: Desk, province: Province) -> None:
    behaving(desk, HandingFault.REORDERED)
    assert [one.tries for one in desk.hand_in("NopHoSo")] == [0]
    assert province.bodies == []
    assert [one.tries for one in desk.hand_in("RutHoSo")] == [1, 1]
    assert sorted(province.services) == ["NopHoSo", "RutHoSo"]
    # The third is the first of a new pair.
    assert [one.tries for one in desk.hand_in("DanhGiaHoSo")] == [1, 1, 0]


def test_what_is_kept_back_leaves_when_it_is_released_and_then_never_again(desk: Desk, province: Province) -> None:
    behaving(desk, HandingFault.REORDERED)
    desk.hand_in("NopHoSo")
    for _time in range(2):
        desk.handing.release()
        desk.handing.wait()
    assert province.services == ["NopHoSo"]


def test_what_is_kept_back_leaves_with_the_next_when_order_came_back_meanwhile(desk: Desk, province: Province) -> None:
    behaving(desk, HandingFault.REORDERED)
    desk.hand_in("NopHoSo")
    behaving(desk)
    desk.hand_in("RutHoSo")
    assert sorted(province.services) == ["NopHoSo", "RutHoSo"]


def test_another_shape_has_a_field_that_nobody_agreed_upon(desk: Desk, province: Province) -> None:
    behaving(desk, HandingFault.OTHER_SHAPE)
    desk.hand_in()
    assert json.loads(province.bodies[0])["data"] == DATA | {"PhienBanMoi": "2027"}


def test_all_faults_at_once_lose_nothing(desk: Desk, province: Province) -> None:
    behaving(desk, *HandingFault)
    desk.hand_in("NopHoSo")
    desk.hand_in("RutHoSo")
    assert {one.service for one in desk.filed.handed(CODE) if one.tries} == {"NopHoSo", "RutHoSo"}


def test_a_report_belongs_to_no_dossier_and_is_sent_all_the_same(desk: Desk, province: Province) -> None:
    desk.handing.hand_in("GuiPhanAnhKienNghi", {"MaPhanAnh": "PA-1", "NoiDung": "Chậm."})
    desk.handing.wait()
    assert province.services == ["GuiPhanAnhKienNghi"]
    assert [one.service for one in desk.filed.handed("")] == ["GuiPhanAnhKienNghi"]


def test_every_fault_of_handing_in_has_its_words() -> None:
    assert set(HANDING_WORDS) == set(HandingFault)
    assert all(HANDING_WORDS.values())


def test_codes_are_never_given_twice_and_look_like_theirs(filed: FiledStore) -> None:
    codes = [filed.next_code() for _ in range(5)]
    assert len(set(codes)) == 5
    assert [code[-4:] for code in codes] == ["0001", "0002", "0003", "0004", "0005"]
    assert all(code.startswith("G22.99.99-") for code in codes)


def test_what_is_filed_and_handed_in_outlives_the_process(tmp_path: Path) -> None:
    file = tmp_path / "filed.sqlite3"
    with closing(FiledStore(file)) as store:
        code = store.next_code()
        store.keep({"MaHoSo": code, "MaTTHC": "1.001193"})
        store.keep_file("token", "anh.png", b"\x00\xff")
        store.hand("dvcqg-1", code, '{"service": "NopHoSo"}')
        store.hand("dvcqg-1", code, '{"service": "RutHoSo"}')
        store.answered("dvcqg-1", 202, {"state": "waiting"})
    with closing(FiledStore(file)) as store:
        assert store.filed(code) == {"MaHoSo": code, "MaTTHC": "1.001193"}
        assert store.file("token") == b"\x00\xff"
        [handed] = store.handed(code)
        assert (handed.service, handed.tries, handed.status) == ("NopHoSo", 1, 202)
        assert store.next_code() != code


def test_a_code_that_was_given_and_never_used_is_no_filing(filed: FiledStore) -> None:
    unused, used = filed.next_code(), filed.next_code()
    filed.keep({"MaHoSo": used})
    assert filed.filed(unused) is None
    assert filed.filed("la") is None
    assert filed.file("la") is None
    assert filed.newest() == [{"MaHoSo": used}]


def test_the_newest_filings_come_first_and_not_all_of_them(filed: FiledStore) -> None:
    for _number in range(4):
        filed.keep({"MaHoSo": filed.next_code()})
    assert [row["MaHoSo"][-4:] for row in filed.newest(3)] == ["0004", "0003", "0002"]
