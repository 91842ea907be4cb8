"""Rules proved: feed readers learn of every change in words, however long ago they came last (RFC 4287, RFC 5005)."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.test import Client
from django.utils import timezone

from procedures import feed
from procedures.models import Component, Procedure
from procedures.publishing import publish
from procedures.structured_data import address_of
from tests.procedures.factories import FieldFactory, VersionFactory, announced, draft
from tests.procedures.open_data import CODE, amend, born, commit, end
from tests.units.factories import CommuneCommitteeFactory, DepartmentFactory

pytestmark = pytest.mark.django_db
URL = "/thu-tuc/thay-doi.atom"
ATOM = {"a": "http://www.w3.org/2005/Atom", "fh": feed.HISTORY}


@pytest.fixture
def birth() -> Procedure:
    """Registration of a birth, in force."""
    return born()


def read(client: Client, url: str = URL, **query: str) -> Element:
    """The document."""
    response = client.get(url, query)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return parse(response.content)


def parse(content: bytes) -> Element:
    """Our own answer, so it may be parsed."""
    return fromstring(content)  # noqa: S314


def titles(document: Element) -> list[str]:
    """Titles of the entries."""
    return [entry.findtext("a:title", "", ATOM) for entry in document.findall("a:entry", ATOM)]


def ids(document: Element) -> list[int]:
    """Numbers of the entries."""
    return [int(entry.findtext("a:id", "", ATOM).split("#")[1]) for entry in document.findall("a:entry", ATOM)]


def link(document: Element, rel: str) -> str:
    """The path that a link of the feed leads to; "" without one."""
    found = document.find(f"a:link[@rel='{rel}']", ATOM)
    return found.attrib["href"].removeprefix(address_of("")) if found is not None else ""


def announce(many: int, **content: Any) -> None:
    """So many procedures at once."""
    publish([VersionFactory(**content) for _ in range(many)])
    commit()


def test_a_life_of_a_procedure_is_told_newest_first(client: Client, birth: Procedure) -> None:
    amend(birth, 2)
    other = announced("2.000635", name="Cấp bản sao").procedure
    end(other, successor=birth)

    document = read(client)

    assert titles(document) == [
        "Bãi bỏ: Cấp bản sao (2.000635)",
        "Công bố: Cấp bản sao (2.000635)",
        f"Sửa đổi, bổ sung: Thủ tục đăng ký khai sinh ({CODE})",
        f"Công bố: Thủ tục đăng ký khai sinh ({CODE})",
    ]
    first = document.findall("a:entry", ATOM)[0]
    assert f"Được thay thế bằng thủ tục {CODE}." in first.findtext("a:summary", "", ATOM)
    categories = [category.attrib["term"] for category in first.findall("a:category", ATOM)]
    assert categories == ["Bãi bỏ", "Hộ tịch"]


def test_an_amendment_is_told_paper_by_paper_and_leads_to_its_page(client: Client, birth: Procedure) -> None:
    new = draft(procedure=birth, number=2, decision_number="77/QĐ-UBND")
    Component.objects.filter(case__version=new).update(originals=2)
    publish([new])
    commit()

    entry = read(client).findall("a:entry", ATOM)[0]
    html = entry.findtext("a:summary", "", ATOM)

    assert f"Áp dụng từ {timezone.localdate():%d/%m/%Y}. Theo Quyết định số 77/QĐ-UBND." in html
    assert "<h3>Giấy tờ cần có</h3>" in html and "Giấy chứng sinh, số lượng" in html
    place = entry.find("a:link", ATOM)
    assert place is not None
    assert client.get(place.attrib["href"].removeprefix(address_of(""))).status_code == 200


def test_an_amendment_that_nobody_sees_says_so(client: Client, birth: Procedure) -> None:
    amend(birth, 2)

    assert "không thấy gì khác so với phiên bản 1" in client.get(URL).content.decode()


def test_the_words_are_in_the_readers_language(client: Client, birth: Procedure) -> None:
    response = client.get(URL, headers={"Accept-Language": "en"})

    document = parse(response.content)
    assert titles(document) == [f"Announced: Thủ tục đăng ký khai sinh ({CODE})"]
    assert document.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"linh-vuc": "G15-TP07"}, [CODE]),
        ({"linh-vuc": "G13-TN02"}, ["1.012345"]),
        ({"cap": "province"}, ["1.012345"]),
        ({"thu-tuc": CODE}, [CODE]),
        ({"linh-vuc": "G13-TN02", "cap": "commune"}, []),
    ],
)
def test_a_feed_of_one_field_level_or_procedure(
    client: Client, birth: Procedure, query: dict[str, str], codes: list[str]
) -> None:
    announced("1.012345", levels=["province"], field=FieldFactory(code="G13-TN02", name="Đất đai"))
    commit()

    document = read(client, **query)

    assert [title.rpartition("(")[2].rstrip(")") for title in titles(document)] == codes
    assert link(document, "self").startswith(f"{URL}?")


def test_a_feed_of_a_unit_is_of_what_it_settles(client: Client, birth: Procedure) -> None:
    assert len(titles(read(client, **{"don-vi": CommuneCommitteeFactory().code}))) == 1
    assert titles(read(client, **{"don-vi": DepartmentFactory(slug="so-y-te").code})) == []


@pytest.mark.parametrize(
    "query",
    [{"linh-vuc": "G99"}, {"cap": "moon"}, {"don-vi": "H99"}, {"thu-tuc": "9.999999"}, {"thu-tuc": "\0"}, {"cap": "'"}],
)
def test_a_feed_of_what_there_is_not_is_not_there(client: Client, birth: Procedure, query: dict[str, str]) -> None:
    assert client.get(URL, query).status_code == (200 if query == {"thu-tuc": "\0"} else 404)


def test_before_anything_is_announced_the_feed_is_empty_and_the_same_twice(client: Client) -> None:
    first, second = client.get(URL), client.get(URL)

    assert titles(parse(first.content)) == []
    assert first.content == second.content
    assert client.get("/thu-tuc/thay-doi/1.atom").status_code == 404


def walk_back(client: Client, **query: str) -> list[int]:
    """All numbers that a reader meets who follows the archives to their end."""
    document = read(client, **query)
    seen = ids(document)
    while place := link(document, "prev-archive"):
        document = read(client, place)
        assert document.find("fh:archive", ATOM) is not None
        assert link(document, "current").startswith(URL)
        seen += ids(document)
    return seen


@pytest.mark.parametrize("many", [1, 49, 50, 51, 100, 130])
def test_who_follows_the_archives_meets_every_entry(client: Client, many: int) -> None:
    announce(many)
    numbers = list(range(1, many + 1))
    base = min(walk_back(client)) - 1

    assert sorted(set(walk_back(client))) == [base + number for number in numbers]


def test_archives_of_a_narrow_feed_leave_out_empty_stretches(client: Client) -> None:
    announce(3, levels=["province"])
    announce(115)
    announce(1, levels=["province"])

    assert len(set(walk_back(client, cap="province"))) == 4
    first = read(client, "/thu-tuc/thay-doi/1.atom", cap="province")
    assert link(first, "prev-archive") == ""


def test_an_archive_never_changes(client: Client, birth: Procedure) -> None:
    announce(120)
    before = client.get("/thu-tuc/thay-doi/1.atom").content
    amend(birth, 2, name="Tên mới")
    announce(60)

    assert client.get("/thu-tuc/thay-doi/1.atom").content == before
    assert client.get("/thu-tuc/thay-doi/99.atom").status_code == 404
    assert client.get("/thu-tuc/thay-doi/0.atom").status_code == 404


def test_archives_lead_forward_too(client: Client) -> None:
    announce(160)
    first = read(client, "/thu-tuc/thay-doi/1.atom")

    second = read(client, link(first, "next-archive"))

    assert min(ids(second)) == max(ids(first)) + 1
    assert link(second, "prev-archive").endswith("/1.atom")


def test_a_reader_that_has_the_newest_is_told_so(client: Client, birth: Procedure) -> None:
    first = client.get(URL)

    again = client.get(URL, headers={"If-None-Match": first["ETag"]})
    amend(birth, 2)

    assert (again.status_code, again.content) == (304, b"")
    assert client.get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_what_was_announced_cannot_break_the_document(client: Client) -> None:
    """Control characters, which XML has no place for, and mark-up come from national text."""
    announced(CODE, name="Thủ tục <b>&amp; \x01\x0b]]> ￾")
    commit()

    assert titles(read(client)) == [f"Công bố: Thủ tục <b>&amp; ]]>  ({CODE})"]


def test_scripts_in_what_changed_stay_text(client: Client, birth: Procedure) -> None:
    amend(birth, 2, requirements="<script>alert(1)</script>")

    html = read(client).findall("a:entry", ATOM)[0].findtext("a:summary", "", ATOM)

    assert "&lt;script&gt;" in html and "<script" not in html


def test_a_page_of_amendments_costs_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    procedures = [announced().procedure for _ in range(8)]
    publish([draft(procedure=procedure, number=2) for procedure in procedures])
    commit()

    with django_assert_max_num_queries(12):
        read(client)
    with django_assert_num_queries(1):  # how far the log is
        read(client)


def test_public_pages_name_their_feed(client: Client, birth: Procedure) -> None:
    amend(birth, 2)
    unit = CommuneCommitteeFactory().code
    for path, query in {
        "/": "",
        "/thu-tuc/": "",
        f"/thu-tuc/{CODE}/": f"?thu-tuc={CODE}",
        f"/thu-tuc/{CODE}/thay-doi/2/": f"?thu-tuc={CODE}",
        f"/don-vi/{unit}/thu-tuc/": f"?don-vi={unit}",
        f"/thu-tuc/{CODE}/?on=2020-01-01": f"?thu-tuc={CODE}",
    }.items():
        html = client.get(path).content.decode()
        assert '<link rel="alternate" type="application/atom+xml"' in html, path
        assert f'href="{URL}{query}"' in html, path
        assert client.get(URL + query).status_code == 200
