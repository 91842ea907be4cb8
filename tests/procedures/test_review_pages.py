"""Rules proved: publishers alone see the queue; its list filters and pages; its page shows each doubt at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from procedures.choices import Source
from procedures.review.listing import PAGE_SIZE
from tests.procedures.factories import announced
from tests.procedures.national_records import channel, fee, paper, record
from tests.procedures.review_queue import CODE, OTHER, item_url, press, publisher, queued, signed_in, staff, waiting
from units.roles import Role

pytestmark = pytest.mark.django_db
QUEUE = "/cong-khai/ra-soat/"


@pytest.fixture
def client() -> Client:
    return signed_in(publisher())


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.PUBLISHER}))
def test_other_staff_may_neither_read_nor_decide(tmp_path: Path, role: str) -> None:
    queued(tmp_path, record())
    item, client = waiting(), signed_in(staff(role))

    for address in (QUEUE, item_url(item), f"{QUEUE}nhap/", f"{QUEUE}duyet-het/", f"{QUEUE}lan/{item.run_id}/"):
        assert client.get(address).status_code == 403
    assert press(client, item, "accept").status_code == 403
    assert client.post(f"{QUEUE}duyet-het/").status_code == 403
    assert waiting().pk == item.pk


def test_strangers_are_sent_to_sign_in(tmp_path: Path) -> None:
    queued(tmp_path, record())

    answer = Client().get(item_url(waiting()))

    assert answer.status_code == 302
    assert "tai-khoan" in answer["Location"]


def codes_on(html: str) -> list[str]:
    return [code for code in (CODE, OTHER, "1.000003") if f">{code}</a>" in html]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", [CODE, OTHER, "1.000003"]),
        ("nghi-ngo=no_result", [OTHER]),
        ("nghi-ngo=khong-nghi-ngo", [CODE, "1.000003"]),
        ("nghi-ngo=cua-tinh", ["1.000003"]),
        ("linh-vuc=%C4%90%E1%BA%A5t+%C4%91ai", [OTHER]),
        ("cap=province", ["1.000003"]),
        ("tim=ruou", [CODE]),
        ("tim=1.000002", [OTHER]),
        ("tinh-trang=accepted", []),
        ("tinh-trang=lost&cap=moon&sau=x&truoc=-1&lan=abc", [CODE, OTHER, "1.000003"]),
    ],
)
def test_the_list_is_filtered_by_its_address(tmp_path: Path, client: Client, query: str, codes: list[str]) -> None:
    announced("1.000003", source=Source.LOCAL)
    queued(
        tmp_path,
        record(),
        record(code=OTHER, name="Đất", field="Đất đai", results=[]),
        record(code="1.000003", name="C", levels=["province"]),
    )

    assert codes_on(page(client, f"{QUEUE}?{query}")) == codes


def test_the_list_pages_by_key_there_and_back(
    tmp_path: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    queued(tmp_path, *(record(code=f"2.{100000 + n}", name=f"Thủ tục {n}") for n in range(PAGE_SIZE + 3)))

    with django_assert_max_num_queries(20):
        first = client.get(QUEUE)
    second = client.get(QUEUE + first.context["page"].next)
    back = client.get(QUEUE + second.context["page"].previous)

    assert len(first.context["page"].rows) == PAGE_SIZE
    assert [item.code for item in second.context["page"].rows] == [f"2.{100000 + PAGE_SIZE + n}" for n in range(3)]
    assert second.context["page"].next == ""
    assert back.context["page"].rows == first.context["page"].rows


def test_the_list_counts_states_doubts_and_what_can_go_at_once(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(), record(code=OTHER, name="B", results=[]))
    press(client, waiting(OTHER), "send_back", reason="Thiếu")

    shown = client.get(QUEUE).context

    assert [tab.count for tab in shown["tabs"]] == [1, 0, 1, 0]
    assert shown["without_doubts"] == 1
    assert client.get(f"{QUEUE}?tinh-trang=sent_back").context["flags"] == [("no_result", "Không ghi kết quả", 1)]


def test_an_empty_queue_says_what_will_be_here(client: Client) -> None:
    assert "sẽ hiện ở đây" in page(client, QUEUE)
    assert "Bỏ lọc" in page(client, f"{QUEUE}?tim=x")


def rows_of(answer: Any, key: str) -> Any:
    return next(section for section in answer.context["sections"] if section.key == key)


def test_each_doubt_stands_at_its_place_with_its_suggestions(tmp_path: Path, client: Client) -> None:
    documents = [{"group": "Nhóm", "items": [paper("Đơn"), paper("Mang thẻ", 0, 0)]}]
    fees = [fee(text="150.000 đồng")]
    queued(tmp_path, record(documents=documents, channels=[channel(fees=fees, time_unit=None)], results=[]))

    answer = client.get(item_url(waiting()))

    papers = {row.row.where: row.doubts for row in rows_of(answer, "documents").rows}
    assert [doubt.flag for doubt in papers["documents[0].items[1]"]] == ["note_rows_in_documents"]
    assert papers["documents[0].items[0]"] == []
    money = {row.row.where: [d.flag for d in row.doubts] for row in rows_of(answer, "channels").rows}
    assert money == {"channels[0]": ["time_unit_missing"], "channels[0].fees[0]": ["fee_zero_but_text_sets_fee"]}
    assert [doubt.flag for doubt in rows_of(answer, "general").doubts] == ["no_result"]
    html = answer.content.decode()
    assert "Mức thu theo lời văn: 150.000 đồng." in html
    assert "Ghi thành lưu ý" in html


def test_national_text_is_shown_as_text_never_as_mark_up(tmp_path: Path, client: Client) -> None:
    hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>Xin'
    queued(
        tmp_path, record(name=f"Tên {hostile}", requirements=hostile, field=hostile, source_url="javascript:alert(3)")
    )
    item = waiting()

    for html in (page(client, item_url(item)), page(client, QUEUE)):
        assert "<script>alert" not in html
        assert "<img" not in html
        assert 'href="javascript:' not in html
    assert item.version is not None
    assert item.version.requirements == "Xin"


def test_a_record_that_comes_again_shows_only_what_differs(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(), accept_doubtful=True)
    queued(tmp_path, record(results=["Giấy phép mới"]))

    answer = client.get(item_url(waiting()))

    changed = {section.key for section in answer.context["sections"] if section.is_changed}
    assert changed == {"results"}
    changes = [(change.kind, change.line.text) for change in rows_of(answer, "results").changes]
    assert changes == [("removed", "Giấy phép"), ("added", "Giấy phép mới")]
    assert '<details class="govuk-details review-section" id="documents">' in answer.content.decode(), "folded"
    assert 'id="results" open' in answer.content.decode()


def test_replacing_what_the_province_announced_is_warned_of(tmp_path: Path, client: Client) -> None:
    announced(CODE, source=Source.LOCAL)
    queued(tmp_path, record())

    assert "sẽ thay bản của tỉnh" in page(client, item_url(waiting()))


def test_a_decided_item_can_be_read_and_not_decided(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(results=[]))
    item = waiting()
    press(client, item, "accept")

    html = page(client, item_url(item))

    assert "Đã duyệt" in html
    assert "Duyệt và sang bản tiếp theo" not in html
    assert "Đã đối chiếu" not in html


def test_a_page_costs_the_same_however_many_papers_it_has(
    tmp_path: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    queued(tmp_path, record(documents=[{"group": "", "items": [paper(f"Tờ {n}", 0, 0) for n in range(80)]}]))
    item = waiting()

    with django_assert_max_num_queries(26):
        client.get(item_url(item))


def test_broken_shapes_are_shown_not_hidden(tmp_path: Path, client: Client) -> None:
    broken = record(
        channels=["x", {"method": "?", "fees": ["y"], "time_qty": "z"}],
        documents=["a", {"group": "G", "items": ["b", None]}],
        steps=["c"],
        legal_basis=["d"],
        results="e",
        levels=None,
    )
    queued(tmp_path, broken)

    html = page(client, item_url(waiting()))

    assert all(f">{text}" in html for text in "abcde")


def test_neighbours_follow_the_filter(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(), record(code=OTHER, name="B", results=[]), record(code="1.000003", name="C"))
    query = "?tinh-trang=waiting&nghi-ngo=khong-nghi-ngo"

    shown = client.get(item_url(waiting("1.000003"), query)).context

    assert shown["before_url"] == item_url(waiting(), query)
    assert shown["after_url"] == ""


def test_gone_items_are_not_found(client: Client) -> None:
    assert client.get(reverse("review:item", args=(10**9,))).status_code == 404


def test_the_menu_counts_what_waits_for_publishers_only(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record())
    assert 'class="staff-rail__count">1<' in page(client, QUEUE)
