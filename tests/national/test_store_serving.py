"""Publishers say which kind of result serves as which paper."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.national.models import ServingResult
from tests.dossiers.desk import signed_in, words
from tests.dossiers.filings import BIRTH_PAPER
from tests.dossiers.world import World, make_staff
from tests.national.stored import KIND, served
from units.roles import Role

PAGE = reverse("store-desk:serving")
OTHER_PAPER = "000.00.00.G15-KQ003159"


@pytest.fixture
def publisher(world: World) -> Client:
    return signed_in(make_staff("cong-khai@example.vn", "Đỗ Thu Hà", Role.PUBLISHER, world.ward.committee))


def add(client: Client, component: str = BIRTH_PAPER, result: str = KIND) -> str:
    return words(client.post(PAGE, {"component_code": component, "result_code": result}, follow=True))


def test_a_pair_is_added_once_shown_with_its_name_and_taken_off(publisher: Client) -> None:
    assert "Chưa có kết quả nào ở đây" in words(publisher.get(PAGE))
    page = add(publisher, f" {BIRTH_PAPER} ")
    assert "Đã thêm." in page
    assert "Giấy chứng sinh" in page
    assert "Đỗ Thu Hà" in page
    assert "Hai mã này đã có trong danh sách." in add(publisher)
    row = ServingResult.objects.get()

    for _time in range(2):
        gone = publisher.post(reverse("store-desk:serving-remove", args=[row.pk]), follow=True)
        assert "Chưa có kết quả nào ở đây" in words(gone)
    assert publisher.get(reverse("store-desk:serving-remove", args=[row.pk])).status_code == 405


def test_slips_of_the_pen_are_told_beside_the_field_and_kept(publisher: Client) -> None:
    for component, result, told in (
        ("000.00.00.G15-KQ999999", KIND, "Không thủ tục nào có thành phần hồ sơ mang mã này."),
        ("", KIND, "Hãy ghi mã thành phần hồ sơ."),
        (BIRTH_PAPER, "", "Hãy ghi mã kết quả."),
        (BIRTH_PAPER, "K" * 65, 'value="KKKK'),
        ("\x00", KIND, "Hãy ghi mã thành phần hồ sơ."),
    ):
        answer = publisher.post(PAGE, {"component_code": component, "result_code": result})
        assert answer.status_code == 422, told
        assert told in words(answer)
    assert not ServingResult.objects.exists()


def test_the_list_is_narrowed_and_survives_strange_addresses(publisher: Client) -> None:
    served()
    served(OTHER_PAPER, "KQ.G00.000002")
    narrowed = words(publisher.get(PAGE, {"tim": "kq003159"}))
    assert OTHER_PAPER in narrowed
    assert f'"portal-code">{BIRTH_PAPER}' not in narrowed
    for query in ("?tim=%00", "?sau=99999999999999999999", "?truoc=abc", "?tim=" + "x" * 5000):
        assert publisher.get(PAGE + query).status_code == 200, query


def test_pages_of_the_list_hold_together(publisher: Client) -> None:
    ServingResult.objects.bulk_create(
        ServingResult(component_code=BIRTH_PAPER, result_code=f"KQ.G00.{number:06}") for number in range(31)
    )
    first = words(publisher.get(PAGE))
    assert first.count("KQ.G00.") == 2 * 30
    assert "KQ.G00.000000" not in first


def test_only_publishers_come_in(world: World, publisher: Client) -> None:
    row = served()
    for person in (world.mother, world.ward.clerk, world.ward.leader):
        client = signed_in(person)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, {"component_code": OTHER_PAPER, "result_code": KIND}).status_code == 403
        assert client.post(reverse("store-desk:serving-remove", args=[row.pk])).status_code == 403
        assert PAGE not in words(client.get("/"))
    assert Client().get(PAGE).status_code == 302
    assert ServingResult.objects.get() == row
    assert PAGE in words(publisher.get(PAGE))
