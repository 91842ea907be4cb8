"""The public form: without account or scripts, nothing typed lost, floods kept out, danger answered first."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hotline import proof_of_work, throttling
from hotline.kinds import Severity
from hotline.models import Ticket
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import SAI_GON, World
from tests.hotline.tickets import SEND, WORDS, filed, opened, page, typed

DOOR = reverse("hotline:door")


def proof_for(key: str) -> str:
    """What a browser's script finds."""
    return next(str(number) for number in count() if proof_of_work.is_done(key, str(number)))


def test_a_stranger_sends_and_is_told_both_codes_once(world: World) -> None:
    client = Client()

    answer = client.post(SEND, typed(), follow=True)

    ticket = Ticket.objects.get()
    page_words = words(answer)
    assert ticket.code in page_words and "Mã bí mật của bạn" in page_words
    assert ticket.content == WORDS and ticket.user is None and ticket.reporter_phone == "+84901234567"
    # Somebody else's browser is asked for the secret, and learns nothing of whether the ticket exists.
    for code in (ticket.code, "PAKN-H29-261122-9999"):
        elsewhere = Client().get(reverse("hotline:sent", args=[code]))
        assert (elsewhere.status_code, elsewhere["Location"]) == (302, reverse("hotline:follow"))


def test_the_secret_stands_in_no_address_and_no_readable_cookie(world: World) -> None:
    client = Client()

    answer = client.post(SEND, typed())

    shown = words(client.get(answer["Location"]))
    found = re.search(r"<strong class=.portal-code.>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})</strong>", shown)
    assert found is not None
    secret = found[1]
    assert secret not in answer["Location"]
    cookie = answer.cookies["hotline_keys"]
    assert secret not in cookie.value and cookie["httponly"] and cookie["path"] == "/phan-anh/"


def test_the_same_form_sent_twice_counts_once(world: World) -> None:
    client, form = Client(), typed()

    first, again = client.post(SEND, form), client.post(SEND, form)

    assert first["Location"] == again["Location"] and Ticket.objects.count() == 1
    assert client.get(again["Location"]).status_code == 200


def test_a_signed_in_person_need_not_write_who_they_are_and_finds_it_again(world: World) -> None:
    client = signed_in(world.mother)
    assert 'value="Nguyễn Thị Lan"' in client.get(SEND).content.decode()

    client.post(SEND, typed())

    ticket = Ticket.objects.get()
    assert ticket.user == world.mother
    other_browser = signed_in(world.mother)
    assert ticket.code in words(other_browser.get(reverse("hotline:follow")))
    assert other_browser.get(reverse("hotline:ticket", args=[ticket.code])).status_code == 200
    stranger = signed_in(world.ward.clerk)
    assert ticket.code not in words(stranger.get(reverse("hotline:follow")))
    assert stranger.get(reverse("hotline:ticket", args=[ticket.code])).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kind": ""}, "Hãy chọn một loại nội dung."),
        ({"content": " \u200b "}, "Hãy kể điều bạn muốn nói."),
        ({"content": "x" * 5001}, "5000"),
        ({"full_name": ""}, "hãy cho biết họ tên"),
        ({"phone": ""}, "số điện thoại hoặc thư điện tử"),
        ({"phone": "12"}, "Số điện thoại chưa đúng"),
        ({"dossier": "hồ sơ của tôi"}, "Mã hồ sơ có dạng"),
        ({"email": "lan@"}, "email"),
    ],
)
def test_what_is_missing_is_told_and_nothing_typed_is_lost(world: World, wrong: dict[str, Any], told: str) -> None:
    sent = typed(place="Quầy số 3") | wrong

    answer = Client().post(SEND, sent)

    assert answer.status_code == 422 and not Ticket.objects.exists()
    html = answer.content.decode()
    assert told in html and "Quầy số 3" in html
    assert sent["content"].strip("\u200b ")[:200] in html and sent["submission_key"] in html


def test_thanks_need_neither_name_nor_phone(world: World) -> None:
    Client().post(SEND, typed(kind="praise", full_name="", phone="", content="Cảm ơn cô tiếp nhận ở quầy 2."))

    assert Ticket.objects.get().is_nameless


def test_the_commune_chosen_names_the_unit(world: World) -> None:
    Client().post(SEND, typed(commune=SAI_GON))

    assert Ticket.objects.get().about_unit == world.ward.committee


def test_hostile_text_is_kept_and_shown_as_text(world: World) -> None:
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(2)> {{ 7|add:7 }} \u202etxt"
    client = Client()

    answer = client.post(SEND, typed(content=hostile), follow=True)

    ticket = Ticket.objects.get()
    html = client.get(reverse("hotline:ticket", args=[ticket.code])).content.decode()
    assert answer.status_code == 200
    assert "<script>alert(1)" not in html and "&lt;script&gt;alert(1)" in html and "\u202e" not in html


def test_danger_is_answered_first(world: World) -> None:
    answer = Client().post(SEND, typed(content="Họ dọa giết tôi"), follow=True)

    html = answer.content.decode()
    assert Ticket.objects.get().severity == Severity.URGENT
    assert html.index('href="tel:113"') < html.index("Đã nhận phản ánh</h1>")


def test_a_flood_is_stopped_with_its_text_kept_and_a_browser_that_did_the_sum_may_send_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "SENT_WITHOUT_PROOF", throttling.Limit("few", 2, 600))
    monkeypatch.setattr(proof_of_work, "BITS", 6)
    client = Client()
    for _ in range(2):
        assert client.post(SEND, typed()).status_code == 302

    refused = client.post(SEND, typed())
    wrong = client.post(SEND, typed(proof="abc"))
    form = typed()
    proved = client.post(SEND, form | {"proof": proof_for(form["submission_key"])})

    assert (refused.status_code, wrong.status_code, proved.status_code) == (429, 429, 302)
    assert WORDS in refused.content.decode() and "quá nhiều phản ánh" in refused.content.decode()
    assert Ticket.objects.count() == 3


def test_without_a_cache_nobody_is_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *_given: False)

    def gone(*_given: Any) -> int:
        raise ValueError

    monkeypatch.setattr(cache, "incr", gone)

    assert [Client().post(SEND, typed()).status_code for _ in range(8)] == [302] * 8


def test_a_five_megabyte_text_is_refused_in_words(world: World) -> None:
    answer = Client().post(SEND, typed(content="x" * 5_000_000))

    assert answer.status_code == 413 and not Ticket.objects.exists()


def test_pages_cost_few_queries(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    client.get(SEND)  # the communes are kept from here on

    with django_assert_num_queries(0):
        client.get(DOOR)
    with django_assert_num_queries(0):
        client.get(SEND)
    sent = filed()
    browser = opened(sent)
    with django_assert_num_queries(4):  # the ticket with its unit, its events, its answers, its files
        browser.get(page("ticket", sent))
