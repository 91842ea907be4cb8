"""What is issued can be read in fifty years: PDF/A-3, fonts inside, nothing that runs, honest metadata."""

from __future__ import annotations

from typing import Any

import pytest
import zxingcpp
from django.utils import translation
from weasyprint import HTML

from portal.documents import codes, forms, qr, rendering
from portal.documents.rendering import OutsideResource, render_pdf, render_stamp
from portal.documents.signing import registry
from tests.documents import samples
from tests.documents.reading import pages_of, pdfium, text_of
from tests.documents.reading_structure import active_content, archival_level, fonts, letters_outside, metadata, reader
from tests.documents.test_forms_in_full import FORMS, RESULTS, printed

CODE = codes.new_code()
KINDS = [*FORMS, *RESULTS]


def blank(**changes: Any) -> bytes:
    """The bare frame of a document."""
    options: dict[str, Any] = {"title": "Giấy thử", "paper": "A5"} | changes
    return render_pdf("documents/base.html", {"head": samples.head()}, **options)


@pytest.mark.parametrize("kind", KINDS)
def test_it_claims_pdf_a_3u_and_carries_its_colour_space(kind: str) -> None:
    """U: every letter has its Unicode, so that text can be searched and read aloud."""
    root = reader(printed(kind)).root
    assert archival_level(printed(kind)) == ("3", "U")
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"


@pytest.mark.parametrize("kind", KINDS)
def test_all_its_fonts_lie_in_the_file(kind: str) -> None:
    found = fonts(printed(kind))
    assert found
    assert all(found.values()), found


@pytest.mark.parametrize("kind", KINDS)
def test_its_letters_are_those_of_the_house(kind: str) -> None:
    assert {name for name in fonts(printed(kind)) if not name.startswith("Be-Vietnam-Pro")} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_it_runs_or_reaches_out(kind: str) -> None:
    assert active_content(printed(kind)) == set()


def test_active_content_would_be_found() -> None:
    """The net has no hole: a document with a script in it is caught."""
    from tests.files.hostile import CATALOG, PAGE, pages, pdf_of

    script = b"<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) >>"
    pdf = pdf_of(CATALOG.replace(b">>", b"/OpenAction 4 0 R >>"), pages(b"3 0 R"), PAGE, script)
    assert {"/OpenAction", "/JavaScript", "/JS"} <= active_content(pdf)


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_keeps_the_archival_marks(kind: str, authority_folder: object) -> None:
    signed = registry.signer().sign(printed(kind), signer_name="An", signer_unit="Phường", reason="Thử")
    assert archival_level(signed) == ("3", "U")
    assert all(fonts(signed).values())


def test_title_author_and_language_are_said_for_readers_of_screens() -> None:
    root, information = reader(blank()).root, metadata(blank())
    assert str(root["/Lang"]) == "vi"
    assert "Giấy thử" in information
    assert samples.CENTRE in information


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "A & B > C", "“Giấy” 'thử'", "</title><h1>Giả</h1>"])
def test_a_title_stays_text(title: str) -> None:
    pdf = blank(title=title)
    assert title in text_of(pdf)  # in the foot of the page
    assert "Giả\n" not in text_of(pdf)


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("A5", (148, 210))])
def test_the_paper_is_the_one_asked_for(paper: str, size: tuple[int, int]) -> None:
    assert pages_of(blank(paper=paper)) == [size]


def test_the_same_facts_make_the_same_page() -> None:
    """A form can be made again later from the same facts."""
    assert text_of(blank()) == text_of(blank())


def test_only_a_document_with_a_code_carries_a_mark() -> None:
    assert codes.marked_in(blank()) == ""
    assert codes.marked_in(blank(verification_code=CODE)) == CODE


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="http://127.0.0.1:1/x.png">',
        '<img src="file:///etc/passwd">',
        '<img src="ftp://example.vn/x">',
        '<link rel="stylesheet" href="http://127.0.0.1:1/x.css">',
        '<style>@import "http://127.0.0.1:1/x.css";</style>',
        '<style>@font-face { font-family: f; src: url("http://127.0.0.1:1/f.woff") } p { font-family: f }</style>',
        '<style>body { background: url("file:///etc/hostname") }</style>',
        '<object data="http://127.0.0.1:1/x.svg"></object>',
        '<link rel="attachment" href="file:///etc/passwd">',
    ],
    ids=["image", "file", "ftp", "style sheet", "import", "font", "background", "object", "attachment"],
)
def test_no_template_reaches_for_anything_outside(markup: str) -> None:
    """Neither the network nor a file of the server gets into a document, whatever a template or a typed text says."""
    html = f"<html><head>{markup}</head><body>{markup}<p>Chữ</p></body></html>"
    try:
        pdf = rendering._write(html, "A4")
    except OutsideResource:
        return
    assert active_content(pdf) == set()
    assert b"root:" not in pdf


def test_data_of_its_own_is_drawn() -> None:
    picture = f'<img style="width: 5cm" src="{qr.data_uri("ABC")}">'
    page = pdfium().PdfDocument(rendering._write(f"<html><body>{picture}</body></html>", "A4"))[0]
    assert {found.text for found in zxingcpp.read_barcodes(page.render(scale=3).to_pil())} == {"ABC"}


def test_forms_are_vietnamese_also_for_a_reader_of_english() -> None:
    with translation.override("en"):
        assert text_of(forms.render_form(samples.receipt(), CODE)) == text_of(
            forms.render_form(samples.receipt(), CODE)
        )
        assert "tháng 11 năm 2026" in text_of(blank())
        assert translation.get_language() == "en"  # the reader's language is given back


class TestQr:
    @staticmethod
    def read(data: str) -> set[str]:
        """Print a code 4 cm wide and read it back from the picture, as a phone does."""
        html = f'<img style="width: 4cm; height: 4cm" src="{qr.data_uri(data)}">'
        page = pdfium().PdfDocument(HTML(string=html).write_pdf())[0]
        picture: Any = page.render(scale=300 / 72).to_pil()
        return {found.text for found in zxingcpp.read_barcodes(picture)}

    @pytest.mark.parametrize(
        "data",
        [
            "https://dichvucong.hochiminhcity.gov.vn/xac-minh/7KQM-X2PA-9RTE/",
            "https://dichvucong.hochiminhcity.gov.vn/theo-doi/?code=H29.151-261122-0001&lang=vi",
            "Giấy khai sinh số 245/2026, Phường Sài Gòn",
            "x" * 400,
        ],
        ids=["code", "query", "vietnamese", "long"],
    )
    def test_what_goes_in_comes_out_of_the_printed_code(self, data: str) -> None:
        assert self.read(data) == {data}

    def test_it_is_plain_drawing_that_any_policy_allows(self) -> None:
        svg = qr.svg("https://example.vn/")
        assert svg.startswith("<svg ")
        for forbidden in ("<script", "style=", "href", "<?xml", "width="):
            assert forbidden not in svg

    def test_it_has_a_quiet_zone(self) -> None:
        """Without white around it phones do not find it: the modules start two in from the edge."""
        assert 'viewBox="0 0 25 25"' in qr.svg("A", border_modules=2)
        assert 'viewBox="0 0 29 29"' in qr.svg("A", border_modules=4)


@pytest.mark.parametrize("times", [1, 5], ids=["long", "absurd"])
def test_a_stamp_has_its_own_small_paper_whatever_the_names(times: int) -> None:
    """Only its first page is drawn into the document: what went to a second one would be lost."""
    facts: dict[str, Any] = {
        "signer_name": "Nguyễn Phúc Hoàng Thị Thiên Ân Bảo Châu Ngọc Trường Thịnh",
        "signer_unit": "Ủy ban nhân dân Thị trấn Kiến Đức, Huyện Đắk R'Lấp cũ, Tỉnh Lâm Đồng",
        "signed_at": samples.NOON,
        "label": "Chứng thư số trình diễn",
    }
    stamp = render_stamp(facts | {"signer_unit": facts["signer_unit"] * times})
    (size,) = pages_of(stamp)
    assert size[0] < 90
    assert size[1] < 45
    assert facts["signer_name"] in text_of(stamp)
    if times == 1:
        for words in (facts["signer_unit"], "22/11/2026 12:00:00", "Chứng thư số trình diễn"):
            assert words in text_of(stamp), words
        assert letters_outside(stamp) == ""
