"""Files made to hurt are refused in words, fast and in little memory; harmless oddities of real phones are taken."""

from __future__ import annotations

import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings

from portal.files import kinds
from portal.files.inspection import inspect
from portal.files.kinds import Kind
from portal.files.refusals import UploadRefused
from tests.files import contents, hostile

BROKEN = "bị hỏng hoặc chưa tải đủ"


@contextmanager
def little_memory() -> Iterator[None]:
    """Fail when more than 64 MB of Python's memory were held at once."""
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * hostile.MEGABYTE


@pytest.mark.parametrize("what", hostile.HOSTILE_PDFS)
def test_pdf_made_to_hurt_is_refused_soon(what: str) -> None:
    content, started = hostile.HOSTILE_PDFS[what](), time.process_time()
    with little_memory(), pytest.raises(UploadRefused, match=BROKEN):
        inspect(content, "giay.pdf")
    assert time.process_time() - started < 5


@pytest.mark.parametrize("what", hostile.HOSTILE_DOCUMENTS)
def test_document_made_to_hurt_is_refused_soon(what: str) -> None:
    content, started = hostile.HOSTILE_DOCUMENTS[what](), time.process_time()
    with little_memory(), pytest.raises(UploadRefused, match=f"{BROKEN}|không phải là tệp DOCX|nội dung là ZIP"):
        inspect(content, "don.docx")
    assert time.process_time() - started < 5


def test_a_document_of_usual_size_is_far_below_the_bomb_limit() -> None:
    assert inspect(hostile.zip_bomb(5 * hostile.MEGABYTE), "don.docx") == kinds.FACTS[Kind.DOCX].mime


@pytest.mark.filterwarnings("ignore:Image size")
@pytest.mark.parametrize("side", [13_000, 20_000], ids=["over our limit", "over Pillow's limit"])
def test_too_many_points_are_called_by_their_name_not_broken(side: int) -> None:
    """Phones take 200 megapixels: their owner is told to take a smaller picture, not that the file is damaged."""
    content = hostile.one_colour(side, side)
    assert len(content) < 100_000
    with pytest.raises(UploadRefused, match="kích thước điểm ảnh quá lớn"):
        inspect(content, "anh.png")


def test_as_many_points_as_allowed_are_taken(settings: Settings) -> None:
    settings.UPLOAD_MAX_PIXELS = 640 * 480
    assert inspect(contents.picture(), "anh.jpg") == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("anh.png", hostile.png_with(b"zTXt", b"a\0\0" + b"\xff" * 20)),
        ("anh.png", hostile.png_with(b"iCCP", b"a\0\0" + b"\xff" * 20)),
        ("anh.png", hostile.png_with(b"eXIf", b"II*\0\xff\xff\xff\xff" + b"\xff" * 40)),
        ("anh.jpg", hostile.jpeg_with(b"\xe1", b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 60)),
        ("anh.jpg", hostile.jpeg_with(b"\xe2", b"ICC_PROFILE\0\x01\x01" + b"\0" * 20)),
        ("anh.jpg", hostile.jpeg_with(b"\xfe", b"<script>alert(1)</script>")),
        ("anh.jpg", hostile.photograph_with_a_second_one()),
    ],
    ids=["text", "profile", "exif in png", "exif", "profile in jpeg", "script", "two lenses"],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_odd_metadata_of_a_picture_that_opens_is_no_reason_to_refuse_it(name: str, content: bytes) -> None:
    assert inspect(content, name).startswith("image/")


def test_metadata_that_unpacks_without_end_is_refused() -> None:
    bomb = b"a\0\1\0\0\0" + zlib.compress(b"x" * (70 * hostile.MEGABYTE))
    with pytest.raises(UploadRefused, match=BROKEN):
        inspect(hostile.png_with(b"iTXt", bomb), "anh.png")


class TestTwoKindsInOne:
    """The first bytes decide, and the name must agree with them: nobody opens one kind where another was checked."""

    PHOTO_WITH_PDF_INSIDE = hostile.jpeg_with(b"\xfe", b"%PDF-1.4\n" + contents.pdf()[:500])

    def test_a_photograph_that_mentions_a_pdf_is_a_photograph(self) -> None:
        assert inspect(self.PHOTO_WITH_PDF_INSIDE, "anh.jpg") == "image/jpeg"

    def test_it_is_no_pdf_whatever_its_name_says(self) -> None:
        with pytest.raises(UploadRefused, match="có tên là PDF nhưng nội dung là JPEG"):
            inspect(self.PHOTO_WITH_PDF_INSIDE, "giay.pdf")

    def test_a_page_in_front_of_a_pdf_passes_for_nothing(self) -> None:
        page = b"<html><script>alert(1)</script></html>\n" + contents.pdf()
        for name in ("trang.html", "trang.xml", "anh.jpg", "giay.pdf"):
            with pytest.raises(UploadRefused):
                inspect(page, name)

    def test_a_program_in_front_of_a_document_is_no_document(self) -> None:
        with pytest.raises(UploadRefused, match="nội dung là EXE"):
            inspect(contents.PROGRAM + contents.docx(), "don.docx")

    def test_a_document_with_both_hearts_is_what_word_opens(self) -> None:
        both = contents.docx(xl__workbook_xml="<workbook/>")
        assert inspect(both, "don.docx") == kinds.FACTS[Kind.DOCX].mime
        with pytest.raises(UploadRefused, match="có tên là XLSX nhưng nội dung là DOCX"):
            inspect(both, "bang.xlsx")

    def test_svg_is_no_xml_for_us_only_by_its_name(self) -> None:
        drawing = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
        with pytest.raises(UploadRefused, match="thuộc loại không nhận"):
            inspect(drawing, "hinh.svg")


class TestXml:
    @pytest.mark.parametrize("encoding", ["foo", "utf-16", "big5", "utf-7", "idna", "hex", "zlib", "punycode"])
    def test_an_encoding_that_cannot_be_read_is_refused(self, encoding: str) -> None:
        with pytest.raises(UploadRefused, match=BROKEN):
            inspect(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode(), "a.xml")

    def test_vietnamese_files_of_old_programs_are_read(self) -> None:
        content = '<?xml version="1.0" encoding="windows-1258"?><ten>Nguyễn</ten>'.encode("cp1258", errors="replace")
        assert inspect(content, "a.xml") == "application/xml"

    def test_a_byte_order_mark_in_front_is_no_reason_to_refuse(self) -> None:
        assert inspect(kinds.UTF8_MARK + contents.XML, "a.xml") == "application/xml"

    def test_two_million_elements_inside_each_other_are_refused_not_a_crash(self) -> None:
        with pytest.raises(UploadRefused, match=BROKEN):
            inspect(b'<?xml version="1.0"?>' + b"<a>" * 2_000_000, "a.xml")

    @pytest.mark.parametrize(
        "declaration",
        [b'<!DOCTYPE a SYSTEM "file:///etc/passwd">', b"<!DOCTYPE a>", b'<!DOCTYPE a [<!ENTITY b "c">]>'],
        ids=["file", "bare", "entity"],
    )
    def test_no_declaration_of_a_document_type_is_taken(self, declaration: bytes) -> None:
        with pytest.raises(UploadRefused, match=BROKEN):
            inspect(b'<?xml version="1.0"?>' + declaration + b"<a/>", "a.xml")


class TestHeic:
    @staticmethod
    def box(kind: bytes, content: bytes = b"") -> bytes:
        return (8 + len(content)).to_bytes(4, "big") + kind + content

    FTYP = (24).to_bytes(4, "big") + b"ftyp" + b"heic\0\0\0\0mif1heic"

    def test_boxes_with_long_and_open_lengths_are_walked(self) -> None:
        """ISO 14496-12: size 1 means 64 bits follow, size 0 means "to the end of the file"."""
        meta = (1).to_bytes(4, "big") + b"meta" + (26).to_bytes(8, "big") + b"\0" * 10
        rest = (0).to_bytes(4, "big") + b"mdat" + b"\1" * 99
        assert inspect(self.FTYP + meta + rest, "anh.heic") == "image/heic"

    @pytest.mark.parametrize("missing", [b"meta", b"mdat"])
    def test_without_description_or_data_it_is_no_picture(self, missing: bytes) -> None:
        boxes = b"".join(self.box(kind, b"\0" * 9) for kind in (b"meta", b"mdat") if kind != missing)
        with pytest.raises(UploadRefused, match=BROKEN):
            inspect(self.FTYP + boxes, "anh.heic")

    def test_a_length_that_goes_nowhere_ends(self) -> None:
        for size in (2, 7):
            with pytest.raises(UploadRefused, match=BROKEN):
                inspect(self.FTYP + size.to_bytes(4, "big") + b"meta" + b"\0" * 50, "anh.heic")

    def test_a_film_is_not_taken_for_a_picture(self) -> None:
        film = self.box(b"ftyp", b"isom\0\0\0\0mp42") + self.box(b"mdat", b"\0" * 50)
        with pytest.raises(UploadRefused, match="có tên là HEIC|không phải là tệp HEIC"):
            inspect(film, "anh.heic")


REFUSALS = {
    "trong.pdf": b"",
    "may.exe": contents.PROGRAM,
    "gia.pdf": contents.picture(),
    "lo.pdf": b"\x07\x13 nothing",
    "khoa.pdf": contents.locked_pdf(),
    "trang.pdf": contents.pageless_pdf(),
    "cut.pdf": contents.pdf()[:200],
    "to.png": hostile.one_colour(11_000, 11_000),
    "lenh.docx": contents.docx(word__vbaProject_bin="x"),
    "day.pdf": b"%PDF-" + b"\0" * (2 * hostile.MEGABYTE),
}


@pytest.mark.filterwarnings("ignore:Image size")
@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_names_the_file_in_the_readers_language(name: str, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 2 * hostile.MEGABYTE
    said = {}
    for language in ("vi", "en"):
        with translation.override(language), pytest.raises(UploadRefused) as refused:
            inspect(REFUSALS[name], name)
        said[language] = refused.value.message
    assert said["vi"] != said["en"]
    assert all(f"“{name}”" in words for words in said.values())
    assert said["en"].isascii() or set(said["en"]) - set(map(chr, range(128))) <= set("“”…–’")
    # what to do next is a sentence of its own
    assert all(words.count(".") >= 2 for words in said.values())


@pytest.mark.filterwarnings("ignore:Image size")
def test_ten_refusals_are_ten_different_sentences(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 2 * hostile.MEGABYTE
    said = set()
    for name, content in REFUSALS.items():
        with pytest.raises(UploadRefused) as refused:
            inspect(content, name)
        said.add(refused.value.message.replace(name, ""))
    assert len(said) == len(REFUSALS)
