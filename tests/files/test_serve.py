"""A file goes out with headers that keep a browser from doing anything but showing or saving it."""

from __future__ import annotations

import unicodedata
from http import HTTPStatus
from urllib.parse import quote, unquote

import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.files import serve, store
from portal.files.models import ScanState, StoredFile

pytestmark = pytest.mark.django_db


def stored(content: bytes = b"content", mime: str = "application/pdf") -> StoredFile:
    return store.save(content, "x", mime)


def through_the_site(response: HttpResponse) -> HttpResponse:
    """The answer as it leaves, with the site's content security policy."""
    return CSPMiddleware(lambda request: response)(RequestFactory().get("/"))  # type: ignore[return-value]


def test_download_has_its_vietnamese_name_and_exact_bytes() -> None:
    response = serve.file_response(stored(), "Giấy khai sinh.pdf")
    assert response.content == b"content"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('Giấy khai sinh.pdf')}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_a_name_typed_on_a_mac_is_sent_composed() -> None:
    """macOS takes names apart into letters and accents; Windows would show them beside each other."""
    response = serve.file_response(stored(), unicodedata.normalize("NFD", "Giấy tờ.pdf"))
    assert unquote(response["Content-Disposition"]).endswith("Giấy tờ.pdf")


def test_pdf_and_pictures_may_be_shown_beside_the_form() -> None:
    response = serve.file_response(stored(), "a.pdf", inline=True)
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_shown_inline_both_headers_agree_who_may_frame_it() -> None:
    """A browser obeys frame-ancestors and ignores X-Frame-Options: "none" there would undo the other."""
    response = through_the_site(serve.file_response(stored(), "a.pdf", inline=True))
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("mime", "inline"), [("application/pdf", False), ("application/xml", True), ("image/heic", True)]
)
def test_what_is_downloaded_runs_and_loads_nothing(mime: str, inline: bool) -> None:
    response = through_the_site(serve.file_response(stored(mime.encode(), mime), "a", inline=inline))
    policy = response["Content-Security-Policy"].split("; ")
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("mime", ["application/xml", "text/html", "image/svg+xml"])
def test_what_could_run_in_a_browser_is_always_a_download(mime: str) -> None:
    response = serve.file_response(stored(mime.encode(), mime), "a.xml", inline=True)
    assert response["Content-Disposition"].startswith("attachment")


def test_name_cannot_break_out_of_the_header() -> None:
    response = serve.file_response(stored(), 'a"\r\nSet-Cookie: b=1.pdf')
    assert "\r" not in response["Content-Disposition"]
    assert "Set-Cookie" not in response.headers


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=120))
def test_any_name_gives_one_header_of_plain_characters(name: str) -> None:
    header = serve.file_response(stored(), name)["Content-Disposition"]
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith("attachment; filename")


@pytest.mark.parametrize("to_owner", [True, False])
def test_malware_goes_to_nobody_and_a_waiting_file_to_its_owner_alone(to_owner: bool) -> None:
    file = stored()
    file.scan_state = ScanState.INFECTED
    assert serve.file_response(file, "a.pdf", to_owner=to_owner).status_code == HTTPStatus.FORBIDDEN
    file.scan_state = ScanState.WAITING
    answer = serve.file_response(file, "a.pdf", to_owner=to_owner)
    assert answer.status_code == (HTTPStatus.OK if to_owner else HTTPStatus.CONFLICT)
    assert (answer.content == b"content") is to_owner


@pytest.mark.parametrize("damage", ["lost", "tampered"])
def test_content_that_the_storage_lost_or_changed_is_a_503_in_words_not_a_crash(damage: str) -> None:
    file = stored()
    store.delete_blobs([file.location])
    if damage == "tampered":
        file.location = store.put_blob("tampered", b"other bytes than were sealed, long enough")
    answer = serve.file_response(file, "a.pdf", to_owner=True)
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.content.decode() == "Tệp này tạm thời không mở được. Hãy thử lại sau ít phút."
    assert "Content-Disposition" not in answer


def test_refusals_are_plain_text_in_the_readers_language() -> None:
    file, said = stored(), []
    file.scan_state = ScanState.WAITING
    for language in ("vi", "en"):
        with translation.override(language):
            answer = serve.file_response(file, "a.pdf")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        said.append(answer.content)
    assert said[0] != said[1]
