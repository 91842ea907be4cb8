"""Whoever somebody else files for sees it, once it is proven who they are: read only, and every look is logged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import owner_list, processing, returning, supplementing
from dossiers.models import Dossier, Rating
from dossiers.statuses import Status
from portal.accounts.models import AccessLogEntry, User
from tests.dossiers import filings, stages
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World, make_user

FATHER = replace(filings.LAN, full_name="Trần Văn Hùng", id_number="079188005678", email="", phone="")
MINE = reverse("dossiers:mine")
ACTS = ("withdraw", "rate", "supplement")


def identified(number: str = FATHER.id_number, level: int = 2, email: str = "hung@example.vn") -> User:
    """An account with an identity number, at a level of identification (2: by face or fingerprints)."""
    user = make_user(email, "Trần Văn Hùng", assurance_level=level)
    user.set_id_number(number)
    user.save()
    return user


@pytest.fixture
def father(world: World) -> User:
    return identified()


@pytest.fixture
def dossier(world: World, father: User) -> Dossier:
    """Filed by the mother, in the matter of the father."""
    return filings.submitted(world, owner=FATHER)


def address(dossier: Dossier, name: str = "detail") -> str:
    return reverse(f"dossiers:{name}", args=[dossier.code])


def test_the_owner_reads_what_was_filed_for_them(father: User, dossier: Dossier) -> None:
    """Luật 91/2025/QH15: whose data it is may know what is done with it; the page says who filed."""
    client = signed_in(father)

    page = words(client.get(address(dossier)))

    assert "Nguyễn Thị Lan đã nộp hồ sơ này cho bạn" in page
    assert "hãy báo ngay cho nơi tiếp nhận" in page
    assert "Người nộp hồ sơ đã nộp" in page
    assert "Bạn đã nộp" not in page
    listed = words(client.get(MINE))
    assert dossier.code in listed
    assert "Người khác nộp cho bạn" in listed


def test_nothing_of_the_filer_but_the_name_stands_there(father: User, dossier: Dossier) -> None:
    page = words(signed_in(father).get(address(dossier)))

    assert filings.LAN.full_name in page
    for private in (filings.LAN.id_number, filings.LAN.email, filings.LAN.street, "901 234 567", "901234567"):
        assert private not in page


@pytest.mark.parametrize(
    ("number", "level", "may"),
    [
        (FATHER.id_number, 2, True),
        (FATHER.id_number, 1, False),  # a number nobody compared with a face
        (FATHER.id_number, 0, False),  # a number that somebody typed about themselves
        ("079188005679", 2, False),  # somebody else's number
        (filings.LAN.id_number, 2, False),  # the filer's number on another account: filing is no ownership
    ],
)
def test_only_a_proven_number_of_the_owner_opens_it(world: World, number: str, level: int, may: bool) -> None:
    dossier = filings.submitted(world, owner=FATHER)
    client = signed_in(identified(number, level))

    assert client.get(address(dossier)).status_code == (200 if may else 404)
    assert (dossier.code in words(client.get(MINE))) is may
    assert AccessLogEntry.objects.exists() is may


def test_an_account_without_a_number_meets_no_party_without_one(world: World) -> None:
    """An empty index is no number: parties of old dossiers may have none."""
    dossier = filings.submitted(world, owner=FATHER)
    dossier.parties.update(id_number="", id_number_index="")
    nobody = make_user("x@example.vn", "Người Lạ", assurance_level=2)

    assert not Dossier.objects.owned_by(nobody).exists()
    assert not Dossier.objects.readable_by(nobody).exists()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("stage", ["submitted", "supplement", "finished"])
def test_acting_stays_with_who_filed(world: World, father: User, dossier: Dossier, act: str, stage: str) -> None:
    """Read only: no button, no page behind its address, and nothing changes by a post."""
    if stage == "supplement":
        component = dossier.papers.get().component_id
        supplementing.request(dossier, world.ward.clerk, reason="Bản chụp mờ.", remarks={component: "Chụp lại."})
    if stage == "finished":
        stages.issue(processing.approve(stages.to_the_leader(world, dossier), world.ward.leader))
    before = list(dossier.events.values_list("hash", flat=True))
    client = signed_in(father)

    page = words(client.get(address(dossier)))
    answers = [client.get(address(dossier, act)), client.post(address(dossier, act), {"score": 3, "reason": "Thử"})]

    assert not [name for name in ACTS if address(dossier, name) in page]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert list(dossier.events.values_list("hash", flat=True)) == before
    assert not Rating.objects.exists()


def test_what_is_asked_of_the_filer_is_said_so_and_is_not_the_owners_to_do(
    world: World, father: User, dossier: Dossier
) -> None:
    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.clerk, reason="Bản chụp mờ.", remarks={component: "Chụp lại."})
    client = signed_in(father)

    page = words(client.get(address(dossier)))

    assert "Người nộp hồ sơ cần bổ sung giấy tờ" in page
    assert "Bạn cần bổ sung" not in page
    assert dossier.code not in words(client.get(MINE, {"xem": "can-lam"}))
    assert dossier.code in words(signed_in(world.mother).get(MINE, {"xem": "can-lam"}))


def test_what_the_filer_did_is_told_as_theirs(world: World, father: User, dossier: Dossier) -> None:
    returning.withdraw(dossier, world.mother, reason="Nộp nhầm.")

    page = words(signed_in(father).get(address(dossier)))

    assert "Người nộp hồ sơ đã rút hồ sơ" in page
    assert "Bạn đã rút hồ sơ" not in page
    assert Dossier.objects.get().status == Status.WITHDRAWN


def test_every_look_is_logged_and_the_filer_sees_who_looked(world: World, father: User, dossier: Dossier) -> None:
    """Opening counts once an hour; papers count every time. The log is Vietnamese in every language of a page."""
    client = signed_in(father)
    paper = reverse("dossiers:paper-file", args=[dossier.code, dossier.papers.get().pk])
    client.cookies["django_language"] = "en"

    client.get(address(dossier))
    client.get(address(dossier))
    assert client.get(paper).status_code == 200
    assert client.get(paper).status_code == 200

    looks = AccessLogEntry.objects.order_by("pk")
    assert {(entry.actor, entry.owner) for entry in looks} == {(father, world.mother)}
    whys = [entry.why for entry in looks]
    assert whys[0] == "Chủ hồ sơ xem hồ sơ do người khác nộp"
    assert len(whys) == 3
    assert whys[1] == whys[2]
    assert whys[1].startswith("Mở «")
    assert "Trần Văn Hùng" in words(signed_in(world.mother).get(reverse("account_looks")))


def test_whoever_filed_for_themselves_is_not_logged(world: World) -> None:
    mother = world.mother
    mother.assurance_level = 2
    mother.set_id_number(filings.LAN.id_number)
    mother.save()
    dossier = filings.submitted(world)

    page = words(signed_in(mother).get(address(dossier)))

    assert "đã nộp hồ sơ này cho bạn" not in page
    assert list(Dossier.objects.owned_by(mother)) == [dossier], "filed and owned is listed once"
    assert not AccessLogEntry.objects.exists()


def test_the_signed_result_is_the_owners_to_fetch(world: World, father: User) -> None:
    dossier = stages.issue(_approved_for_father(world))
    document = reverse("dossiers:document", args=[dossier.code, "acknowledgement", 1])

    assert signed_in(father).get(document).status_code in {200, 202}
    assert Client().get(document).status_code == 302
    assert signed_in(make_user("la@example.vn", "Người Lạ")).get(document).status_code == 404


def _approved_for_father(world: World) -> Dossier:
    return filings.approved(world, owner=FATHER, result_delivery="counter")


def test_the_api_knows_a_person_by_what_they_filed_only(father: User, dossier: Dossier) -> None:
    """Looks are logged on pages; the API, made for programs, opens nothing more."""
    client = signed_in(father)

    assert client.get(f"/api/v1/dossiers/{dossier.code}/").status_code == 404
    assert client.get("/api/v1/dossiers/").json()["results"] == []


def test_the_list_costs_one_query_more_for_the_identified(
    world: World, father: User, dossier: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """1. ids of what was filed for the person; 2. a page of dossiers with what it names; nothing a row."""
    filings.submitted(world, owner=FATHER)

    with django_assert_num_queries(4):  # two for the anchor of a page, and two for the page
        rows = owner_list.page_of(father, after="H29.999-261122-9999").dossiers
        assert [row.receiving_unit.name for row in rows]
    assert len(rows) == 2
