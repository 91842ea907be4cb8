"""A session that ends while somebody writes: after sign-in the page has the words again, and nothing was done yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import processing
from dossiers.models import Dossier, Rating
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.world import World

WORDS = "Câu dài đã viết, không ai muốn viết lại."
Make = Callable[[World], Dossier]

OWNER_FORMS: list[tuple[str, Make, dict[str, str]]] = [
    ("withdraw", filings.submitted, {"reason": WORDS}),
    ("rate", stages.issued, {"score": "1", "comment": WORDS}),
    ("supplement", filings.awaiting_supplement, {"note": WORDS}),
]
each_form = pytest.mark.parametrize(("name", "make", "typed"), OWNER_FORMS, ids=[row[0] for row in OWNER_FORMS])


def sign_in(client: Client, user: User) -> None:
    answer = client.post(reverse("account_login"), {"login": user.email, "password": "Mot-Cua-2026"})
    assert answer.status_code == 302


def lose_the_session(client: Client) -> None:
    client.cookies.pop("sessionid")


def post_too_late(client: Client, user: User, url: str, typed: dict[str, Any]) -> None:
    """The person wrote, the session ended meanwhile, and the button leads to the sign-in."""
    sign_in(client, user)
    lose_the_session(client)
    answer = client.post(url, typed)
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


@each_form
def test_the_owners_words_come_back(world: World, client: Client, name: str, make: Make, typed: dict[str, str]) -> None:
    dossier = make(world)
    url, events = reverse(f"dossiers:{name}", args=[dossier.code]), dossier.events.count()
    post_too_late(client, world.mother, url, typed)

    sign_in(client, world.mother)
    page = client.get(url)

    assert page.status_code == 200
    assert WORDS in words(page)
    assert dossier.events.count() == events, "nothing happens before the person presses again"


@each_form
def test_sent_again_after_sign_in_it_counts_once(
    world: World, client: Client, name: str, make: Make, typed: dict[str, str]
) -> None:
    dossier = make(world)
    url, events = reverse(f"dossiers:{name}", args=[dossier.code]), dossier.events.count()
    post_too_late(client, world.mother, url, typed)
    sign_in(client, world.mother)
    paper = dossier.papers.get(replaced_by=None)
    typed = {**typed, f"paper-{paper.component_id}-source": "brought"}

    for _press in range(2):
        assert client.post(url, typed).status_code == 302

    assert dossier.events.count() == events + 1


@each_form
def test_the_next_person_at_the_machine_gets_nothing(
    world: World, client: Client, name: str, make: Make, typed: dict[str, str]
) -> None:
    dossier = make(world)
    url = reverse(f"dossiers:{name}", args=[dossier.code])
    post_too_late(client, world.mother, url, typed)

    sign_in(client, world.other_ward.clerk)
    page = client.get(url)

    assert page.status_code == 404
    assert WORDS not in words(page)


def test_a_choice_comes_back_with_the_words(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    url = reverse("dossiers:rate", args=[dossier.code])
    post_too_late(client, world.mother, url, {"score": "1", "comment": WORDS})

    sign_in(client, world.mother)
    page = words(client.get(url))

    chosen = page.partition('value="1"')[2].partition(">")[0]
    assert "checked" in chosen
    assert not Rating.objects.exists()


def test_a_file_that_was_sent_in_pieces_is_there_and_one_that_was_not_is_asked_for(
    world: World, client: Client
) -> None:
    dossier = filings.awaiting_supplement(world)
    field = f"paper-{dossier.papers.get().component_id}"
    upload = filings.upload_for(world.mother, "ro-hon.png")
    url = reverse("dossiers:supplement", args=[dossier.code])
    post_too_late(client, world.mother, url, {f"{field}-file_upload": str(upload), "note": WORDS})

    sign_in(client, world.mother)
    page = words(client.get(url))
    assert f'value="{upload}"' in page
    assert "ro-hon.png" in page

    lose_the_session(client)
    client.post(url, {f"{field}-source": "uploaded", "note": WORDS})
    sign_in(client, world.mother)
    assert "Hãy chọn tệp «Giấy chứng sinh»" in words(client.get(url))


def test_what_became_impossible_meanwhile_leads_to_the_dossier(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    url = reverse("dossiers:withdraw", args=[dossier.code])
    post_too_late(client, world.mother, url, {"reason": WORDS})
    refused = processing.refuse(dossier, world.ward.clerk, reason="Đã đăng ký.", legal_ground="Điều 16")

    sign_in(client, world.mother)
    page = client.get(url)

    assert page["Location"] == reverse("dossiers:detail", args=[refused.code])


def test_the_start_of_a_filing_keeps_case_and_commune(world: World, client: Client) -> None:
    url = reverse("dossiers:start", args=["1.001193"])
    post_too_late(client, world.mother, url, {"case": "late", "commune": world.other_ward.division.code})

    sign_in(client, world.mother)
    page = words(client.get(url))

    assert f'<option value="{world.other_ward.division.code}" selected' in page
    assert "checked" in page.partition('value="late"')[2].partition(">")[0]
