"""The public verification page: no sign-in, one large answer, nothing personal beyond what the paper is."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.test import Client

from portal.documents import codes, issuing, throttling
from tests.documents.factories import make_document, signed_birth_certificate
from tests.files import contents
from tests.files.factories import sent

pytestmark = pytest.mark.django_db
URL = "/xac-minh/"


@pytest.fixture
def client() -> Client:
    cache.clear()
    return Client(HTTP_ACCEPT_LANGUAGE="vi")


def test_page_asks_for_a_code_or_a_file(client: Client) -> None:
    page = client.get(URL).content.decode()
    assert "Mã xác minh" in page
    assert "Tệp PDF" in page
    assert 'enctype="multipart/form-data"' in page


def test_typed_code_leads_to_the_answer(client: Client) -> None:
    document = make_document()
    typed = document.verification_code.lower().replace("-", " ")
    response = client.get(URL, {"code": typed}, follow=True)
    assert response.redirect_chain == [(f"{URL}{document.verification_code}/", HTTPStatus.FOUND)]
    assert "Giấy này là thật và đang có hiệu lực" in response.content.decode()


def test_answer_tells_what_the_paper_is_and_nothing_personal(client: Client) -> None:
    document = signed_birth_certificate()
    page = client.get(f"{URL}{document.verification_code}/").content.decode()
    for words in ("Giấy khai sinh", "245/2026", "Phường Sài Gòn", "Phạm Thị Hoàng Oanh", document.verification_code):
        assert words in page, words
    for personal in ("Bảo Châu", "Ngọc Ánh", "079326001234", document.subject_ref):
        assert personal not in page, personal


@pytest.mark.parametrize("typed", ["", "abc", "O0O0-O0O0-O0O0"])
def test_mistyped_code_is_explained_beside_the_field(client: Client, typed: str) -> None:
    response = client.get(URL, {"code": typed})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Có chỗ cần sửa" in response.content.decode()


def test_unknown_code_is_404_and_says_what_to_do(client: Client) -> None:
    code = codes.new_code()
    response = client.get(f"{URL}{code}/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    page = response.content.decode()
    assert "Không tìm thấy giấy này" in page
    assert code in page


def test_uploaded_pdf_is_judged_and_not_kept(client: Client) -> None:
    document = make_document()
    response = client.post(URL, {"pdf": sent(issuing.content(document))})
    assert "Giấy này là thật" in response.content.decode()
    changed = client.post(URL, {"pdf": sent(issuing.content(document) + b" ")})
    assert "đã bị thay đổi" in changed.content.decode()
    assert "portal-answer--false" in changed.content.decode()


def test_recalled_paper_says_why_and_since_when(client: Client) -> None:
    document = issuing.recall(make_document(), "Ghi sai ngày sinh")
    page = client.get(f"{URL}{document.verification_code}/").content.decode()
    assert "đã bị thu hồi" in page
    assert "Ghi sai ngày sinh" in page


def test_replaced_paper_leads_to_its_successor(client: Client) -> None:
    old, new = make_document(), make_document()
    issuing.replace(old, new, "Đính chính")
    page = client.get(f"{URL}{old.verification_code}/").content.decode()
    assert f"{URL}{new.verification_code}/" in page


@pytest.mark.parametrize(("content", "words"), [(b"", "0 byte"), (None, "Tệp PDF")])
def test_empty_or_missing_file_is_explained(client: Client, content: bytes | None, words: str) -> None:
    data = {} if content is None else {"pdf": sent(content)}
    response = client.post(URL, data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in response.content.decode()


def test_picture_instead_of_the_pdf_is_explained(client: Client) -> None:
    response = client.post(URL, {"pdf": sent(contents.picture(), "anh.jpg")})
    assert "không phải là tệp PDF" in response.content.decode()


def test_guessing_is_slowed_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document()
    for _ in range(throttling.LOOKS_A_MINUTE):
        assert client.get(f"{URL}{codes.new_code()}/").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"{URL}{document.verification_code}/").status_code == HTTPStatus.TOO_MANY_REQUESTS
    monkeypatch.setattr(cache, "add", lambda *_: True)  # as the cache answers when its server is away
    assert client.get(f"{URL}{document.verification_code}/").status_code == HTTPStatus.OK


def test_answer_is_never_cached(client: Client) -> None:
    document = make_document()
    assert "no-store" in client.get(f"{URL}{document.verification_code}/")["Cache-Control"]
