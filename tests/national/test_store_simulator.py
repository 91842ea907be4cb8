"""The simulated store of results answers as the classic services do, so that what is proved with it holds outside."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from portal.national.results_store import signatures
from portal.national.simulator.manners import Fault, Manners
from portal.national.simulator.results import PATH, ResultsServices, StoredResult
from portal.simulating.serving import Request, Response
from tests.national.stored import AGENCY, KIND, NUMBER, SEED, TOKEN

OTHER = "079088000456"
PAPER = StoredResult(NUMBER, KIND, "Giấy chứng sinh", "15/2026", AGENCY, "giay.pdf", b"%PDF-1.4 mot")
GIVEN: dict[str, Any] = {
    "GiayToId": "5c1f", "SoDinhDanhChuSoHuu": NUMBER, "MaKetQua": "KQ.G15.000031", "TenGiayTo": "Giấy khai sinh",
    "SoKyHieu": "12/2026", "CoQuanChuQuan": "H29.101", "TrangThai": "1",
    "DanhSachTepDinhKem": [{"TenTep": "5c1f.pdf", "NoiDung": base64.b64encode(b"moi").decode()}],
}  # fmt: skip


@pytest.fixture
def manners() -> Manners:
    return Manners()


@pytest.fixture
def services(manners: Manners) -> ResultsServices:
    made = ResultsServices(SEED, TOKEN, lambda: manners)
    made.results = [PAPER, replace(PAPER, owner=OTHER, number="9/2026"), replace(PAPER, code="KQ.G99.1")]
    return made


def sent(services: ResultsServices, service: str, message: Any, token: str = TOKEN) -> Response:
    body = json.dumps(message).encode()
    request = Request(f"{PATH}/{service}", {}, body, headers={"Authorization": f"Bearer {token}"})
    return services.routes()["POST", f"{PATH}/{service}"](request)


def answered(services: ResultsServices, service: str, message: dict[str, Any]) -> dict[str, Any]:
    """What it said, once the signature fits."""
    answer: dict[str, Any] = json.loads(sent(services, service, message).body)
    signatures.verify(json.dumps(message).encode(), answer, signatures.public_key(SEED))
    return answer


def question(*kinds: tuple[str, str], owner: str = NUMBER) -> dict[str, Any]:
    wanted = [{"MaKetQua": code, "SoKyHieu": number} for code, number in kinds]
    return {"SoDinhDanhChuSoHuu": owner, "DanhSachDanhMucKetQua": wanted}


def numbers(answer: dict[str, Any]) -> list[str]:
    return [row["SoKyHieu"] for row in answer["result"]["DanhSachGiayToKetQua"]]


def test_results_are_found_by_owner_kind_and_number(services: ResultsServices) -> None:
    assert numbers(answered(services, "tra-cuu", question((KIND, "")))) == ["15/2026"]
    assert numbers(answered(services, "tra-cuu", question((KIND, "15/2026")))) == ["15/2026"]
    assert numbers(answered(services, "tra-cuu", question((KIND, ""), owner=OTHER))) == ["9/2026"]
    for none in (question((KIND, "9/2026")), question(("KQ.KHAC", "")), question((KIND, ""), owner="000000000000")):
        answer = answered(services, "tra-cuu", none)
        assert (answer["errorCode"], answer["result"]) == ("4", None)


def test_a_row_says_what_its_file_is_fetched_by(services: ResultsServices) -> None:
    [row] = answered(services, "tra-cuu", question((KIND, "")))["result"]["DanhSachGiayToKetQua"]
    [file] = row["DanhSachTepDinhKem"]

    assert (row["MaKetQua"], row["TenGiayTo"], row["CoQuanChuQuan"]) == (KIND, "Giấy chứng sinh", AGENCY)
    fetched = answered(services, "tep", {"CoQuanChuQuan": AGENCY, "DuongDan": file["DuongDan"]})
    assert fetched["result"]["TenTep"] == "giay.pdf"
    assert base64.b64decode(fetched["result"]["NoiDung"]) == PAPER.content
    for agency, path in (("khác", file["DuongDan"]), (AGENCY, "khác"), (None, None)):
        assert answered(services, "tep", {"CoQuanChuQuan": agency, "DuongDan": path})["errorCode"] == "4"


def test_a_question_that_names_no_owner_or_no_kind_is_refused_for_good(services: ResultsServices) -> None:
    for message in (
        {}, question(), question((KIND, ""), owner=""), {**question((KIND, "")), "SoDinhDanhChuSoHuu": 79},
        {**question(), "DanhSachDanhMucKetQua": "KQ"},
    ):  # fmt: skip
        assert answered(services, "tra-cuu", message)["errorCode"] == "2", message
    odd = {**question(), "DanhSachDanhMucKetQua": [7, {"MaKetQua": None}]}
    assert answered(services, "tra-cuu", odd)["errorCode"] == "4"


def test_a_result_that_is_given_is_found_and_one_out_of_force_no_more(services: ResultsServices) -> None:
    wanted = question(("KQ.G15.000031", ""))
    for _time in range(2):
        assert answered(services, "cap-nhat", GIVEN)["errorCode"] == "0"
    assert numbers(answered(services, "tra-cuu", wanted)) == ["12/2026"], "told twice it stands there once"

    answered(services, "cap-nhat", {**GIVEN, "TrangThai": "3", "DanhSachTepDinhKem": []})
    assert answered(services, "tra-cuu", wanted)["errorCode"] == "4"
    assert services.given["5c1f"]["TrangThai"] == "3"
    assert PAPER in services.results, "others stay"


def test_what_is_given_by_halves_is_refused_and_changes_nothing(services: ResultsServices) -> None:
    for name in ("GiayToId", "SoDinhDanhChuSoHuu", "MaKetQua", "TrangThai"):
        assert answered(services, "cap-nhat", {**GIVEN, name: ""})["errorCode"] == "2"
    assert services.given == {}
    assert len(services.results) == 3


def test_a_strange_token_is_answered_without_a_word_of_anybody(services: ResultsServices) -> None:
    for service in ("tra-cuu", "tep", "cap-nhat"):
        answer = sent(services, service, question((KIND, "")), token="khac")
        assert answer.status == 401
        assert NUMBER.encode() not in answer.body
    assert (services.calls, services.asked) == ({}, [])


def test_it_behaves_as_badly_as_it_is_told(services: ResultsServices, manners: Manners) -> None:
    for fault in (Fault.DOWN, Fault.LOSES_ANSWER):
        manners.always = frozenset({fault})
        assert sent(services, "tra-cuu", question((KIND, ""))).is_lost
    manners.always = frozenset({Fault.BROKEN})
    assert sent(services, "tra-cuu", question((KIND, ""))).status == 500
    assert services.calls == {}, "nothing of it counts as asked"
    manners.always = frozenset({Fault.BUSY})
    assert answered(services, "tra-cuu", question((KIND, "")))["errorCode"] == "-1"
    assert (services.calls, services.asked) == ({"tra-cuu": 1}, [])


def test_a_forged_answer_is_whole_but_for_its_signature(services: ResultsServices) -> None:
    true = answered(services, "tra-cuu", question((KIND, "")))
    services.is_forged = True
    forged = json.loads(sent(services, "tra-cuu", question((KIND, ""))).body)

    assert {**forged, "signature": ""} == {**true, "signature": ""}
    with pytest.raises(signatures.NotAuthentic):
        signatures.verify(json.dumps(question((KIND, ""))).encode(), forged, signatures.public_key(SEED))


def test_its_page_lists_what_it_holds_and_the_last_that_it_was_asked(services: ResultsServices) -> None:
    for place in range(25):
        answered(services, "tra-cuu", question((KIND, ""), owner=f"hoi-ve-{place:02}"))
    shown = services.routes()["GET", PATH](Request(PATH, {})).body.decode()

    assert shown.count("<td>Giấy chứng sinh") == 3
    assert "hoi-ve-24" in shown
    assert shown.count("hoi-ve-") == 20
    assert " checked" not in shown
