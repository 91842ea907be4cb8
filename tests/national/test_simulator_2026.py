"""The simulated national portal without a socket: its figures, its questions and answers, and its doors of 2026."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.national.drivers import answers
from portal.national.drivers.names_2026 import to_2024, to_2026
from portal.national.messages import dossier_message, step_message
from portal.national.messages.of_question import answer_message, public_message
from portal.national.simulator.doors_2026 import CODES, LIST, PATHS, READ
from portal.national.simulator.evaluating import PATH
from portal.national.simulator.feedback_pages import FeedbackPages
from portal.national.simulator.manners import WORDS, Fault, Manners
from portal.national.simulator.questions import QuestionStore, UnknownQuestion
from portal.national.simulator.services import NationalServices
from portal.national.simulator.store import Store
from portal.simulating.serving import Request, Response
from tests.national.asked import ROW
from tests.national.facts import STEP, WHOLE
from tests.national.test_question_messages import ANSWER, PUBLIC

ID, SECRET = "hcm", "mat-khau-cua-cong"
DOSSIER, FIRST_STEP = dossier_message(WHOLE), step_message(STEP)
ANSWERED, SHOWN = answer_message(ANSWER), public_message(PUBLIC)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


class Site:
    """The services of both interfaces, and somebody signed in at that of 2026."""

    def __init__(self) -> None:
        self.services = NationalServices(Store(), ID, SECRET)
        self.routes = self.services.routes()
        self.token = self.signed_in()

    def post(self, path: str, message: Any, token: str | None = None) -> Response:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        return self.routes["POST", path](Request(path, {}, json.dumps(message).encode(), headers=headers))

    def ask(self, path: str, **message: Any) -> tuple[str, Any]:
        """Code and data of an answer of 2026."""
        answer = self.post(f"/api/v1/{path}", message)
        assert answer.status == 201
        told = json.loads(answer.body)
        assert told.keys() == {"code", "data", "message"}
        return told["code"], told["data"]

    def figures(self, service: str, **message: Any) -> Any:
        """The data of one public service."""
        answer = self.post(f"{PATH}/{service}", {"timeType": "month", "year": 2026, "month": 11, **message}, "")
        assert answer.status == 201
        return json.loads(answer.body)["data"]

    def signed_in(self) -> str:
        """A token."""
        account = json.dumps({"clientId": ID, "clientSecret": SECRET}).encode()
        answer = self.routes["POST", "/api/v1/auth/token"](Request("/api/v1/auth/token", {}, account))
        return str(json.loads(answer.body)["data"]["accessToken"])


@pytest.fixture
def site() -> Site:
    return Site()


def filed(code: str, **changes: Any) -> dict[str, Any]:
    """A dossier of November 2026 as it was told."""
    return {**DOSSIER, "MaHoSo": code, "NgayNopHoSo": "20261110080000", **changes}


# -- figures


def test_figures_count_what_was_filed_in_the_month_asked_for(site: Site) -> None:
    site.services.store.create([filed("A"), filed("B", NgayNopHoSo="20261001080000")])

    def sync(**message: Any) -> Any:
        return next(row for row in site.figures("transparency", **message) if row["code"] == "DOSSIER_SYNC")

    assert (sync()["numerator"], sync(month=10)["numerator"], sync(month=9)["denominator"]) == (1, 1, 0)
    assert sync(fromDate="2026-10-01", month=None)["numerator"] == 1
    assert (sync()["score"], sync(month=9)["score"], sync(month=9)["ratio"]) == (6.0, None, None)


def test_late_is_what_ended_after_its_day(site: Site) -> None:
    site.services.store.create(
        [
            filed("A", NgayHenTra="20261112170000", NgayKetThucXuLy="20261112170000"),
            filed("B", NgayHenTra="20261112170000", NgayKetThucXuLy="20261112170001"),
            filed("C", NgayHenTra="", NgayKetThucXuLy="20261130170000"),
        ]
    )
    assert site.figures("dvc-progress-tree") == {"children": [{"totalOnTime": 2, "totalReceived": 3}]}


def test_paid_online_is_of_what_costs_something(site: Site) -> None:
    fees = DOSSIER["DanhSachLePhi"]
    site.services.store.create(
        [
            filed("A", DanhSachLePhi=fees, DuocThanhToanTrucTuyen="1"),
            filed("B", DanhSachLePhi=fees, DuocThanhToanTrucTuyen="0"),
            filed("C", DanhSachLePhi=[], DuocThanhToanTrucTuyen="0"),
        ]
    )
    told = site.figures("formality-online-payment-tree")
    assert told == {"totalDossierOnlinePaymentSuccess": 1, "totalDossierFinancialObligation": 2}


def test_papers_and_results_are_digital_by_what_was_told(site: Site) -> None:
    papers = DOSSIER["TaiLieuNop"]
    reused = [{**papers[0], "DuocTaiSuDung": "1"}]
    plain = [{**papers[0], "DuocTaiSuDung": "0"}]
    site.services.store.create(
        [
            filed("A", HoSoCoThanhPhanSoHoa="1", TaiLieuNop=reused, NgayTra="20261113080000"),
            filed("B", HoSoCoThanhPhanSoHoa="0", TaiLieuNop=plain, NgayTra="", DanhSachGiayToKetQua=[]),
        ]
    )
    told = {row["code"]: (row["numerator"], row["denominator"]) for row in site.figures("dossier-digitized")}
    assert told == {
        "ORIGINAL_RESULT_AVAILABLE": (1, 1),
        "SO_HOA_GIAY_TO_GIAI_QUYET": (1, 2),
        "REUSED_DIGITIZED_DATA": (1, 2),
    }


def test_what_it_cannot_know_it_leaves_empty_and_public_figures_ask_for_no_token(site: Site) -> None:
    for row in site.figures("handling-satisfaction", fromDate="2026-11-01"):
        assert (row["numerator"], row["denominator"], row["score"]) == (None, None, None)
    for fault in (Fault.DOWN, Fault.BROKEN):
        site.services.manners = Manners(always=frozenset({fault}))
        assert site.post(f"{PATH}/transparency", {}).is_lost
    with pytest.raises(ValueError, match="int"):
        Site().figures("transparency", month="mười một")


# -- the doors of 2026


def test_who_has_no_token_gets_nothing_and_a_wrong_secret_gives_none(site: Site) -> None:
    for path in PATHS:
        answer = json.loads(site.post(f"/api/v1/{path}", {}, "la").body)
        assert (answer["code"], answer["data"]) == ("UNAUTHORIZED", None), path
    wrong = json.loads(site.post("/api/v1/auth/token", {"clientId": ID, "clientSecret": "sai"}).body)
    assert (wrong["code"], wrong["data"]) == ("UNAUTHORIZED", None)
    site.services.forget_sessions()
    assert site.ask("petition/list-open")[0] == "UNAUTHORIZED"


def test_every_code_of_2024_has_one_of_2026(site: Site) -> None:
    known = set(answers.WORDS) - {answers.BROKEN}
    assert known | {answers.DONE} == CODES.keys()


def test_a_dossier_goes_through_all_its_doors(site: Site) -> None:
    code, there = DOSSIER["MaHoSo"], to_2026([DOSSIER])
    assert site.ask("receiving/dossier/update", data=there) == ("NOT_FOUND", None)
    assert site.ask("receiving/dossier/get", dossierCode=code) == ("NOT_FOUND", None)
    assert site.ask("receiving/dossier/create", data=there)[0] == "OK"
    assert site.ask("receiving/dossier/create", data=there) == ("CONFLICT", None)
    assert site.ask("receiving/dossier/add-steps", data=to_2026([FIRST_STEP]))[0] == "OK"
    found = to_2024(site.ask("receiving/dossier/get", dossierCode=code)[1])
    assert found == {**DOSSIER, "TienDoXuLy": [FIRST_STEP]}


def test_what_is_malformed_is_named_and_nothing_is_written(site: Site) -> None:
    malformed: list[Any] = [None, [], {}, "x", [{}], [1], to_2026([{**DOSSIER, "TrangThaiHoSo": "99"}])]
    for data in malformed:
        assert site.ask("receiving/dossier/create", data=data) == ("VALIDATION_ERROR", None), data
    assert site.services.store.codes() == []
    site.services.manners = Manners(always=frozenset({Fault.BUSY}))
    assert site.ask("receiving/dossier/create", data=to_2026([DOSSIER])) == ("TOO_MANY_REQUESTS", None)


def test_the_catalogue_is_given_in_pages_by_id_and_read_by_it(site: Site) -> None:
    all_rows = site.ask(LIST, q="", lastId="", limit=200)[1]
    first = site.ask(LIST, q="", lastId="", limit=1)[1]
    rest = site.ask(LIST, q="", lastId=first[0]["id"], limit=200)[1]
    assert first + rest == all_rows and len(all_rows) > 1
    assert [row["code"] for row in site.ask(LIST, q="1.001193", lastId="", limit=5)[1]] == ["1.001193"]
    for row in all_rows:
        assert site.ask(READ, id=row["id"])[1]["code"] == row["code"]
    assert site.ask(READ, id="la") == ("NOT_FOUND", None)


def test_faults_behave_at_the_doors_of_2026_as_at_the_old_ones(site: Site) -> None:
    site.services.manners = Manners(always=frozenset({Fault.BROKEN}))
    assert site.post("/api/v1/petition/list-open", {}).status == 500
    for fault in (Fault.DOWN, Fault.LOSES_ANSWER):
        site.services.manners = Manners(always=frozenset({fault}))
        assert site.post("/api/v1/petition/list-open", {}).is_lost, fault
    site.services.manners = Manners(always=frozenset({Fault.OTHER_SHAPE}))
    assert "ma_loi" in json.loads(site.post("/api/v1/petition/list-open", {}).body)
    assert WORDS.keys() == set(Fault), "each has words on the page"


@given(st.dictionaries(st.sampled_from(["data", "dossierCode", "petitionId", "id", "q"]), ANY_JSON))
def test_nothing_that_is_asked_breaks_a_door(message: dict[str, Any]) -> None:
    site = Site()
    for path in PATHS:
        assert site.ask(path, **message)[0] in CODES.values(), path


# -- questions


@pytest.fixture
def questions() -> Iterator[QuestionStore]:
    with closing(QuestionStore()) as store:
        yield store


def test_a_question_is_open_until_it_is_answered_and_answers_add_up(questions: QuestionStore) -> None:
    other = {**ROW, "HOIDAPID": "PA-2"}
    questions.ask(ROW)
    questions.ask(other)
    questions.ask({**ROW, "NOIDUNGCAUHOI": "Viết lại."})
    assert [row["HOIDAPID"] for row in questions.asked(only_open=True)] == ["PA-2", "PA-1"]
    for _ in range(2):
        questions.answer([ANSWERED])
    assert questions.answers("PA-1") == [ANSWERED, ANSWERED]
    assert questions.asked(only_open=True) == [other] and len(questions.asked(only_open=False)) == 2


def test_answers_come_all_or_none(questions: QuestionStore) -> None:
    questions.ask(ROW)
    with pytest.raises(UnknownQuestion):
        questions.answer([ANSWERED, {**ANSWERED, "HOIDAPID": "PA-404"}])
    with pytest.raises(UnknownQuestion):
        questions.answers("PA-404")
    assert questions.answers("PA-1") == []


def test_what_is_published_is_written_over_under_its_id(questions: QuestionStore) -> None:
    questions.publish([SHOWN, {**SHOWN, "HOIDAPID": "HD-1"}])
    questions.publish([{**SHOWN, "TRANGTHAI": "0"}])
    assert [(row["HOIDAPID"], row["TRANGTHAI"]) for row in questions.public()] == [("HD-1", "1"), ("HD-7", "0")]


def test_questions_outlive_the_process(tmp_path: Path) -> None:
    file = tmp_path / "questions.sqlite3"
    with closing(QuestionStore(file)) as store:
        store.ask(ROW)
        store.publish([SHOWN])
    with closing(QuestionStore(file)) as store:
        assert (store.asked(only_open=True), store.public()) == ([ROW], [SHOWN])


class Hands:
    """Notes what is handed in."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []

    def hand_in(self, service: str, data: dict[str, Any]) -> None:
        """Note it."""
        self.told.append((service, data))


def page_of(questions: QuestionStore, hands: Hands, values: dict[str, str] | None = None) -> str:
    """The page after somebody sent the form, or as it stands."""
    routes = FeedbackPages(questions, hands).routes()  # type: ignore[arg-type]
    if values is not None:
        assert routes["POST", "/phan-anh"](Request("/phan-anh", values)).status == 303
    return routes["GET", "/phan-anh"](Request("/phan-anh", {})).body.decode()


def test_the_form_hands_in_what_was_written_or_lets_the_province_ask(questions: QuestionStore) -> None:
    hands = Hands()
    page = page_of(questions, hands, {"HoTen": " Mai ", "NoiDung": "Chậm.", "LoaiPhanAnh": "2", "Khac": "bỏ"})
    (asked,) = questions.asked(only_open=True)
    [(service, data)] = hands.told
    assert service == "GuiPhanAnhKienNghi" and "Chậm." in page
    assert data == {
        "MaPhanAnh": asked["HOIDAPID"], "HoTen": "Mai", "LoaiPhanAnh": "2", "NoiDung": "Chậm.", "MaHoSo": "",
    }  # fmt: skip
    page_of(questions, hands, {"HoTen": "Lan", "NoiDung": "Đợi.", "cho": "on"})
    assert len(hands.told) == 1 and len(questions.asked(only_open=True)) == 2


def test_the_page_shows_only_what_is_public_and_escapes_all(questions: QuestionStore) -> None:
    evil = "<script>alert(1)</script>"
    questions.ask({**ROW, "NOIDUNGCAUHOI": evil})
    questions.answer([{**ANSWERED, "NOIDUNGTRALOI": evil, "CHUCVUNGUOITRALOI": ""}])
    questions.publish([{**SHOWN, "TIEUDE": evil}, {**SHOWN, "HOIDAPID": "HD-8", "TIEUDE": "Đã rút", "TRANGTHAI": "0"}])
    page = page_of(questions, Hands())
    assert evil not in page and page.count("&lt;script&gt;") == 3
    assert "Đã rút" not in page and "Vũ Đình Khôi · 20261123080500" in page
