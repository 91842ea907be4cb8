"""Edges of the store of results: choosing, odd answers, killed workers, and what the database itself refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers import papers_elsewhere
from dossiers.models import PaperOrigin
from dossiers.papers_elsewhere import Offer
from portal.files.models import Upload
from portal.national.drivers.transport import body_of
from portal.national.models import FindState, LookState, StoreFind, StoreLook
from portal.national.results_store import answering, fetching, signatures
from portal.national.results_store.connection import StoreConnection
from portal.national.results_store.drivers import classic
from portal.national.results_store.drivers.base import Asked, NationalFailure
from portal.national.results_store.drivers.classic import MOST_FOUND, ClassicStore
from portal.national.results_store.offers import STORE
from tests.dossiers.desk import new_draft, signed_in, words
from tests.dossiers.filings import upload_for
from tests.dossiers.world import World
from tests.national.stored import (
    AGENCY,
    KIND,
    NUMBER,
    SEED,
    Store,
    connect,
    consent,
    page_of,
    paper_of,
    proven,
    running,
    served,
    the_look,
    work,
)


@pytest.fixture
def store(settings: LazySettings) -> Iterator[Store]:
    with running() as one:
        connect(one, settings)
        one.holds()
        yield one


@pytest.fixture
def here(world: World, store: Store) -> str:
    served()
    proven(world.mother)
    return page_of(new_draft(world), paper_of(world))


@pytest.fixture
def mother(world: World, here: str) -> Client:
    return signed_in(world.mother)


def choose(client: Client, here: str, find: object) -> Any:
    return client.post(here, {"choose": "1", "find": str(find)})


def test_one_is_fetched_at_a_time_and_another_may_follow(store: Store, mother: Client, here: str) -> None:
    store.holds(number="16/2026", file_name="hai.png")
    consent(mother, here)
    work()
    first, second = the_look().finds.all()
    assert choose(mother, here, first.pk).status_code == 302
    answer = choose(mother, here, second.pk)
    assert answer.status_code == 409
    assert "Một giấy tờ khác đang được tải về" in words(answer)
    assert work() == {"taken": 1}
    assert choose(mother, here, second.pk).status_code == 302
    assert work() == {"taken": 1}
    assert Upload.objects.filter(name="hai.png").exists()


def test_what_was_not_offered_can_not_be_chosen(store: Store, mother: Client, here: str) -> None:
    assert choose(mother, here, 1).status_code == 302  # nobody asked yet: the page shows how to
    consent(mother, here)
    assert choose(mother, here, 1).status_code == 422
    work()
    for find in ("", "0", "-1", "9" * 30, "abc", "\x00"):
        answer = choose(mother, here, find)
        assert answer.status_code == 422, find
        assert "Hãy chọn một giấy tờ trong danh sách." in words(answer)
    assert not StoreFind.objects.exclude(state=FindState.OFFERED).exists()


def test_a_file_that_is_gone_there_is_told_and_offered_no_more(store: Store, mother: Client, here: str) -> None:
    consent(mother, here)
    work()
    find = the_look().finds.get()
    choose(mother, here, find.pk)
    store.services.results.clear()
    assert work() == {"failed": 1}
    shown = words(mother.get(here))
    assert "Kho kết quả không còn tệp này." in shown
    assert "Dùng giấy tờ này" not in shown
    assert choose(mother, here, find.pk).status_code == 422


def test_what_a_killed_worker_left_is_taken_up_by_another_after_a_while(
    store: Store, mother: Client, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(mother, here)
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(ClassicStore, "look_up", lambda *_asked: (_ for _ in ()).throw(SystemExit))
        answering.answer_due()
    assert (the_look().state, the_look().attempts) == (LookState.WAITING, 1)
    assert dict(answering.answer_due()) == {}  # leased: another worker does not ask at the same time
    assert work() == {"found": 1}

    choose(mother, here, the_look().finds.get().pk)
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(ClassicStore, "fetch", lambda *_asked: (_ for _ in ()).throw(SystemExit))
        fetching.fetch_due()
    assert dict(fetching.fetch_due()) == {}
    assert work() == {"taken": 1}


def test_pages_speak_the_language_of_the_reader_and_keep_the_words_that_were_shown(
    store: Store, mother: Client, here: str
) -> None:
    mother.cookies["django_language"] = "en"
    assert "Look in the national store of results" in words(mother.get(here))
    consent(mother, here)
    assert the_look().words.startswith("I agree")
    work()
    assert "Use this document" in words(mother.get(here))
    assert "Take the consent back" in words(mother.get("/kho-ket-qua/"))


def test_other_ways_to_the_page_change_nothing(store: Store, mother: Client, here: str) -> None:
    for method in ("put", "delete", "patch"):
        assert getattr(mother, method)(here).status_code == 405
    assert mother.post(here, {}).status_code == 422
    assert not StoreLook.objects.exists()
    assert mother.get(here)["Cache-Control"] == "private, no-store"


def test_the_database_refuses_two_waiting_looks_and_a_look_of_both(world: World, store: Store, here: str) -> None:
    plain: dict[str, Any] = {
        "asked_by": world.mother,
        "draft": new_draft(world),
        "component": paper_of(world),
        "procedure_code": "1.001193",
        "result_codes": [KIND],
        "asked": {},
        "owner_index": "0" * 64,
        "ground": "consent",
        "words": "Tôi đồng ý",
    }
    StoreLook.objects.create(**plain)
    for changes in ({}, {"state": "lạ"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoreLook.objects.create(**plain | changes)
    StoreLook.objects.create(**plain, state="found", answered_at=timezone.now() - timedelta(days=1))


def test_an_origin_names_result_and_agency_and_goes_with_its_file(world: World) -> None:
    upload = Upload.objects.get(public_id=upload_for(world.mother))
    for code, agency in (("", AGENCY), (KIND, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperOrigin.objects.create(upload=upload, result_code=code, agency=agency, title="Giấy")
    PaperOrigin.objects.create(upload=upload, result_code=KIND, agency=AGENCY, title="Giấy", number="1")
    assert str(PaperOrigin.objects.get()) == f"{KIND} 1"
    upload.delete()
    assert not PaperOrigin.objects.exists()


def test_a_name_is_one_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers_elsewhere, "_stores", {})
    papers_elsewhere.register("kho", STORE)
    papers_elsewhere.register("kho", STORE)

    class Other:
        def of_draft(self, *_asked: object) -> dict[int, Offer]:
            return {7: Offer("/khac/", "Kho khác")}

        of_dossier = of_answer = of_draft

    with pytest.raises(ValueError, match="kho"):
        papers_elsewhere.register("kho", Other())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(classic._LONGEST)), inner),
    max_leaves=8,
)


@given(_JSON, st.sampled_from(["0", "2", "3", "4", "9", ""]))
def test_whatever_the_store_signs_is_results_or_a_failure_of_a_known_kind(rows: Any, code: str) -> None:
    said = {"errorCode": code, "result": {"DanhSachGiayToKetQua": rows, "NoiDung": rows}}

    class Inside:
        def post(self, _path: str, message: Any) -> dict[str, Any]:
            return {**said, "signature": signatures.signature_of(body_of(message), said, SEED)}

    driver = ClassicStore(StoreConnection("https://kho.example", "", signatures.public_key(SEED)))
    driver._transport = Inside()  # type: ignore[assignment]
    with suppress(NationalFailure):
        found = driver.look_up(Asked("1.001193", NUMBER, (KIND, ""), "", "", ""))
        assert len(found) <= MOST_FOUND
        assert all(one.path and one.agency for one in found)
    with suppress(NationalFailure):
        assert isinstance(driver.fetch(AGENCY, "x"), bytes)
