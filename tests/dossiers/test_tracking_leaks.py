"""What anybody with a code learns is the same for every dossier of a level: nothing of whose, what, where or why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.world import World

TRACK = reverse("dossiers:track")
STAGES: list[Callable[[World], Dossier]] = [
    filings.submitted,
    filings.received,
    filings.handed_over,
    filings.awaiting_supplement,
    filings.awaiting_signature,
    filings.approved,
    stages.issued,
    stages.refused,
    stages.withdrawn,
]
#: The page's own example is a code, too.
CODE = re.compile(r"H29\.\d{3}-\d{6}-\d{4}")
#: Words of the page itself, in either language, that also occur in what was filed.
HARMLESS = {"trang", "hồ", "sơ", "the", "yes", "no", "online"}


def texts_of(dossier: Dossier) -> set[str]:
    """Every text that the dossier holds: people, answers, papers, reasons, units, staff, numbers of documents."""
    found: set[str] = {dossier.title, dossier.receiving_unit.name, dossier.competent_unit.name}
    for party in dossier.parties.all():
        found |= {party.full_name, party.id_number, party.phone, party.email, party.street, party.commune_name}
    found |= {str(value) for value in dossier.form.values()}
    found |= {paper.component.name for paper in dossier.papers.select_related("component")}
    found |= {paper.upload.name for paper in dossier.papers.select_related("upload") if paper.upload}
    found |= {text for event in dossier.events.all() for text in (event.note, event.actor_name)}
    found |= {row.document.verification_code for row in dossier.paperwork.select_related("document") if row.document}
    return {text for text in found if len(text) > 3 and text.lower() not in HARMLESS}


def assert_silent(answer: str, private: Iterable[str]) -> None:
    leaked = [text for text in private if text in answer]
    assert not leaked, leaked


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("make", STAGES, ids=lambda make: make.__name__)
def test_no_text_of_the_dossier_stands_on_the_page(
    world: World, make: Callable[[World], Dossier], language: str
) -> None:
    dossier = make(world)
    client = Client(headers={"Accept-Language": language})

    page = words(client.get(TRACK, {"code": dossier.code}))

    assert dossier.code in page
    assert_silent(page, texts_of(dossier))


@pytest.mark.parametrize("make", STAGES, ids=lambda make: make.__name__)
def test_the_interface_tells_three_things_and_no_more(world: World, make: Callable[[World], Dossier]) -> None:
    dossier = make(world)

    body: dict[str, Any] = Client().get("/api/v1/track/", {"code": dossier.code}).json()

    assert set(body) == {"code", "completion", "completion_name"}
    assert_silent(str(body), texts_of(dossier))


def same_but_for_the_code(client: Client, dossier: Dossier) -> str:
    """The page without the code and without what is new in every answer."""
    page = CODE.sub("CODE", words(client.get(TRACK, {"code": dossier.code})))
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|next" value)="[^"]*"', "", page)


@pytest.mark.parametrize("of_whom", ["nobody", "mother", "clerk", "stranger"])
def test_whoever_asks_sees_the_same(world: World, of_whom: str) -> None:
    """Two dossiers at one level differ by nothing: not by kind, not by unit, not by how long they wait."""
    one = filings.submitted(world)
    other = filings.submitted(world, receiving_unit=world.other_ward.centre.code, result_delivery="post")
    Dossier.objects.filter(pk=other.pk).update(due_at=one.submitted_at, title="Việc khác hẳn")
    people: dict[str, User] = {"mother": world.mother, "clerk": world.ward.clerk, "stranger": world.other_ward.clerk}
    client = Client()
    if of_whom in people:
        client.force_login(people[of_whom])

    assert same_but_for_the_code(client, one) == same_but_for_the_code(client, other)


def test_closed_is_closed_whether_refused_or_withdrawn(world: World) -> None:
    """A neighbour who has the code learns nothing of why."""
    refused, withdrawn = stages.refused(world), stages.withdrawn(world)
    client = Client()

    assert same_but_for_the_code(client, refused) == same_but_for_the_code(client, withdrawn)


@pytest.mark.parametrize("url", [TRACK, "/api/v1/track/"])
def test_a_code_that_is_not_given_yet_and_one_of_nowhere_answer_alike(world: World, url: str) -> None:
    """Codes count upwards: an answer that told them apart would tell how many were filed at a ward today."""
    code = filings.submitted(world).code
    following = f"{code[:-4]}{int(code[-4:]) + 1:04}"

    answers = [Client().get(url, {"code": each}) for each in (following, "H29.999-261122-0001")]

    assert len({answer.status_code for answer in answers}) == 1
    bodies = [CODE.sub("CODE", words(answer)) for answer in answers]
    assert re.sub(r'(value|nonce)="[^"]{20,}"', "", bodies[0]) == re.sub(r'(value|nonce)="[^"]{20,}"', "", bodies[1])


def test_the_page_is_kept_by_nobody_on_the_way(world: World) -> None:
    dossier = filings.submitted(world)

    answer = Client().get(TRACK, {"code": dossier.code})

    assert "public" not in answer.headers.get("Cache-Control", "")
    assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer", "strict-origin-when-cross-origin"}
