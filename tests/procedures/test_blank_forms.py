"""Rules proved: the forms of a paper are there to download, kept by publishers; an e-form prints as an empty form."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import User
from portal.files.models import ScanState, StoredFile, Upload
from procedures import fee_rule_book
from procedures.models import BlankForm, Procedure
from procedures.publishing import publish
from procedures.reader_help import blank_forms
from procedures.reader_help.blank_forms import Line, sections
from tests.documents import reading
from tests.files import contents
from tests.procedures.deciding_world import Deciders, make_deciders
from tests.procedures.factories import CaseFactory, ComponentFactory, EFormFactory, ProcedureFactory, draft
from tests.ui.forms import Marks
from tests.units.factories import WardFactory

pytestmark = pytest.mark.django_db
CODE = "1.001193"
PAGE = f"/thu-tuc/{CODE}/"
DESK = f"/cong-khai/giup-nguoi-doc/bieu-mau/{CODE}/"
PAPER = "Tờ khai đăng ký khai sinh"
UNCODED_PAPER = "Giấy chứng sinh"
SCHEMA = {
    "properties": {
        "name": {"type": "string", "title": "Họ, chữ đệm, tên", "x-title-en": "Full name"},
        "sex": {"enum": ["m", "f"], "title": "Giới tính", "x-labels": {"m": "Nam", "f": "Nữ"}},
        "why": {"type": "string", "title": "Lý do", "x-widget": "textarea"},
    },
    "x-pages": [
        {"key": "child", "title": "Về trẻ em", "properties": ["name", "sex", "gone"]},
        {"key": "more", "title": "Thông tin khác", "properties": ["why"]},
    ],
}


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def birth() -> Procedure:
    """Birth registration with an e-form, and a declaration that people fill in on paper."""
    made = draft(procedure=ProcedureFactory(code=CODE))
    case = made.cases.get()
    case.eform = EFormFactory(schema=SCHEMA)
    case.save()
    ComponentFactory(case=case, name=PAPER, code="TK1")
    late = CaseFactory(version=made, key="late", name="Quá hạn", position=1)
    ComponentFactory(case=late, name=PAPER, code="TK1")
    publish([made])
    return made.procedure


def of(user: User) -> Client:
    """The browser of somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def pdf(name: str = "Mẫu tờ khai.pdf") -> SimpleUploadedFile:
    """A real PDF."""
    return SimpleUploadedFile(name, contents.pdf())


def added(birth: Procedure, person: User, paper: str = "TK1") -> BlankForm:
    """A form on offer."""
    return blank_forms.add(birth, paper, person, pdf())


def test_a_form_goes_from_the_publisher_to_the_reader(
    people: Deciders, birth: Procedure, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        of(people.drafter).post(DESK, {"paper": "TK1", "file": pdf()})

    client = Client()
    place = f"{PAGE}bieu-mau/{BlankForm.objects.get().pk}/"
    for query in ({}, {"case": "late"}):
        html = client.get(PAGE, query).content.decode()
        assert f'href="{place}"' in html
        assert "Mẫu tờ khai.pdf" in html
    got = client.get(place)
    assert got.content == contents.pdf()
    assert "attachment" in got["Content-Disposition"]
    assert "M%E1%BA%ABu" in got["Content-Disposition"]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Hãy chọn một tệp"),
        (("anh.png", b"\x89PNG\r\n\x1a\n"), "DOCX, PDF hoặc XLSX"),
        (("to-khai.exe", b"MZ"), "DOCX, PDF hoặc XLSX"),
        (("to-khai.pdf", b"not a pdf"), "to-khai.pdf"),
    ],
)
def test_what_is_no_form_is_refused_in_words_and_nothing_is_kept(
    people: Deciders, birth: Procedure, file: tuple[str, bytes] | None, words: str
) -> None:
    sent = {"paper": "TK1", **({"file": SimpleUploadedFile(*file)} if file else {})}

    response = of(people.drafter).post(DESK, sent)

    assert words in response.content.decode()
    assert (BlankForm.objects.count(), Upload.objects.count()) == (0, 0)


def test_the_summary_of_a_refusal_leads_to_the_file_of_that_paper(people: Deciders, birth: Procedure) -> None:
    """Many papers stand on one page: the link of the error must not lead to the first of them."""
    sent = {"paper": UNCODED_PAPER, "file": SimpleUploadedFile("to-khai.exe", b"MZ")}

    page = Marks(of(people.drafter).post(DESK, sent).content.decode())

    field = next(tag for tag in page.all("input") if tag.get("id") == "id_file")
    assert UNCODED_PAPER in field["aria-label"]
    assert field["aria-describedby"] in page.ids()
    assert "#id_file" in [link.get("href") for link in page.all("a")]
    assert {tag["for"] for tag in page.all("label")} == {
        tag["id"] for tag in page.all("input") if tag.get("type") == "file"
    }


def test_a_form_that_was_taken_away_is_gone_for_readers_and_kept_for_the_record(
    people: Deciders, birth: Procedure, django_capture_on_commit_callbacks: Any
) -> None:
    form = added(birth, people.drafter)
    drafter, at = of(people.drafter), f"{DESK}{form.pk}/bo/"
    assert "Bỏ biểu mẫu này?" in drafter.get(at).content.decode()
    assert Client().get(f"{PAGE}bieu-mau/{form.pk}/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        drafter.post(at)
        drafter.post(at)

    assert Client().get(f"{PAGE}bieu-mau/{form.pk}/").status_code == 404
    assert "Mẫu tờ khai.pdf" not in Client().get(PAGE).content.decode()
    assert BlankForm.objects.get().removed_at is not None


def test_forms_stay_when_a_new_version_is_announced(people: Deciders, birth: Procedure) -> None:
    """A decision that mends a fee must not lose the forms."""
    added(birth, people.drafter)
    following = draft(procedure=birth, number=2)
    ComponentFactory(case=following.cases.get(), name="Tờ khai (tên sửa)", code="TK1")
    publish([following])

    assert "Mẫu tờ khai.pdf" in Client().get(PAGE).content.decode()


def test_a_paper_without_code_is_known_by_its_name(people: Deciders, birth: Procedure) -> None:
    added(birth, people.drafter, paper="Giấy chứng sinh")

    html = Client().get(PAGE).content.decode()

    assert html.index("Giấy chứng sinh") < html.index("Mẫu tờ khai.pdf") < html.index(PAPER)


def test_a_form_of_another_procedure_is_not_found_here(people: Deciders, birth: Procedure) -> None:
    form = added(ProcedureFactory(code="1.000001"), people.drafter)

    assert Client().get(f"{PAGE}bieu-mau/{form.pk}/").status_code == 404
    assert of(people.drafter).post(f"{DESK}{form.pk}/bo/").status_code == 404
    assert BlankForm.objects.get().removed_at is None


def test_a_form_with_malware_is_handed_to_nobody(people: Deciders, birth: Procedure) -> None:
    form = added(birth, people.drafter)
    StoredFile.objects.update(scan_state=ScanState.INFECTED)

    assert Client().get(f"{PAGE}bieu-mau/{form.pk}/").status_code == 403


def test_the_desk_finds_a_procedure_by_code(people: Deciders, birth: Procedure) -> None:
    drafter, at = of(people.drafter), "/cong-khai/giup-nguoi-doc/bieu-mau/"

    assert drafter.get(at, {"ma": f" {CODE} "})["Location"] == DESK
    assert "Không có thủ tục này" in drafter.get(at, {"ma": "9.999999\x00"}).content.decode()
    assert "Không có thủ tục này" not in drafter.get(at).content.decode()
    assert drafter.get(at + "9.999999/").status_code == 404
    assert drafter.get(DESK).content.decode().count(f">{PAPER}</h2>") == 1


def test_the_page_with_forms_and_questions_stays_cheap(
    people: Deciders, birth: Procedure, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    """issue 3, speed: under ten queries cold, none warm; forms and questions come along with the version.

    The rules on fees are at hand: all pages of a process share them.
    """
    added(birth, people.drafter)
    WardFactory(code="26740", name="Sài Gòn", full_name="Phường Sài Gòn")
    client = Client()
    fee_rule_book.rules()

    with django_assert_max_num_queries(9):
        client.get(PAGE)
    with django_assert_num_queries(0):
        client.get(PAGE)


def test_an_empty_form_has_every_question_and_its_choices() -> None:
    assert sections(SCHEMA) == [
        ("Về trẻ em", [Line("Họ, chữ đệm, tên", (), False), Line("Giới tính", ("Nam", "Nữ"), False)]),
        ("Thông tin khác", [Line("Lý do", (), True)]),
    ]


def test_the_e_form_can_be_printed_empty(birth: Procedure) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    assert f"{PAGE}to-khai.pdf?case=standard" in client.get(PAGE).content.decode()

    response = client.get(f"{PAGE}to-khai.pdf")

    text = re.sub(r"\s+", " ", reading.text_of(response.content))
    for words in ("Họ, chữ đệm, tên", "☐ Nam", "☐ Nữ", "Thông tin khác", CODE):
        assert words in text, words
    assert "Full name" not in text


@pytest.mark.parametrize("tail", [f"{CODE}/to-khai.pdf?case=late", "9.999999/to-khai.pdf"])
def test_no_e_form_no_empty_form(birth: Procedure, tail: str) -> None:
    assert Client().get(f"/thu-tuc/{tail}").status_code == 404
    assert "to-khai.pdf" not in Client().get(PAGE, {"case": "late"}).content.decode()
