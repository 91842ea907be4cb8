"""Rules proved: events of life and business lead to their procedures in order; what is not in force is left out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from procedures.events import events, find_event
from procedures.models import SearchEntry
from tests.procedures.factories import announced
from tests.procedures.starter import load_starter

pytestmark = pytest.mark.django_db
EVERY = [*events("life"), *events("business")]


def test_there_are_ten_of_life_and_five_of_business_each_with_an_address_of_its_own() -> None:
    assert len(events("life")) >= 10
    assert len(events("business")) >= 5
    assert len({event.slug for event in EVERY}) == len(EVERY)


def test_every_procedure_of_an_event_is_in_the_starter_catalogue() -> None:
    load_starter()
    known = {entry.card["code"] for entry in SearchEntry.objects.only("card")}

    assert {step.code for event in EVERY for step in event.steps} <= known


def test_the_page_lists_in_order_what_is_in_force(client: Client) -> None:
    announced("1.000894", name="Thủ tục đăng ký kết hôn")
    announced("1.004873", name="Thủ tục cấp Giấy xác nhận tình trạng hôn nhân")

    html = client.get("/su-kien/ket-hon/").content.decode()

    assert html.index("Giấy xác nhận tình trạng hôn nhân</a>") < html.index("Thủ tục đăng ký kết hôn</a>")
    assert html.count('class="portal-card"') == 2
    assert str(find_event("ket-hon").steps[0].do) in html


def test_english_readers_get_english_advice(client: Client) -> None:
    announced("1.000894", name="Thủ tục đăng ký kết hôn")

    html = client.get("/su-kien/ket-hon/", headers={"Accept-Language": "en"}).content.decode()

    assert "Getting married" in html
    assert "Both go and register the marriage." in html


def test_an_event_without_procedures_in_force_says_so(client: Client) -> None:
    assert "Chưa có thủ tục nào" in client.get("/su-kien/khuyen-mai/").content.decode()


def test_an_event_that_nobody_wrote_is_not_found(client: Client) -> None:
    assert client.get("/su-kien/bay-len-mat-trang/").status_code == 404


def test_a_warm_event_asks_no_query(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/su-kien/ket-hon/")
    with django_assert_num_queries(0):
        client.get("/su-kien/ket-hon/")
