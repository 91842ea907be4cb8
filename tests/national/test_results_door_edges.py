"""The door for results at its edges: text that no database keeps, papers by number, agencies that change meanwhile."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from dossiers.models import Dossier, Result
from portal.accounts.identity import blind_index
from portal.accounts.models import AccessLogEntry, AssuranceLevel
from portal.national.models import AskingAgency, ResultAsk, ResultConsent, ResultTicket, ServingResult
from portal.national.results_door import agencies, answering, consents, finding, shapes
from portal.outbox.signed_doors import Refused
from portal.outbox.standard_webhooks import new_secret, sign
from portal.vietnamese import normalise
from procedures.copying import copy_versions
from procedures.publishing import publish
from tests.dossiers import stages
from tests.dossiers.world import World
from tests.national.asking_us import ASKER, BIRTH, RESULT, agency, fetched, found, knock, needed, question, rows
from tests.national.stored import proven

OTHER = "KQ.G15.000242"


@pytest.fixture
def dossier(world: World) -> Dossier:
    """A birth certificate, issued and in force."""
    return stages.issued(world)


@pytest.fixture
def request_of(rf: RequestFactory) -> HttpRequest:
    """As the door hands it on."""
    return rf.post("/cua/")


def numbered(world: World, number: str) -> Dossier:
    """One more birth certificate, under a number of its own."""
    made = stages.issued(world)
    Result.objects.filter(dossier=made).update(document=stages.tiny_document(number))
    return made


# -- what is asked


def test_text_that_no_database_keeps_is_a_wrong_field_and_no_failure(world: World, dossier: Dossier) -> None:
    """JSON may write a NUL or half a character; both would be an error of the server further on."""
    asking = agency()
    kind = "DanhSachDanhMucKetQua"
    for bad in ("a\x00", "a\ud800b", "\udfff", "a\x1fb", "a\x7f", "a\nb"):
        for changes in (
            {"MaThuTuc": bad},
            {"HoTenNguoiYeuCau": bad},
            {"SoDinhDanhChuSoHuu": bad},
            {kind: [{"MaKetQua": bad}]},
            {kind: [{"MaKetQua": RESULT, "SoKyHieu": bad}]},
        ):
            answer = knock(asking, question(dossier, **changes))
            assert (answer.status_code, answer.json()["errorCode"]) == (200, "2"), (bad, changes)
        for field in ("CoQuanChuQuan", "DuongDan"):
            told = {"CoQuanChuQuan": "H29", "DuongDan": "x"} | {field: bad}
            assert knock(asking, told, door="file").json()["errorCode"] == "2", (bad, field)
    assert not ResultAsk.objects.exists()


def test_who_asks_has_a_name_that_can_be_read(world: World, dossier: Dossier) -> None:
    """The question is the proof of who asked; spaces name nobody."""
    asking = agency()
    for blank in ("", " ", "\u00a0 \u2003", "\u200b", "\u0301", "…"):
        for name in ("HoTenNguoiYeuCau", "MaThuTuc"):
            answer = knock(asking, question(dossier, **{name: blank})).json()
            assert (answer["errorCode"], f"/{name}" in answer["message"]) == ("2", True), (name, blank)
    found(asking, dossier, HoTenNguoiYeuCau="  Ðỗ  Thi\u0323 Ánh ")
    assert ResultAsk.objects.get().asker_name == "Đỗ Thị Ánh"


def test_wrong_fields_are_told_in_words_that_are_true(world: World, dossier: Dossier) -> None:
    asking = agency()
    for changes, words in (
        ({"DanhSachDanhMucKetQua": []}, "/DanhSachDanhMucKetQua is empty or too short"),
        ({"DanhSachDanhMucKetQua": [{"MaKetQua": RESULT}] * 21}, "/DanhSachDanhMucKetQua is longer than 20"),
        ({"MaThuTuc": "1" * 41}, "/MaThuTuc is longer than 40"),
        ({"KenhThucHien": 1}, "/KenhThucHien is to be one of 1, 2, 3"),
        ({"DanhSachDanhMucKetQua": {"MaKetQua": RESULT}}, "/DanhSachDanhMucKetQua is to be of type array"),
    ):
        assert knock(asking, question(dossier, **changes)).json()["message"] == words
    assert knock(asking, {}).json()["message"].startswith("/ lacks MaThuTuc, SoDinhDanhChuSoHuu")


def test_numbers_are_digits_without_spaces_in_one_of_the_shapes(world: World, dossier: Dossier) -> None:
    asking = agency()
    wrong = (
        "079 190 000 111",
        " 079190000111",
        "079190000111 ",
        "０７９１９００００１１１",
        "٠٧٩١٩٠٠٠٠١١١",
        "0312345678-01",
        "1" * 13 + "9",
    )
    for number in wrong:
        for field in ("SoDinhDanhChuSoHuu", "SoDinhDanhNguoiYeuCau"):
            assert knock(asking, question(dossier, **{field: number})).json()["errorCode"] == "2", number
    for number in ("123456789", "0312345678", "0312345678-001", "0312345678001"):
        assert found(asking, dossier, SoDinhDanhChuSoHuu=number) == []


_TEXT = st.text(
    st.characters() | st.sampled_from(["\x00", "\ud800", "\udfff", " ", "\u2028", "\u200b", "a"]), max_size=12
)


@given(_TEXT, _TEXT, _TEXT)
def test_whatever_has_no_fault_can_be_kept(code: str, name: str, number: str) -> None:
    message = {
        "MaThuTuc": code,
        "SoDinhDanhChuSoHuu": ASKER,
        "DanhSachDanhMucKetQua": [{"MaKetQua": code, "SoKyHieu": number}],
        "HoTenNguoiYeuCau": name,
        "KenhThucHien": "1",
        "SoDinhDanhNguoiYeuCau": ASKER,
    }
    if not shapes.faults_of(message, shapes.LOOK):
        assert "\x00" not in f"{code}{name}{number}"
        f"{code}{name}{number}".encode()
        assert normalise(code) and normalise(name)


def test_a_name_written_twice_in_the_message_counts_as_libraries_read_it(world: World, dossier: Dossier) -> None:
    """Signature and answer are over the bytes; of two values the last is meant, and the first is not looked up."""
    asking = agency()
    needed()
    body = json.dumps(question(dossier)).encode()
    first = b'{"SoDinhDanhChuSoHuu": "079190999999", ' + body[1:]
    assert len(rows(knock(asking, first))) == 1
    last = body[:-1] + b', "SoDinhDanhChuSoHuu": "079190999999"}'
    assert rows(knock(asking, last)) == []


# -- which papers


def test_two_papers_of_one_kind_are_both_found_by_their_numbers(world: World) -> None:
    asking = agency()
    needed()
    made = [numbered(world, number) for number in ("1/2026", "2/2026/QĐ-UBND", "3/2026")]

    def numbers(*wanted: str | None) -> list[str]:
        kinds = [{"MaKetQua": RESULT} | ({} if one is None else {"SoKyHieu": one}) for one in wanted]
        return [row["SoKyHieu"] for row in found(asking, made[0], DanhSachDanhMucKetQua=kinds)]

    newest_first = ["3/2026", "2/2026/QĐ-UBND", "1/2026"]
    assert numbers(None) == numbers("") == newest_first
    assert numbers("1/2026", "3/2026") == ["3/2026", "1/2026"]
    assert numbers("1/2026", "9/1999") == ["1/2026"]
    assert numbers(" 2/2026/QÐ-UBND\u200b ") == ["2/2026/QĐ-UBND"], "as old keyboards and other systems write it"
    assert numbers("9/1999") == []
    assert numbers("9/1999", "") == newest_first, "named once without a number, any will do"


def test_an_old_paper_is_found_by_its_number_among_more_than_an_answer_names(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [numbered(world, f"{place}/2026") for place in range(3)]
    owner = blind_index(made[0].owner.id_number)
    monkeypatch.setattr(finding, "MOST", 1)
    assert [one.document.number for one in finding.held(owner, {RESULT: ["0/2026"]})] == ["0/2026"]
    assert [one.document.number for one in finding.held(owner, {RESULT: []})] == ["2/2026"]


def test_each_kind_is_given_on_its_own_ground_only(world: World, dossier: Dossier) -> None:
    """One kind with a ground opens no other that is asked for in the same breath."""
    asking = agency()
    needed()
    kinds = [{"MaKetQua": OTHER}, {"MaKetQua": RESULT}]
    [row] = found(asking, dossier, DanhSachDanhMucKetQua=kinds)
    assert row["MaKetQua"] == RESULT
    ServingResult.objects.update(result_code=OTHER)
    assert found(asking, dossier, DanhSachDanhMucKetQua=kinds) == []
    assert [ask.grounds for ask in ResultAsk.objects.order_by("pk")] == [["law"], []]


# -- what changes meanwhile


def test_an_agency_that_was_shut_out_or_renewed_while_it_waited_gets_nothing(
    world: World, dossier: Dossier, request_of: HttpRequest
) -> None:
    """The question waits for others of the agency; what held when it was let in may hold no more."""
    needed()
    asking = agency()
    for changes in ({"is_active": False}, {"is_active": True, "secret": new_secret()}):
        stale = AskingAgency.objects.get(pk=asking.pk)
        for name, value in changes.items():
            setattr(asking, name, value)
        asking.save()
        with pytest.raises(Refused) as refused:
            answering.look_up(stale, "cau-1", question(dossier), request_of)
        assert refused.value.status == 401
    assert not ResultAsk.objects.exists() and not ResultTicket.objects.exists()


def test_a_legal_basis_that_was_struck_out_meanwhile_is_no_ground(
    world: World, dossier: Dossier, request_of: HttpRequest
) -> None:
    needed()
    stale = agency()
    AskingAgency.objects.update(legal_basis="")
    assert answering.look_up(stale, "cau-1", question(dossier), request_of)["errorCode"] == "4"


def test_a_file_that_was_found_by_law_is_asked_for_in_vain_once_the_law_ended(world: World, dossier: Dossier) -> None:
    asking = agency()
    serving = needed()
    [row] = found(asking, dossier)
    serving.delete()
    assert fetched(asking, row).json()["errorCode"] == "4"
    needed()
    AskingAgency.objects.update(legal_basis="")
    assert fetched(asking, row).json()["errorCode"] == "4"
    AskingAgency.objects.update(legal_basis="Luật")
    assert fetched(asking, row).json()["errorCode"] == "0", "the same path, while it lasts"


def test_a_file_asked_for_in_the_name_of_another_unit_is_refused_and_its_owner_sees_who_tried(
    world: World, dossier: Dossier
) -> None:
    asking = agency()
    needed()
    owner = proven(world.mother, dossier.owner.id_number)
    [row] = found(asking, dossier)
    assert fetched(asking, row, CoQuanChuQuan="H99").json()["errorCode"] == "4"
    tried = consents.asks_about(owner).latest("pk")
    assert (tried.kind, tried.given, tried.grounds, tried.procedure_code) == ("file", 0, [], BIRTH)
    assert AccessLogEntry.objects.filter(owner=owner, why__contains="không có căn cứ").exists()


def test_only_the_first_agency_opens_its_path_whatever_the_second_may_ask_itself(
    world: World, dossier: Dossier
) -> None:
    """A path that was handed on opens nothing, also for who would be given the same file if they asked."""
    first, second = agency(), agency(agency_code="H37")
    needed()
    [row] = found(first, dossier)
    assert fetched(second, row).json()["errorCode"] == "4"
    assert not ResultAsk.objects.get(agency=second).owner_index, "of whom it asked is not told to it, nor kept"


# -- measure, methods, traces


def test_what_could_not_be_read_and_what_came_before_takes_nothing_from_the_measure(
    world: World, dossier: Dossier
) -> None:
    asking = agency(asks_a_day=2)
    asked = question(dossier)
    assert knock(asking, asked, name="mot").status_code == 200
    for _time in range(2):
        assert knock(asking, asked, name="mot").status_code == 409
        assert knock(asking, {}).json()["errorCode"] == "2"
        assert knock(asking, b"[]").status_code == 400
        assert knock(asking, asked, secret=new_secret()).status_code == 401
    assert knock(asking, asked).status_code == 200
    assert knock(asking, asked).status_code == 429


def test_a_door_is_knocked_at_by_post_alone_with_an_id_of_plain_signs(world: World, dossier: Dossier) -> None:
    asking = agency()
    for name in ("look-up", "file"):
        address = reverse(f"results-door:{name}", args=[asking.public_id])
        for method in ("get", "head", "put", "patch", "delete", "options"):
            assert getattr(Client(), method)(address).status_code == 405, (name, method)
    for bad in ("cau 1", "câu-1", "x" * 101):
        body = json.dumps(question(dossier)).encode()
        signed = sign(body, bad, int(time.time()), asking.secret)
        address = reverse("results-door:look-up", args=[asking.public_id])
        headers = {name: value.encode().decode("latin-1") for name, value in signed.headers.items()}
        assert Client().post(address, body, "application/json", headers=headers).status_code in (400, 401), bad
    assert not ResultAsk.objects.exists()


def test_a_secret_of_before_opens_nothing_at_either_door(world: World, dossier: Dossier) -> None:
    asking, by = agency(), world.ward.clerk
    needed()
    [row] = found(asking, dossier)
    fresh = agencies.renew_secret(asking, by)
    assert asking.secret != fresh == AskingAgency.objects.get().secret
    assert fetched(asking, row).status_code == knock(asking, question(dossier)).status_code == 401
    asking.refresh_from_db()
    assert fetched(asking, row).json()["errorCode"] == "0", "paths of before hold for the agency, not for its secret"


def test_logs_name_neither_secret_nor_person(world: World, dossier: Dossier) -> None:
    needed()
    with capture_logs() as logged:
        made = agencies.add({"name": "Bộ Y tế", "agency_code": "G12", "legal_basis": "Luật"}, world.ward.clerk)
        renewed = agencies.renew_secret(made, world.ward.clerk)
        made.refresh_from_db()
        agencies.change(made, {"agency_code": "G99", "name": "Bộ Tư pháp"}, world.ward.clerk)
        [row] = found(made, dossier)
        fetched(made, row)
    told = str(logged)
    path = row["DanhSachTepDinhKem"][0]["DuongDan"]
    for private in (renewed, path, dossier.owner.id_number, dossier.owner.full_name, ASKER, "Cán bộ nơi khác"):
        assert private not in told
    assert AskingAgency.objects.get().agency_code == "G12", "the code stays"


def test_a_code_that_was_taken_a_moment_before_is_said_and_keeps_nothing(world: World) -> None:
    taken = agency()
    with pytest.raises(agencies.CodeTaken):
        agencies.add({"name": "Khác", "agency_code": taken.agency_code}, world.ward.clerk)
    assert AskingAgency.objects.get() == taken, "and the transaction goes on"


def test_figures_of_agencies_count_the_last_thirty_days_alone(world: World, dossier: Dossier) -> None:
    needed()
    asking, silent = agency(), agency(agency_code="H37")
    [row] = found(asking, dossier)
    fetched(asking, row)
    found(asking, dossier, MaThuTuc="1.000656")

    def figures(of: AskingAgency) -> tuple[Any, ...]:
        listed = vars(agencies.with_figures().get(pk=of.pk))
        return listed["asked"], listed["got"], listed["last_asked_at"] is not None

    assert (figures(asking), figures(silent)) == ((3, 2, True), (0, None, False))
    ResultAsk.objects.update(asked_at="2026-01-01T00:00:00Z")
    assert figures(asking) == (0, None, True)


def test_paths_are_written_in_one_go(world: World) -> None:
    asking = agency()
    needed()
    made = [stages.issued(world) for _more in range(3)]
    with CaptureQueriesContext(connection) as asked:
        assert len(found(asking, made[0])) == 3
    written = [one["sql"] for one in asked if 'INSERT INTO "national_resultticket"' in one["sql"]]
    assert len(written) == 1
    assert ResultTicket.objects.values("digest").distinct().count() == 3


def test_without_a_key_of_ours_nobody_learns_whether_an_agency_is_there(
    world: World, dossier: Dossier, settings: LazySettings
) -> None:
    asking = agency()
    settings.RESULTS_DOOR_SECRET = ""
    told: list[dict[str, Any]] = [
        knock(asking, question(dossier), address=address).json()
        for address in (asking.public_id, "00000000-0000-4000-8000-000000000000")
    ]
    assert told[0] == told[1]


# -- consents


def test_a_consent_is_written_under_a_lock_of_its_giver(world: World, dossier: Dossier) -> None:
    """Pressed twice at once, the second waits, sees the first, and one of them stands."""
    mother = proven(world.mother, dossier.owner.id_number)
    with CaptureQueriesContext(connection) as asked:
        consents.allow(mother, agency(), RESULT, 30)
    told = [one["sql"] for one in asked]
    lock = next(place for place, sql in enumerate(told) if "FOR NO KEY UPDATE" in sql)
    ended = next(place for place, sql in enumerate(told) if sql.startswith('UPDATE "national_resultconsent"'))
    assert "accounts_user" in told[lock] and lock < ended


def test_a_consent_that_ended_by_itself_is_never_said_to_be_taken_back(world: World, dossier: Dossier) -> None:
    mother, asking = proven(world.mother, dossier.owner.id_number), agency()
    old = consents.allow(mother, asking, RESULT, 30)
    ResultConsent.objects.update(given_at="2026-01-01T00:00:00Z", until="2026-01-31T00:00:00Z")
    consents.allow(mother, asking, RESULT, 30)
    old.refresh_from_db()
    assert old.withdrawn_at is None and not old.is_standing


def test_all_that_stands_is_shown_before_what_ended(world: World, dossier: Dossier) -> None:
    """Only what its giver sees can be taken back."""
    mother = proven(world.mother, dossier.owner.id_number)
    asking, other = agency(), agency(agency_code="H37")
    standing = consents.allow(mother, asking, RESULT, 365)
    again = [consents.allow(mother, other, RESULT, 30) for _time in range(4)]
    assert consents.shown_to(mother, 2) == [again[3], standing, again[2], again[1]]
    assert consents.shown_to(mother, 0) == [again[3], standing]
    mother.assurance_level = AssuranceLevel.SELF_DECLARED
    assert consents.shown_to(mother, 9) == []


def test_a_kind_is_called_as_the_newest_result_is(world: World, dossier: Dossier) -> None:
    standing = dossier.procedure_version
    version = copy_versions([standing], {standing.pk: standing.procedure})[standing.pk]
    version.results = [{**standing.results[0], "name": "Giấy khai sinh mẫu mới"}]
    version.save()
    publish([version])
    Dossier.objects.filter(pk=stages.issued(world).pk).update(procedure_version=version)
    assert finding.kinds_of(blind_index(dossier.owner.id_number)) == {RESULT: "Giấy khai sinh mẫu mới"}
