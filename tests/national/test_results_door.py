"""The door at which another agency looks up and fetches a result that was issued here (domain 6.6)."""

from __future__ import annotations

import base64
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import Dossier
from portal.accounts.identity import blind_index
from portal.accounts.models import AccessLogEntry
from portal.documents import issuing
from portal.files import conf, store
from portal.national import proving
from portal.national.models import ResultAsk, ResultConsent, ResultTicket
from portal.national.results_door import answering, consents, shapes
from portal.national.results_store import signatures
from portal.national.views.store import door
from portal.ui import throttling
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from tests.national.asking_us import (
    ASKER,
    BIRTH,
    RESULT,
    agency,
    fetched,
    found,
    knock,
    needed,
    public_key,
    question,
    rows,
)
from tests.national.stored import proven


@pytest.fixture
def dossier(world: World) -> Dossier:
    """A birth certificate, issued and in force."""
    return stages.issued(world)


def consent_of(world: World, dossier: Dossier, of: Any, days: int = 30) -> ResultConsent:
    """The owner, known by her number, lets the agency fetch it."""
    return consents.allow(proven(world.mother, dossier.owner.id_number), of, RESULT, days)


def test_by_law_a_result_is_found_and_fetched_for_a_procedure_that_needs_it(world: World, dossier: Dossier) -> None:
    asking, document = agency(), dossier.result.document
    assert document is not None
    needed()

    [row] = found(asking, dossier)

    assert (row["MaKetQua"], row["SoKyHieu"], row["TenGiayTo"]) == (RESULT, document.number, document.title)
    assert row["CoQuanChuQuan"] == world.ward.committee.agency_code
    answer = fetched(asking, row).json()
    assert answer["errorCode"] == "0"
    assert base64.b64decode(answer["result"]["NoiDung"]) == issuing.content(document)
    assert answer["result"]["TenTep"] == row["DanhSachTepDinhKem"][0]["TenTep"]


def test_every_question_is_kept_with_who_asked_whose_why_and_when_and_no_number(world: World, dossier: Dossier) -> None:
    asking = agency()
    needed()
    mother = proven(world.mother, dossier.owner.id_number)
    [row] = found(asking, dossier)
    fetched(asking, row)

    look, file = ResultAsk.objects.order_by("pk")
    for ask, kind in ((look, "look"), (file, "file")):
        assert (ask.agency, ask.kind, ask.given, ask.grounds) == (asking, kind, 1, ["law"])
        assert ask.owner_index == blind_index(dossier.owner.id_number)
        assert ask.asker_index == blind_index(ASKER)
        assert (ask.procedure_code, ask.asker_name, ask.result_codes) == (BIRTH, "Cán bộ nơi khác", [RESULT])
    entries = AccessLogEntry.objects.filter(client=asking.name).order_by("pk")
    assert [entry.owner for entry in entries] == [mother, mother]
    assert dossier.code in entries[1].subject
    assert "309/2026" in entries[0].why
    said = "".join(f"{entry.subject}{entry.why}{entry.path}" for entry in entries)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(ask::text, '') FROM national_resultask ask")
        said += cursor.fetchone()[0]
    assert dossier.owner.id_number not in said
    assert ASKER not in said


def test_without_a_ground_it_is_as_if_there_were_nothing(world: World, dossier: Dossier) -> None:
    """Not even that somebody has such a result is told; the question is kept all the same."""
    by_law, by_consent = agency(), agency(agency_code="H37", legal_basis="")
    assert found(by_law, dossier) == [], "no procedure needs it"
    needed()
    assert found(by_law, dossier, MaThuTuc="1.000656") == [], "this one needs it not"
    assert found(by_law, dossier, MaThuTuc="9.999999") == [], "nobody knows this one"
    assert found(by_consent, dossier) == [], "nobody agreed"
    nobody = {**question(dossier), "SoDinhDanhChuSoHuu": "079190999999"}
    told = [knock(by_consent, one).json() for one in (question(dossier), nobody)]
    assert [{**one, "signature": ""} for one in told] == [{**told[0], "signature": ""}] * 2

    assert set(ResultAsk.objects.values_list("given", flat=True)) == {0}
    assert not ResultTicket.objects.exists()
    assert AccessLogEntry.objects.filter(why__contains="không có căn cứ").count() == 6


def test_what_the_owner_agreed_to_is_given_to_that_agency_until_it_ends(world: World, dossier: Dossier) -> None:
    asking, other = agency(legal_basis=""), agency(agency_code="H37", legal_basis="")
    consent = consent_of(world, dossier, asking)
    [row] = found(asking, dossier, MaThuTuc="2.000635")
    assert found(other, dossier) == []
    assert found(asking, dossier, DanhSachDanhMucKetQua=[{"MaKetQua": "KQ.G15.000242"}]) == []
    assert ResultAsk.objects.filter(agency=asking, given=1).get().grounds == ["consent"]

    assert consents.withdraw(consent) is True
    assert fetched(asking, row).json()["errorCode"] == "4", "what was found before is not handed over any more"
    assert found(asking, dossier) == []
    consent_of(world, dossier, asking)
    assert len(found(asking, dossier)) == 1
    ResultConsent.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert found(asking, dossier) == []


def test_only_results_in_force_are_given_and_a_path_of_before_leads_nowhere(world: World) -> None:
    asking, first = agency(), stages.issued(world)
    needed()
    [old] = found(asking, first)
    corrected = stages.corrected(world, first)
    [new] = found(asking, corrected)
    assert old["SoKyHieu"] != new["SoKyHieu"]
    assert fetched(asking, old).json()["errorCode"] == "4"
    assert fetched(asking, new).json()["errorCode"] == "0"


def test_a_recalled_result_and_one_that_is_not_signed_yet_are_not_given(world: World) -> None:
    asking = agency()
    needed()
    recalled, waiting = stages.recalled(world), filings.approved(world)
    assert found(asking, recalled) == []
    assert found(asking, waiting) == []


def test_a_file_that_the_storage_does_not_give_out_is_asked_for_later_and_counts_as_not_given(
    world: World, dossier: Dossier
) -> None:
    asking = agency()
    needed()
    [row] = found(asking, dossier)
    document = dossier.result.document
    assert document is not None
    content = store.get_blob(document.stored.location)
    store.delete_blobs([document.stored.location])
    answer = fetched(asking, row)
    assert (answer.status_code, "later" in answer.json()["title"]) == (503, True)
    assert ResultAsk.objects.latest("pk").given == 0
    store.storage().save(document.stored.location, ContentFile(content))
    assert fetched(asking, row).json()["errorCode"] == "0"


def test_a_path_is_for_the_agency_that_got_it_and_for_some_minutes(
    world: World, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, other = agency(), agency(agency_code="H37")
    needed()
    [row], [again] = found(asking, dossier), found(asking, dossier)
    path = row["DanhSachTepDinhKem"][0]["DuongDan"]
    assert path != again["DanhSachTepDinhKem"][0]["DuongDan"]
    assert len(path) >= 43, "256 bits"
    assert not ResultTicket.objects.filter(digest=path).exists(), "the database holds no path"
    for of, changes in ((other, {}), (asking, {"DuongDan": path[:-1]}), (asking, {"CoQuanChuQuan": "H99"})):
        assert fetched(of, row, **changes).json()["errorCode"] == "4"
    assert fetched(asking, row).json()["errorCode"] == "0"
    assert fetched(asking, row).json()["errorCode"] == "0", "an answer that was lost is asked for again"
    monkeypatch.setattr(conf, "max_bytes", lambda: 1)
    assert fetched(asking, row).json()["errorCode"] == "4", "no file larger than any that we take"

    ResultTicket.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert fetched(asking, row).json()["errorCode"] == "4"
    assert answering.forget_ended() == 2
    assert ResultTicket.objects.count() == 0
    assert ResultAsk.objects.count() == 9, "the questions stay"


def test_the_number_of_the_paper_narrows_and_another_persons_is_never_found(world: World, dossier: Dossier) -> None:
    asking, document = agency(), dossier.result.document
    assert document is not None
    needed()
    for number, count in ((document.number, 1), ("999/2020", 0)):
        kinds = [{"MaKetQua": RESULT, "SoKyHieu": number}]
        assert len(found(asking, dossier, DanhSachDanhMucKetQua=kinds)) == count
    assert found(asking, dossier, SoDinhDanhChuSoHuu="079190999999") == []
    assert found(asking, dossier, SoDinhDanhChuSoHuu=ASKER) == []


def test_forged_replayed_expired_oversized_and_malformed_questions_are_refused(
    world: World, dossier: Dossier, settings: LazySettings
) -> None:
    asking, other = agency(), agency(agency_code="H37")
    needed()
    asked = question(dossier)
    for how in (
        {"secret": other.secret},
        {"at_seconds": time.time() - 301},
        {"at_seconds": time.time() + 301},
        {"address": "00000000-0000-4000-8000-000000000000"},
    ):
        assert knock(asking, asked, **how).status_code == 401, how
    assert Client().post(reverse("results-door:look-up", args=[asking.public_id]), {}).status_code == 401
    assert Client().get(reverse("results-door:look-up", args=[asking.public_id])).status_code == 405
    for body in (b"", b"[]", b"{", b"\xff", b"[" * 5000):
        assert knock(asking, body).status_code == 400, body
    assert knock(asking, b" " * (door.MOST_BYTES + 1)).status_code == 413
    assert knock(asking, asked, name="x" * 101).status_code == 400
    assert not ResultAsk.objects.exists()

    assert len(rows(knock(asking, asked, name="cau-1"))) == 1
    for service in ("look-up", "file"):
        told = asked if service == "look-up" else {"CoQuanChuQuan": "H29", "DuongDan": "x"}
        assert knock(asking, told, name="cau-1", door=service).status_code == 409
    assert len(rows(knock(other, asked, name="cau-1"))) == 1, "names are each agency's own"
    assert ResultAsk.objects.count() == 2

    settings.RESULTS_DOOR_SECRET = ""
    assert knock(asking, asked).status_code == 401, "who can't sign answers none"
    settings.RESULTS_DOOR_SECRET = "x" * 32
    asking.is_active = False
    asking.save()
    assert knock(asking, asked).status_code == 401


def test_wrong_fields_are_named_in_a_signed_answer_and_never_repeated(world: World, dossier: Dossier) -> None:
    asking = agency()
    for changes, place in (
        ({"SoDinhDanhChuSoHuu": "07919"}, "/SoDinhDanhChuSoHuu"),
        ({"SoDinhDanhChuSoHuu": 79190}, "/SoDinhDanhChuSoHuu"),
        ({"HoTenNguoiYeuCau": "Lan\x00"}, "/HoTenNguoiYeuCau"),
        ({"KenhThucHien": "4"}, "/KenhThucHien"),
        ({"DanhSachDanhMucKetQua": []}, "/DanhSachDanhMucKetQua"),
        ({"DanhSachDanhMucKetQua": [{"MaKetQua": RESULT}] * 21}, "/DanhSachDanhMucKetQua"),
        ({"DanhSachDanhMucKetQua": [{"SoKyHieu": "1"}]}, "/DanhSachDanhMucKetQua/0"),
        ({"GhiChu": "mật"}, "/ "),
    ):
        answer = knock(asking, question(dossier, **changes))
        assert (answer.status_code, answer.json()["errorCode"]) == (200, "2")
        assert place in answer.json()["message"]
        assert "07919" not in answer.json()["message"]
        assert "mật" not in answer.json()["message"]
    assert knock(asking, {"CoQuanChuQuan": "H29"}, door="file").json()["errorCode"] == "2"
    assert not ResultAsk.objects.exists()


_NAMES = st.sampled_from(["MaThuTuc", "SoDinhDanhChuSoHuu", "DanhSachDanhMucKetQua", "MaKetQua", "KenhThucHien"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner),
    max_leaves=8,
)


@given(st.dictionaries(_NAMES, _JSON))
def test_whatever_is_asked_is_readable_or_has_faults_with_places(message: dict[str, Any]) -> None:
    for shape in (shapes.LOOK, shapes.FILE):
        faults = shapes.faults_of(message, shape)
        assert faults, "no such message names everything that is needed"
        assert all(fault.pointer.startswith("/") or fault.pointer == "" for fault in faults)


def test_an_agency_asks_within_its_measure_a_day_and_a_minute(
    world: World, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, other = agency(asks_a_day=2), agency(agency_code="H37")
    asked = question(dossier)
    assert [knock(asking, asked).status_code for _time in range(3)] == [200, 200, 429]
    assert knock(asking, {"CoQuanChuQuan": "H29", "DuongDan": "x"}, door="file").status_code == 429
    assert knock(other, asked).status_code == 200, "another's measure is another's"
    ResultAsk.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert knock(asking, asked).status_code == 200
    monkeypatch.setattr(door, "_PACE", throttling.Limit(f"test:{asking.public_id}", 1, 60))
    assert [knock(other, asked).status_code for _time in range(2)] == [200, 429]


def test_an_answer_fits_one_question_and_no_other(world: World, dossier: Dossier) -> None:
    asking = agency()
    answer = knock(asking, question(dossier)).json()
    for body, said in ((b"{}", answer), (b"", {**answer, "errorCode": "0"})):
        with pytest.raises(signatures.NotAuthentic):
            signatures.verify(body, said, public_key())


def test_a_look_costs_as_many_queries_for_many_results_as_for_one(world: World, dossier: Dossier) -> None:
    asking = agency()
    needed()
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            given = found(asking, dossier)
        counts.append(len(asked))
        assert given
        stages.issued(world)
    assert counts[0] == counts[1]


def test_questions_are_kept_for_two_years_as_proof(world: World, dossier: Dossier) -> None:
    asking = agency(legal_basis="")
    consent_of(world, dossier, asking)
    found(asking, dossier)
    old = timezone.now() - timedelta(days=731)
    assert proving.forget_old() == 0
    ResultAsk.objects.update(asked_at=old)
    ResultConsent.objects.update(until=old)
    assert proving.forget_old() == 3, "the question with its path, and the consent"
    assert not ResultAsk.objects.exists()
