"""What went wrong is told with what to do next, also when the database is down, and to machines as problems."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal import errors

PAGES = {
    400: (errors.bad_request, "Máy chủ không hiểu được yêu cầu này"),
    403: (errors.permission_denied, "Bạn không được xem trang này"),
    404: (errors.page_not_found, "Không tìm thấy trang này"),
    413: (errors.too_large, "Tệp hoặc nội dung gửi lên quá lớn"),
    429: (errors.too_many, "Bạn gửi quá nhiều yêu cầu"),
    500: (errors.server_error, "Hệ thống đang gặp trục trặc"),
}


@pytest.fixture
def request_from_nobody(rf: RequestFactory) -> HttpRequest:
    return rf.get("/khong-co")


@pytest.mark.parametrize("status", PAGES)
def test_each_error_has_its_status_words_and_a_way_on(request_from_nobody: HttpRequest, status: int) -> None:
    view, words = PAGES[status]
    response: HttpResponse = view(request_from_nobody)
    html = response.content.decode()
    assert response.status_code == status
    assert f'<h1 class="govuk-heading-l">{words}</h1>' in html
    assert 'href="tel:1022"' in html
    assert 'href="/huong-dan/"' in html


@pytest.mark.parametrize("status", PAGES)
def test_machines_get_problem_details(rf: RequestFactory, status: int) -> None:
    view, words = PAGES[status]
    response: HttpResponse = view(rf.get("/api/v1/khong-co"))
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == status
    assert words in body["detail"]


def test_a_body_larger_than_the_site_takes_is_413(request_from_nobody: HttpRequest) -> None:
    assert errors.bad_request(request_from_nobody, RequestDataTooBig()).status_code == 413


def test_an_expired_form_says_that_nothing_was_sent(request_from_nobody: HttpRequest) -> None:
    response = errors.csrf_failure(request_from_nobody, "no cookie")
    assert isinstance(response, HttpResponse)
    assert response.status_code == 403
    assert "Chưa có gì được gửi đi." in response.content.decode()


def test_an_unknown_address_shows_the_sites_page(client: Client) -> None:
    response = client.get("/khong-co-trang-nay/")
    assert response.status_code == 404
    assert "Không tìm thấy trang này" in response.content.decode()


def test_a_broken_page_is_told_without_session_or_database() -> None:
    # RequestFactory's request has no session, no user: the page must not ask for them.
    html = errors.server_error(RequestFactory().get("/")).content.decode()
    assert "Đăng nhập" not in html
    assert "Cổng dịch vụ công" in html
