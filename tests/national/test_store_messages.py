"""The classic messages of the store to the letter: what is asked and handed in, and what each answer means."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from portal.national.drivers.transport import body_of
from portal.national.results_store import signatures
from portal.national.results_store.connection import StoreConnection
from portal.national.results_store.drivers import classic
from portal.national.results_store.drivers.base import Asked, Found, Given, NotTaken, Rejected
from portal.national.results_store.drivers.classic import MOST_FOUND, ClassicStore
from portal.simulating.serving import Request, Response, Server, as_json, redirect
from tests.national.stored import AGENCY, KIND, NUMBER, SEED

KEY = signatures.public_key(SEED)
CLERK = "079088000456"
QUESTION = Asked("1.001193", NUMBER, (KIND, "KQ.G00.000002"), "15/2026", "Trần Văn Minh", CLERK, "1")
GIVEN = Given(
    document_id="5c1f", dossier_code="H29.101-261123-0001", procedure="1.001193", owner_number=NUMBER,
    result_code="KQ.G15.000031", title="Giấy khai sinh", number="12/2026", agency="H29.101",
    issued_at="20261123083000", standing="1", file_name="5c1f.pdf", content="QUJD",
)  # fmt: skip
FILE = {"TenTep": "giay.pdf", "DuongDan": "x/1"}
ROW = {"MaKetQua": KIND, "TenGiayTo": "Giấy chứng sinh", "SoKyHieu": "15/2026", "CoQuanChuQuan": AGENCY}


class Inside:
    """A store that answers one thing, signed, and keeps what it was asked; nothing travels."""

    def __init__(self, **said: Any) -> None:
        self.said = said
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def post(self, path: str, message: Any) -> dict[str, Any]:
        self.asked.append((path, dict(message)))
        return {**self.said, "signature": signatures.signature_of(body_of(message), self.said, SEED)}


def spoken_to(inside: Inside) -> ClassicStore:
    driver = ClassicStore(StoreConnection("https://kho.example", "ma", KEY))
    driver._transport = inside  # type: ignore[assignment]
    return driver


def found_among(*rows: Any, question: Asked = QUESTION) -> list[Found]:
    said = {"errorCode": "0", "result": {"DanhSachGiayToKetQua": list(rows)}}
    return spoken_to(Inside(**said)).look_up(question)


def row(*files: Any, **changes: Any) -> dict[str, Any]:
    return {**ROW, "DanhSachTepDinhKem": list(files or [FILE]), **changes}


def test_a_question_names_owner_kinds_and_asker_and_nothing_more() -> None:
    inside = Inside(errorCode="4", result=None)

    assert spoken_to(inside).look_up(QUESTION) == []

    [(service, message)] = inside.asked
    assert service == "tra-cuu"
    assert message == {
        "MaThuTuc": "1.001193",
        "SoDinhDanhChuSoHuu": NUMBER,
        "DanhSachDanhMucKetQua": [
            {"MaKetQua": KIND, "SoKyHieu": "15/2026"},
            {"MaKetQua": "KQ.G00.000002", "SoKyHieu": "15/2026"},
        ],
        "HoTenNguoiYeuCau": "Trần Văn Minh",
        "KenhThucHien": "1",
        "SoDinhDanhNguoiYeuCau": CLERK,
    }


def test_a_file_is_fetched_by_agency_and_path_alone() -> None:
    inside = Inside(errorCode="0", result={"TenTep": "a.png", "NoiDung": base64.b64encode(b"\x00abc").decode()})

    assert spoken_to(inside).fetch(AGENCY, "x/1") == b"\x00abc"
    assert inside.asked == [("tep", {"CoQuanChuQuan": AGENCY, "DuongDan": "x/1"})]


def test_a_result_of_ours_is_handed_in_whole_and_without_its_file_once_it_is_out_of_force() -> None:
    inside = Inside(errorCode="0", result={})
    driver = spoken_to(inside)
    driver.give(GIVEN)
    driver.give(replace(GIVEN, standing="3", content=""))

    (service, whole), (_again, recalled) = inside.asked
    assert service == "cap-nhat"
    assert whole == {
        "GiayToId": "5c1f",
        "MaHoSo": "H29.101-261123-0001",
        "MaThuTuc": "1.001193",
        "SoDinhDanhChuSoHuu": NUMBER,
        "MaKetQua": "KQ.G15.000031",
        "TenGiayTo": "Giấy khai sinh",
        "SoKyHieu": "12/2026",
        "CoQuanChuQuan": "H29.101",
        "NgayCap": "20261123083000",
        "TrangThai": "1",
        "DanhSachTepDinhKem": [{"TenTep": "5c1f.pdf", "NoiDung": "QUJD"}],
    }
    assert (recalled["TrangThai"], recalled["DanhSachTepDinhKem"]) == ("3", [])


def test_each_code_of_an_answer_is_done_not_found_refused_for_good_or_to_be_tried_again() -> None:
    driver_of: list[Callable[[ClassicStore], object]] = [
        lambda driver: driver.look_up(QUESTION),
        lambda driver: driver.fetch(AGENCY, "x"),
        lambda driver: driver.give(GIVEN),
    ]
    for code, failure in (("2", Rejected), ("3", Rejected), ("-1", NotTaken), ("77", NotTaken), (None, NotTaken)):
        for act in driver_of:
            with pytest.raises(failure):
                act(spoken_to(Inside(errorCode=code, result={})))
    for done in ("0", 0, " 0 "):
        assert spoken_to(Inside(errorCode=done, result={})).look_up(QUESTION) == []
    for act in driver_of[1:]:
        with pytest.raises(Rejected):
            act(spoken_to(Inside(errorCode="4", result=None)))


def test_a_failure_says_the_code_in_few_letters_and_never_the_words_of_the_store() -> None:
    """They may name the person who was asked about; ours are shown to staff and kept."""
    for code, told in (("3", "(mã 3)"), ("", "(mã trống)"), ("9" * 50, f"(mã {'9' * 20})")):
        with pytest.raises((NotTaken, Rejected)) as caught:
            spoken_to(Inside(errorCode=code, message="Nguyễn Thị Bưởi không có quyền")).look_up(QUESTION)
        assert told in str(caught.value)
        assert "Bưởi" not in str(caught.value)


def test_results_of_kinds_that_nobody_asked_for_are_left_out() -> None:
    found = found_among(
        row(MaKetQua="KQ.G99.1"), row(), row(MaKetQua=""), row(MaKetQua="KQ.G00.000002"), row(MaKetQua=7)
    )

    assert [one.result_code for one in found] == [KIND, "KQ.G00.000002"]


def test_every_file_of_a_result_is_one_to_choose_in_the_order_of_the_store() -> None:
    found = found_among(
        row(FILE, {"TenTep": "hai.pdf", "DuongDan": "x/2"}), row({"TenTep": "ba.pdf", "DuongDan": "x/3"})
    )

    assert [(one.title, one.file_name, one.path) for one in found] == [
        ("Giấy chứng sinh", "giay.pdf", "x/1"),
        ("Giấy chứng sinh", "hai.pdf", "x/2"),
        ("Giấy chứng sinh", "ba.pdf", "x/3"),
    ]


def test_more_than_anybody_could_choose_from_is_cut() -> None:
    files = [{"TenTep": f"{place}.pdf", "DuongDan": f"x/{place}"} for place in range(MOST_FOUND)]
    found = found_among(row(*files), row())

    assert len(found) == MOST_FOUND
    assert found[-1].path == f"x/{MOST_FOUND - 1}"


def test_no_rows_and_no_files_are_nothing_found() -> None:
    assert found_among() == []
    assert found_among({**ROW, "DanhSachTepDinhKem": None}, {**ROW}) == []
    assert spoken_to(Inside(errorCode="0", result={"DanhSachGiayToKetQua": None})).look_up(QUESTION) == []


def test_texts_are_kept_up_to_their_length_without_spaces_around_and_a_longer_one_is_none() -> None:
    for name in ("TenGiayTo", "SoKyHieu"):
        longest, place = classic._LONGEST[name], {"TenGiayTo": "title", "SoKyHieu": "number"}[name]
        for text, kept in (
            ("x" * longest, "x" * longest),
            ("x" * (longest + 1), ""),
            ("  a \n", "a"),
            (None, ""),
            (3, ""),
        ):
            [found] = found_among(row(**{name: text}))
            assert getattr(found, place) == kept, (name, text)


def test_a_file_whose_agency_or_path_is_none_is_left_out() -> None:
    """It could not be fetched, so nobody is to choose it."""
    longest = classic._LONGEST
    assert found_among(row(CoQuanChuQuan="x" * (longest["CoQuanChuQuan"] + 1)), row(CoQuanChuQuan=" ")) == []
    assert found_among(row({"TenTep": "a", "DuongDan": "x" * (longest["DuongDan"] + 1)}, {"TenTep": "b"})) == []
    [found] = found_among(row({"TenTep": "x" * (longest["TenTep"] + 1), "DuongDan": "x" * longest["DuongDan"]}))
    assert found.file_name == ""


@given(st.binary(max_size=60))
def test_every_content_comes_through_as_it_is(content: bytes) -> None:
    said = {"errorCode": "0", "result": {"NoiDung": base64.b64encode(content).decode()}}

    assert spoken_to(Inside(**said)).fetch(AGENCY, "x") == content


def test_a_content_that_is_not_just_base64_is_no_file() -> None:
    for content in ("QUJD\n", " QUJD", "QUJ", "Q%3D", None, 1234, True, ["QUJD"]):
        with pytest.raises(NotTaken, match="không đọc được"):
            spoken_to(Inside(errorCode="0", result={"NoiDung": content})).fetch(AGENCY, "x")
    nothing: list[Any] = [None, [], "QUJD"]
    for result in nothing:
        with pytest.raises(NotTaken, match="thiếu kết quả"):
            spoken_to(Inside(errorCode="0", result=result)).fetch(AGENCY, "x")


def answering(request: Request) -> Response:
    said = {"errorCode": "4", "result": None}
    return as_json({**said, "signature": signatures.signature_of(request.body, said, SEED)})


def reached(server: Server, **changes: Any) -> ClassicStore:
    plain: dict[str, Any] = {"unit": "H29", "destination": "VN:G22", "patience_seconds": 2.0}
    return ClassicStore(StoreConnection(f"{server.address}/", "ma-cua-tinh", KEY, **(plain | changes)))


def test_a_call_says_who_asks_and_travels_as_it_is_signed() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return answering(request)

    with Server({("POST", "/tra-cuu"): answer}) as server:
        assert reached(server).look_up(replace(QUESTION, asker_name="Đỗ Ỷ Lan")) == []

    [request] = seen
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert headers["authorization"] == "Bearer ma-cua-tinh"
    assert (headers["madonvi"], headers["dstcode"]) == ("H29", "VN:G22")
    assert headers["content-type"] == "application/json"
    assert json.loads(request.body)["HoTenNguoiYeuCau"] == "Đỗ Ỷ Lan"
    assert NUMBER not in request.path


def test_whoever_leads_the_question_elsewhere_gets_no_second_one() -> None:
    """It names a person; only the address that the settings name may read it."""
    seen: list[str] = []

    def elsewhere(request: Request) -> Response:
        seen.append(request.path)
        return answering(request)

    routes = {
        ("POST", "/tra-cuu"): lambda _request: redirect("/khac"),
        ("POST", "/khac"): elsewhere,
        ("GET", "/khac"): elsewhere,
    }
    with Server(routes) as server, pytest.raises(NotTaken, match="HTTP 303"):
        reached(server).look_up(QUESTION)
    assert seen == []


def test_an_answer_longer_than_any_file_may_be_is_read_no_further(settings: LazySettings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    long = as_json({"errorCode": "0", "result": {"NoiDung": "A" * (1 << 21)}})

    with Server({("POST", "/tep"): lambda _request: long}) as server, pytest.raises(NotTaken, match="quá dài"):
        reached(server).fetch(AGENCY, "x")
