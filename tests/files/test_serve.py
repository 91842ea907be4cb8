"""A file goes out with headers that keep a browser from doing anything but showing or saving it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from portal.files import serve, store

pytestmark = pytest.mark.django_db


def test_download_has_its_vietnamese_name_and_exact_bytes() -> None:
    stored = store.save(b"content", "x", "application/pdf")
    response = serve.file_response(stored, "Giấy khai sinh.pdf")
    assert response.content == b"content"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('Giấy khai sinh.pdf')}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_pdf_and_pictures_may_be_shown_beside_the_form() -> None:
    stored = store.save(b"content", "x", "application/pdf")
    response = serve.file_response(stored, "a.pdf", inline=True)
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("mime", ["application/xml", "text/html", "image/svg+xml"])
def test_what_could_run_in_a_browser_is_always_a_download(mime: str) -> None:
    stored = store.save(mime.encode(), "x", mime)
    response = serve.file_response(stored, "a.xml", inline=True)
    assert response["Content-Disposition"].startswith("attachment")


def test_name_cannot_break_out_of_the_header() -> None:
    stored = store.save(b"content", "x", "application/pdf")
    response = serve.file_response(stored, 'a"\r\nSet-Cookie: b=1.pdf')
    assert "\r" not in response["Content-Disposition"]
    assert "Set-Cookie" not in response.headers
