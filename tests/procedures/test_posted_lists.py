"""Rules proved: each unit's list can be read, printed and taken along; pages tell machines what they are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from playwright.sync_api import Page

from procedures.choices import Competence, Level
from procedures.models import ProcedureVersion
from procedures.publishing import publish
from tests.documents import reading
from tests.procedures.factories import CaseFactory, ComponentFactory, FieldFactory, ProcedureFactory, announced, draft
from tests.units.factories import CentreFactory, CommuneCommitteeFactory, DepartmentFactory, WardFactory
from units.models import Unit

pytestmark = pytest.mark.django_db
BIRTH, LAND, TAX = "1.001193", "1.012345", "1.000777"
URL = f"/thu-tuc/{BIRTH}/"
ATOM = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def committee() -> Unit:
    """A ward's committee, with a centre of its own."""
    ward = WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")
    made: Unit = CommuneCommitteeFactory(division=ward)
    CentreFactory(parent=made, division=ward, name="Trung tâm Sài Gòn", address="45 Lê Duẩn", hotline="1022")
    return made


@pytest.fixture
def three(committee: Unit) -> ProcedureVersion:
    """Birth and tax at communes, land at a department."""
    land = FieldFactory(code="G13-TN02", name="Đất đai")
    announced(
        LAND, name="Cấp sổ đỏ", levels=[Level.PROVINCE], field=land,
        competence=Competence.DEPARTMENT, competent_department="so-nong-nghiep-moi-truong",
    )  # fmt: skip
    announced(TAX, name="Xác nhận <b>nhà</b>", field=FieldFactory(code="X-A", name="An sinh"), division="kinh-te")
    birth = draft(procedure=ProcedureFactory(code=BIRTH), results=[{"name": "Giấy khai sinh"}])
    late = CaseFactory(version=birth, key="late", name="Quá hạn", when="Đã quá 60 ngày", position=1)
    ComponentFactory(case=late, name="Giấy cam đoan", copies=2)
    publish([birth], valid_from=date(2026, 1, 1))
    return birth


def pdf_text(content: bytes) -> str:
    """The words of a PDF, with single spaces."""
    return re.sub(r"\s+", " ", reading.text_of(content))


def data_of(html: str) -> dict[str, Any]:
    """The structured data of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_a_commune_lists_what_communes_settle_by_field(
    client: Client, committee: Unit, three: ProcedureVersion
) -> None:
    html = client.get(f"/don-vi/{committee.code}/thu-tuc/").content.decode()

    assert html.index(">An sinh</h2>") < html.index("Xác nhận &lt;b&gt;") < html.index(">Hộ tịch</h2>")
    assert "2 thủ tục." in html
    assert "Cấp sổ đỏ" not in html


def test_a_department_lists_its_own(client: Client, three: ProcedureVersion) -> None:
    department = DepartmentFactory(slug="so-nong-nghiep-moi-truong")

    html = client.get(f"/don-vi/{department.code}/thu-tuc/").content.decode()

    assert "Cấp sổ đỏ" in html
    assert "khai sinh" not in html


def test_a_unit_without_procedures_says_so(client: Client) -> None:
    department = DepartmentFactory(slug="so-y-te")

    assert "Chưa có thủ tục nào" in client.get(f"/don-vi/{department.code}/thu-tuc/").content.decode()


@pytest.mark.parametrize("path", ["/don-vi/H29.999/thu-tuc/", "/don-vi/H29.999/thu-tuc/in.pdf"])
def test_unknown_units_have_no_list(client: Client, three: ProcedureVersion, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_units_page_leads_to_its_list(client: Client, committee: Unit) -> None:
    assert f"/don-vi/{committee.code}/thu-tuc/" in client.get(f"/don-vi/{committee.code}/").content.decode()


def test_the_list_costs_few_queries_cold_and_none_warm(
    client: Client, committee: Unit, three: ProcedureVersion, django_assert_num_queries: Any
) -> None:
    """Cold: the unit, delegations, its entries, the rules on fees."""
    url = f"/don-vi/{committee.code}/thu-tuc/"
    with django_assert_num_queries(4):
        client.get(url)
    with django_assert_num_queries(0):
        client.get(url)


def test_the_list_prints_as_pdf_with_the_way_to_the_newest_one(
    client: Client, committee: Unit, three: ProcedureVersion, settings: Any
) -> None:
    """QĐ 766/QĐ-TTg, group 1: lists are posted at the one-stop; paper must lead to what holds today."""
    settings.PORTAL_URL = "https://dvc.example.vn"

    response = client.get(f"/don-vi/{committee.code}/thu-tuc/in.pdf")

    text = pdf_text(response.content)
    assert response["Content-Type"] == "application/pdf"
    for words in (BIRTH, "Thủ tục đăng ký khai sinh", "1 ngày làm việc", "8.000 đồng", committee.name):
        assert words in text, words
    assert f"https://dvc.example.vn/don-vi/{committee.code}/thu-tuc/" in text.replace(" ", "").replace("\n", "")
    assert LAND not in text


def test_a_printed_list_is_made_once_an_edition(
    client: Client,
    committee: Unit,
    three: ProcedureVersion,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    url = f"/don-vi/{committee.code}/thu-tuc/in.pdf"
    client.get(url)
    made: list[str] = []

    def render(*_args: Any, **_options: Any) -> bytes:
        made.append("again")
        return b"%PDF-new"

    monkeypatch.setattr("procedures.print_store.render_pdf", render)

    assert client.get(url).content != b"%PDF-new"
    with django_capture_on_commit_callbacks(execute=True):
        announced("1.000999", name="Thủ tục mới")
    assert client.get(url).content == b"%PDF-new"
    assert made == ["again"]


def test_the_checklist_of_a_case_can_be_taken_along(client: Client, three: ProcedureVersion) -> None:
    standard = pdf_text(client.get(f"{URL}in.pdf").content)
    late = pdf_text(client.get(f"{URL}in.pdf", {"case": "late"}).content)

    assert "Giấy chứng sinh" in standard and "8.000 đồng" in standard
    assert "Giấy cam đoan (1 bản chính, 2 bản sao)" in late
    assert "Giấy chứng sinh" not in late
    assert "case=late" in late.replace(" ", "")


def test_a_checklist_of_a_day_without_the_procedure_is_not_found(client: Client, three: ProcedureVersion) -> None:
    assert client.get(f"{URL}in.pdf", {"on": "2020-01-01"}).status_code == 404


def test_the_link_to_share_keeps_the_answers(client: Client, three: ProcedureVersion, settings: Any) -> None:
    settings.PORTAL_URL = "https://dvc.example.vn"

    html = client.get(URL, {"case": "late", "commune": "26740"}).content.decode()

    assert f'href="https://dvc.example.vn{URL}?case=late&amp;commune=26740"' in html
    assert f'<link rel="canonical" href="https://dvc.example.vn{URL}">' in html


def test_the_page_tells_search_engines_what_it_is(client: Client, three: ProcedureVersion) -> None:
    """schema.org GovernmentService; nothing that is unknown is made up."""
    told = data_of(client.get(URL, {"commune": "26740"}).content.decode())

    assert (told["@type"], told["identifier"], told["serviceType"]) == ("GovernmentService", BIRTH, "Hộ tịch")
    assert told["serviceOutput"] == [{"@type": "Thing", "name": "Giấy khai sinh"}]
    assert told["availableChannel"][0]["serviceLocation"]["address"] == "45 Lê Duẩn"
    assert "availableChannel" not in data_of(client.get(URL).content.decode())


def test_no_text_of_the_catalogue_ends_the_script_element(client: Client) -> None:
    announced("1.000888", name="Cấp </script><script>alert(1)</script> & giấy")

    html = client.get("/thu-tuc/1.000888/").content.decode()

    assert "<script>alert" not in html
    assert data_of(html)["name"] == "Cấp </script><script>alert(1)</script> & giấy"


def test_where_to_file_tells_hours_and_hotline(client: Client, three: ProcedureVersion) -> None:
    html = client.get(URL, {"commune": "26740"}).content.decode()

    assert "Trung tâm Sài Gòn" in html and "1022" in html
    assert re.search(r"Thứ 2 – Thứ 6: <span class=\"portal-figures\">07:30–11:30, 13:00–17:00", html)
    assert "chủ nhật:" not in html.lower()


def test_the_sitemap_names_every_public_page(client: Client, committee: Unit, three: ProcedureVersion) -> None:
    draft(procedure=ProcedureFactory(code="1.999999"))

    response = client.get("/sitemap.xml")

    rows = {row.findtext(f"{ATOM}loc"): row.findtext(f"{ATOM}lastmod") for row in ET.fromstring(response.content)}  # noqa: S314 - our own answer
    paths = {re.sub(r"^https?://[^/]+", "", place or ""): day for place, day in rows.items()}
    assert paths[URL] == "2026-01-01"
    assert f"/don-vi/{committee.code}/thu-tuc/" in paths
    assert "/thu-tuc/1.999999/" not in paths
    assert all(client.get(path).status_code == 200 for path in paths)
    assert "Sitemap: " in client.get("/robots.txt").content.decode()


def test_the_sitemap_is_kept(client: Client, three: ProcedureVersion, django_assert_num_queries: Any) -> None:
    client.get("/sitemap.xml")

    with django_assert_num_queries(0):
        client.get("/sitemap.xml")


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_list_passes_axe_and_structured_data_offends_no_policy(
    page: Page,
    live_server: Any,
    check_widths: Callable[[Page], None],
    committee: Unit,
    three: ProcedureVersion,
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/don-vi/{committee.code}/thu-tuc/")
    check_widths(page)
    page.get_by_role("link", name="Thủ tục đăng ký khai sinh").click()
    page.get_by_role("heading", level=1).wait_for()
    assert not complaints
