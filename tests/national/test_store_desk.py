"""Staff fetch a paper of a dossier from the national store, for its owner, on a ground that they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from dossiers import processing
from dossiers.models import Dossier
from dossiers.statuses import Action
from portal.accounts.models import AccessLogEntry
from portal.files.models import Upload
from portal.national import reading
from portal.national.gathering import dossiers_facts
from portal.national.messages import dossier_message
from portal.national.models import StoreLook
from portal.national.told import Told, told_of
from tests.dossiers.desk import signed_in, words
from tests.dossiers.filings import LAN, all_accepted, birth_submission, handed_over, submitted
from tests.dossiers.world import World
from tests.national.stored import (
    AGENCY,
    KIND,
    Store,
    connect,
    desk_page,
    paper_of,
    proven,
    running,
    served,
    the_look,
    work,
)

OWNER = LAN.id_number


@pytest.fixture
def store(settings: LazySettings) -> Iterator[Store]:
    with running() as one:
        connect(one, settings)
        one.holds(owner=OWNER)
        yield one


@pytest.fixture
def dossier(world: World) -> Dossier:
    """Filed by the mother, who left the hospital's paper to a database."""
    served()
    return submitted(world, papers=birth_submission(None).papers)


def ask(client: Client, page: str, ground: str = "nd309", **more: str) -> Any:
    return client.post(page, {"ask": "1", "ground": ground, **more})


def choose(client: Client, page: str) -> Any:
    return client.post(page, {"choose": "1", "find": str(the_look().finds.get().pk)})


def test_a_clerk_takes_the_paper_by_law_and_its_origin_is_shown_logged_and_told(
    world: World, store: Store, dossier: Dossier
) -> None:
    clerk, page = signed_in(world.ward.clerk), desk_page(dossier.code, paper_of(world))
    assert page in words(clerk.get(f"/can-bo/ho-so/{dossier.code}/"))

    assert ask(clerk, page, number="15/2026").status_code == 302
    assert work() == {"found": 1}
    [question] = store.services.asked
    assert question["SoDinhDanhChuSoHuu"] == dossier.owner.id_number == OWNER
    assert question["HoTenNguoiYeuCau"] == world.ward.clerk.full_name
    assert choose(clerk, page).status_code == 302
    assert work() == {"taken": 1}

    event = dossier.events.get(action=Action.TAKE_PAPER)
    assert (event.actor, event.unit) == (world.ward.clerk, world.ward.centre)
    assert event.data["ground"] == "nd309"
    assert told_of(event.action) == Told.STATE
    first, second = dossier.papers.order_by("pk")
    assert (first.replaced_by, first.source, second.replaced_by) == (second, "in_database", None)
    assert AGENCY in words(clerk.get(f"/can-bo/ho-so/{dossier.code}/"))
    [paper] = dossier_message(dossiers_facts(reading.logged([dossier.pk]).values())[dossier.pk])["TaiLieuNop"]
    assert (paper["DuocTaiSuDung"], paper["DuocLayTuKhoDMQG"], paper["MaKetQuaThayThe"]) == ("2", "1", KIND)
    look = AccessLogEntry.objects.get(why__contains="Nghị định 309/2026")
    assert (look.actor, look.owner) == (world.ward.clerk, world.mother)
    assert dossier.code in look.subject
    assert OWNER not in look.subject + look.why + look.path


def test_a_ground_must_be_named_and_nobody_consents_for_another_on_this_page(
    world: World, store: Store, dossier: Dossier
) -> None:
    clerk, page = signed_in(world.ward.clerk), desk_page(dossier.code, paper_of(world))
    for ground in ("", "consent", "bịa"):
        answer = ask(clerk, page, ground, number="15/2026")
        assert answer.status_code == 422, ground
        assert 'value="15/2026"' in words(answer)
    assert "Hãy chọn căn cứ" in words(ask(clerk, page, ""))
    assert not StoreLook.objects.exists()

    ask(clerk, page, "at_counter")
    assert "có mặt" in the_look().words


def test_only_who_handles_the_dossier_now_may_ask(world: World, store: Store, dossier: Dossier) -> None:
    page = desk_page(dossier.code, paper_of(world))
    for person, expected in (
        (world.other_ward.clerk, 404),
        (world.ward.officer, 409),
        (world.ward.leader, 409),
        (world.mother, 403),
    ):
        assert ask(signed_in(person), page).status_code == expected, person
    assert ask(Client(), page).status_code == 302
    assert not StoreLook.objects.exists()

    assert "Lúc này bạn không lấy được" in words(signed_in(world.ward.leader).get(page))


def test_the_officer_may_after_the_hand_over_and_the_clerk_no_more(world: World, store: Store) -> None:
    served()
    dossier = handed_over(world)
    page = desk_page(dossier.code, paper_of(world))
    assert ask(signed_in(world.ward.clerk), page).status_code in (404, 409)
    assert ask(signed_in(world.ward.officer), page, "nd310").status_code == 302
    assert the_look().ground == "nd310"


def test_a_dossier_that_moved_on_meanwhile_keeps_its_papers(world: World, store: Store, dossier: Dossier) -> None:
    clerk, page = signed_in(world.ward.clerk), desk_page(dossier.code, paper_of(world))
    ask(clerk, page)
    work()
    choose(clerk, page)
    processing.hand_over(processing.receive(dossier, world.ward.clerk, all_accepted(dossier)), world.ward.clerk)

    assert work() == {"failed": 1}
    assert dossier.papers.count() == 1
    assert not Upload.objects.filter(owner=world.ward.clerk).exists()
    problem = the_look().finds.get().problem
    assert "không thuộc phần việc của bạn" in problem
    assert problem in words(clerk.get(page))


def test_without_a_store_the_page_says_so_and_the_workbench_offers_nothing(
    world: World, store: Store, dossier: Dossier, settings: LazySettings
) -> None:
    settings.RESULTS_STORE_URL = ""
    clerk, page = signed_in(world.ward.clerk), desk_page(dossier.code, paper_of(world))
    assert page not in words(clerk.get(f"/can-bo/ho-so/{dossier.code}/"))
    answer = ask(clerk, page)
    assert answer.status_code == 409
    assert "Chưa kết nối với kho kết quả quốc gia." in words(answer)


def test_what_waited_when_the_store_was_taken_off_ends_in_words(
    world: World, store: Store, dossier: Dossier, settings: LazySettings
) -> None:
    clerk, page = signed_in(world.ward.clerk), desk_page(dossier.code, paper_of(world))
    ask(clerk, page)
    settings.RESULTS_STORE_URL = ""
    assert work() == {"failed": 1}
    assert "Chưa kết nối với kho kết quả quốc gia." in words(clerk.get(page))


def test_the_owner_sees_the_look_of_staff_and_stops_only_what_is_consent(
    world: World, store: Store, dossier: Dossier
) -> None:
    clerk, page = signed_in(world.ward.clerk), desk_page(dossier.code, paper_of(world))
    mother = signed_in(proven(world.mother, OWNER))
    ask(clerk, page)
    listed = words(mother.get("/kho-ket-qua/"))
    assert world.ward.clerk.full_name in listed
    assert dossier.code in listed
    assert "/rut/" not in listed
    by_law = the_look()
    mother.post(f"/kho-ket-qua/{by_law.public_id}/rut/")
    by_law.refresh_from_db()
    assert (by_law.state, by_law.withdrawn_at) == ("waiting", None)

    work()
    ask(clerk, page, "at_counter")
    by_consent = the_look()
    assert f"/kho-ket-qua/{by_consent.public_id}/rut/" in words(mother.get("/kho-ket-qua/"))
    mother.post(f"/kho-ket-qua/{by_consent.public_id}/rut/")
    assert work() == {}
    assert store.services.calls == {"tra-cuu": 1}
    assert "Đã rút lại sự đồng ý" in words(clerk.get(page))
