"""A file is taken only when it is what its name says and opens; the answer says in words what is wrong."""

from __future__ import annotations

import contextlib
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from portal.files.inspection import inspect
from portal.files.refusals import UploadRefused
from tests.files import contents

GOOD = [
    ("giay.pdf", contents.pdf(), "application/pdf"),
    ("GIAY.PDF", contents.pdf(), "application/pdf"),
    ("anh.jpg", contents.picture(), "image/jpeg"),
    ("anh-nho.jpg", contents.picture(size=(5, 3)), "image/jpeg"),
    ("ảnh thẻ.jpeg", contents.picture(), "image/jpeg"),
    ("anh.png", contents.picture("PNG"), "image/png"),
    ("anh.heic", contents.heic(), "image/heic"),
    ("don.docx", contents.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("bang.xlsx", contents.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("du-lieu.xml", contents.XML, "application/xml"),
]


@pytest.mark.parametrize(("name", "content", "mime"), GOOD, ids=[case[0] for case in GOOD])
def test_accepts_every_kind_that_a_dossier_may_hold(name: str, content: bytes, mime: str) -> None:
    assert inspect(content, name) == mime


BAD = [
    ("trong.pdf", b"", "trống (0 byte)"),
    ("phan-mem.exe", contents.PROGRAM, "thuộc loại không nhận"),
    ("khong-duoi", contents.pdf(), "thuộc loại không nhận"),
    ("gia-danh.pdf", contents.PROGRAM, "nội dung là EXE"),
    ("gia-danh.pdf", contents.picture(), "có tên là PDF nhưng nội dung là JPEG"),
    ("anh.jpg", contents.pdf(), "có tên là JPEG nhưng nội dung là PDF"),
    ("vo-nghia.pdf", b"\x07\x13 nothing at all", "không phải là tệp PDF"),
    ("don.docx", contents.xlsx(), "có tên là DOCX nhưng nội dung là XLSX"),
    ("don.docx", contents.archive(a_xml="x"), "có tên là DOCX nhưng nội dung là"),
    ("don.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "khóa bằng mật khẩu"),
    ("khoa.pdf", contents.locked_pdf(), "khóa bằng mật khẩu"),
    ("khong-trang.pdf", contents.pageless_pdf(), "không có trang nào"),
    ("cut.pdf", contents.pdf()[:200], "bị hỏng hoặc chưa tải đủ"),
    ("cut.jpg", contents.picture()[:9000], "bị hỏng hoặc chưa tải đủ"),
    ("cut.png", contents.picture("PNG")[:9000], "bị hỏng hoặc chưa tải đủ"),
    ("cut.heic", contents.heic()[:-20], "bị hỏng hoặc chưa tải đủ"),
    ("cut.xlsx", contents.xlsx()[:-300], "không phải là tệp XLSX|có tên là XLSX"),
    ("lenh.docx", contents.docx(word__vbaProject_bin="x"), "macro"),
    ("bom.xml", contents.BOMB, "bị hỏng"),
    ("ho.xml", contents.XML[:-4], "bị hỏng"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD, ids=[f"{case[0]}-{case[2][:20]}" for case in BAD])
def test_refuses_in_words(name: str, content: bytes, words: str) -> None:
    with pytest.raises(UploadRefused, match=words.replace("(", r"\(").replace(")", r"\)")) as refused:
        inspect(content, name)
    assert refused.value.status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_pdf_locked_against_printing_only_is_readable_and_accepted() -> None:
    assert inspect(contents.locked_pdf(user_password=""), "giay.pdf") == "application/pdf"


def test_too_large_is_413(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(UploadRefused, match="tối đa 1 MB") as refused:
        inspect(b"%PDF-" + b"\0" * 1024 * 1024, "lon.pdf")
    assert refused.value.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_picture_that_unpacks_to_too_many_pixels_is_refused(settings: Settings) -> None:
    settings.UPLOAD_MAX_PIXELS = 640 * 480 - 1
    with pytest.raises(UploadRefused, match="điểm ảnh"):
        inspect(contents.picture(), "anh.jpg")


@given(data=st.data(), good=st.sampled_from(GOOD))
def test_damaged_file_is_either_opened_or_refused_in_words_never_a_crash(
    data: st.DataObject, good: tuple[str, bytes, str]
) -> None:
    """Of every kind: a parser may raise whatever it likes, the page answers in words."""
    name, content, mime = good
    whole = bytearray(content)
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(5, len(whole) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(whole[: data.draw(st.integers(10, len(whole)))])
    with contextlib.suppress(UploadRefused):
        assert inspect(damaged, name) == mime


@given(content=st.binary(min_size=1, max_size=400), name=st.sampled_from([case[0] for case in GOOD]))
def test_any_bytes_under_any_name_never_crash(content: bytes, name: str) -> None:
    with pytest.raises(UploadRefused):
        inspect(content, name)
