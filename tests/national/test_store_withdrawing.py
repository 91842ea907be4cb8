"""A consent that is taken back stops all use: nothing is asked, fetched or kept for it that was not filed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import drafts
from dossiers.models import Draft, PaperOrigin
from portal.files.models import Upload
from portal.national.models import StoreFind, StoreLook
from portal.national.results_store import answering, fetching, withdrawing
from portal.national.results_store.drivers.classic import ClassicStore
from tests.dossiers.desk import full_draft, new_draft, page_url, signed_in, words
from tests.dossiers.world import World
from tests.national.stored import (
    Store,
    connect,
    consent,
    page_of,
    paper_of,
    proven,
    running,
    served,
    taken,
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
def mother(world: World) -> Client:
    served()
    return signed_in(proven(world.mother))


def withdraw(client: Client, look: StoreLook) -> str:
    """Ask first, then take back; what the page says afterwards."""
    address = reverse("store:withdraw", args=[look.public_id])
    assert "Rút lại sự đồng ý?" in words(client.get(address))
    return words(client.post(address, follow=True))


def test_what_waits_is_never_asked(world: World, store: Store, mother: Client) -> None:
    page = page_of(new_draft(world), paper_of(world))
    consent(mother, page)
    assert "Đã rút lại sự đồng ý." in withdraw(mother, the_look())
    assert work() == {}
    assert store.services.calls == {}
    assert "những gì tìm thấy đã bị xóa" in words(mother.get(page))
    assert "Không có sự đồng ý nào" in withdraw(mother, the_look())


def test_what_was_found_is_forgotten_and_can_not_be_chosen(world: World, store: Store, mother: Client) -> None:
    page = page_of(new_draft(world), paper_of(world))
    consent(mother, page)
    work()
    find = the_look().finds.get().pk
    withdraw(mother, the_look())
    assert not StoreFind.objects.exists()
    assert mother.post(page, {"choose": "1", "find": str(find)}).status_code == 422
    assert store.services.calls == {"tra-cuu": 1}


def test_a_file_that_was_fetched_and_not_filed_is_deleted(world: World, store: Store, mother: Client) -> None:
    draft = new_draft(world)
    assert taken(mother, page_of(draft, paper_of(world))).state == "taken"
    withdraw(mother, the_look())
    assert not Upload.objects.exists()
    assert not PaperOrigin.objects.exists()
    page = words(mother.get(page_url(draft, "papers")))
    assert "giay-chung-sinh.png" not in page
    assert "Lấy từ kho kết quả quốc gia" not in page


def test_a_paper_that_was_filed_stays(world: World, store: Store, mother: Client) -> None:
    """Luật 91/2025/QH15: what was done on the ground of a consent stays lawful after it ends."""
    draft = full_draft(world)
    taken(mother, page_of(draft, paper_of(world)))
    dossier = drafts.send(Draft.objects.get(pk=draft.pk), world.mother)
    withdraw(mother, the_look())
    upload = dossier.papers.get().upload
    assert upload is not None
    assert upload.origin.agency


def test_an_answer_on_its_way_when_the_consent_ended_is_thrown_away(
    world: World, store: Store, mother: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(new_draft(world), paper_of(world))
    consent(mother, page)
    asked = ClassicStore.look_up

    def look_up_slowly(*args: object) -> object:
        withdrawing.withdraw(the_look())
        return asked(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(ClassicStore, "look_up", look_up_slowly)
    assert dict(answering.answer_due()) == {"stopped": 1}
    assert not StoreFind.objects.exists()


def test_a_file_on_its_way_when_the_consent_ended_is_thrown_away(
    world: World, store: Store, mother: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(new_draft(world), paper_of(world))
    consent(mother, page)
    work()
    mother.post(page, {"choose": "1", "find": str(the_look().finds.get().pk)})
    fetched = ClassicStore.fetch

    def fetch_slowly(*args: object) -> object:
        withdrawing.withdraw(the_look())
        return fetched(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(ClassicStore, "fetch", fetch_slowly)
    assert dict(fetching.fetch_due()) == {"stopped": 1}
    assert not Upload.objects.exists()


def test_nobody_takes_back_or_sees_what_is_about_another(world: World, store: Store, mother: Client) -> None:
    consent(mother, page_of(new_draft(world), paper_of(world)))
    look = the_look()
    address = reverse("store:withdraw", args=[look.public_id])
    for other in (signed_in(proven(world.ward.clerk, "079088000456")), signed_in(world.ward.officer)):
        assert other.get(address).status_code == other.post(address).status_code == 404
        assert "Chưa có ai tìm giấy tờ của bạn" in words(other.get("/kho-ket-qua/"))
    assert Client().post(address).status_code == 302
    look.refresh_from_db()
    assert look.withdrawn_at is None


def test_the_own_list_costs_the_same_however_long_it_is(world: World, store: Store, mother: Client) -> None:

    page = page_of(new_draft(world), paper_of(world))
    counts = []
    for _time in range(2):
        for _look in range(3):
            consent(mother, page)
            work()
        with CaptureQueriesContext(connection) as asked:
            listed = words(mother.get("/kho-ket-qua/"))
        counts.append(len(asked))
    assert listed.count("Người hỏi:") == 6
    assert counts[0] == counts[1]
