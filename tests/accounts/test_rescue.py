"""A form sent after the session was lost comes back, after sign-in, with the same text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.accounts import rescue
from portal.accounts.models import RescuedPost, User
from tests.accounts.factories import PASSWORD, make_user

pytestmark = [pytest.mark.django_db]

PAGE = "/tai-khoan/thong-tin/"
TYPED = {"full_name": "Nguyễn Thị Mất Phiên", "language": "vi"}


@pytest.fixture
def mother() -> User:
    user: User = make_user(email="me@example.vn", full_name="Tên Cũ")
    return user


def sign_in(client: Client, user: User) -> None:
    client.post("/tai-khoan/login/", {"login": user.email, "password": PASSWORD})


@pytest.fixture
def lost(mother: User) -> Client:
    """A browser whose session ended in the middle of the form."""
    client = Client()
    sign_in(client, mother)
    del client.cookies["sessionid"]
    return client


def test_the_text_comes_back_on_the_same_page_after_sign_in(lost: Client, mother: User) -> None:
    # given a form sent without a session
    answer = lost.post(PAGE, TYPED)
    assert answer.headers["Location"] == f"/tai-khoan/login/?next={PAGE}"
    # when its sender signs in
    back = lost.post(answer.headers["Location"], {"login": mother.email, "password": PASSWORD})
    assert back.headers["Location"] == PAGE
    page = lost.get(PAGE).content.decode()
    # then the text is there, and nothing was saved behind their back
    assert "Nguyễn Thị Mất Phiên" in page
    assert "vẫn còn đây" in page
    mother.refresh_from_db()
    assert mother.full_name == "Tên Cũ"
    # and when it is sent again it counts, and the copy is gone
    lost.post(PAGE, TYPED)
    mother.refresh_from_db()
    assert mother.full_name == "Nguyễn Thị Mất Phiên"
    assert RescuedPost.objects.count() == 0


def test_the_page_can_be_loaded_twice(lost: Client, mother: User) -> None:
    lost.post(PAGE, TYPED)
    sign_in(lost, mother)
    for _ in range(2):
        assert "Nguyễn Thị Mất Phiên" in lost.get(PAGE).content.decode()


def test_the_next_person_at_the_machine_gets_nothing(lost: Client) -> None:
    lost.post(PAGE, TYPED)
    sign_in(lost, make_user(email="nguoi.khac@example.vn"))
    assert "Mất Phiên" not in lost.get(PAGE).content.decode()


def test_another_page_gets_nothing(lost: Client, mother: User) -> None:
    lost.post(PAGE, TYPED)
    sign_in(lost, mother)
    assert "Mất Phiên" not in lost.get("/tai-khoan/so-dien-thoai/").content.decode()


def test_after_an_hour_it_is_gone(lost: Client, mother: User) -> None:
    lost.post(PAGE, TYPED)
    RescuedPost.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sign_in(lost, mother)
    assert "Mất Phiên" not in lost.get(PAGE).content.decode()
    assert rescue.purge() == 1


def test_another_browser_gets_nothing(lost: Client, mother: User) -> None:
    lost.post(PAGE, TYPED)
    other = Client()
    sign_in(other, mother)
    assert "Mất Phiên" not in other.get(PAGE).content.decode()


def test_a_browser_in_which_nobody_signed_in_keeps_nothing() -> None:
    answer = Client().post(PAGE, TYPED)
    assert answer.status_code == 302
    assert RescuedPost.objects.count() == 0


def test_nothing_of_it_stands_in_clear(lost: Client) -> None:
    answer = lost.post(PAGE, TYPED | {"password": "bi-mat", "csrfmiddlewaretoken": "x"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_rescuedpost")
        row = str(cursor.fetchone())
    key = answer.cookies[rescue.COOKIE].value
    for secret in ("Mất Phiên", "bi-mat", key):
        assert secret not in row
    assert "full_name" not in answer.headers["Location"]
    assert set(RescuedPost.objects.get().content["post"]) == {"full_name", "language"}
    assert answer.cookies[rescue.COOKIE]["httponly"]
    assert answer.cookies[rescue.COOKIE]["samesite"] == "Lax"


def test_files_are_not_kept_but_named(lost: Client, mother: User) -> None:
    lost.post(PAGE, TYPED | {"paper": SimpleUploadedFile("giấy chứng sinh.pdf", b"%PDF-")})
    sign_in(lost, mother)
    page = lost.get(PAGE).content.decode()
    assert "giấy chứng sinh.pdf" in page
    assert "chọn lại" in page


def test_a_browser_that_lost_the_mark_of_its_person_gets_it_back_on_the_next_page(mother: User) -> None:
    """Also a session from before the mark existed, or one made without the sign-in page, is rescued."""
    client = Client()
    client.force_login(mother)
    assert rescue.OWNER_COOKIE not in client.cookies
    client.get(PAGE)
    del client.cookies["sessionid"]

    client.post(PAGE, TYPED)
    sign_in(client, mother)

    assert "Nguyễn Thị Mất Phiên" in client.get(PAGE).content.decode()


def test_the_mark_is_written_once_and_never_on_public_pages(mother: User) -> None:
    """Public pages are the same for everybody and kept by caches: a cookie would end that."""
    client = Client()
    client.force_login(mother)
    assert rescue.OWNER_COOKIE not in client.get("/").cookies
    assert rescue.OWNER_COOKIE in client.get(PAGE).cookies
    assert rescue.OWNER_COOKIE not in client.get(PAGE).cookies


def test_the_mark_changes_with_the_person(mother: User) -> None:
    client = Client()
    client.force_login(mother)
    first = client.get(PAGE).cookies[rescue.OWNER_COOKIE].value
    client.force_login(make_user())
    assert client.get(PAGE).cookies[rescue.OWNER_COOKIE].value != first


def test_a_phone_typed_before_the_session_ended_stands_in_its_box_again(lost: Client, mother: User) -> None:
    page = "/tai-khoan/so-dien-thoai/"
    lost.post(page, {"phone": "0912 345 678", "password": PASSWORD})
    sign_in(lost, mother)

    answer = lost.get(page).content.decode()

    assert "0912 345 678" in answer
    assert PASSWORD not in answer
    mother.refresh_from_db()
    assert mother.phone is None


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_page_keeps_nothing(lost: Client, method: str) -> None:
    getattr(lost, method)(PAGE)
    assert RescuedPost.objects.count() == 0


def test_a_made_up_mark_of_a_person_gives_nobody_anything(lost: Client, mother: User) -> None:
    """The mark is a keyed digest: whoever writes their own cookie cannot name another person with it."""
    lost.cookies[rescue.OWNER_COOKIE] = "0" * 64
    lost.post(PAGE, TYPED)
    sign_in(lost, mother)
    assert "Mất Phiên" not in lost.get(PAGE).content.decode()


def test_a_mark_longer_than_any_is_no_error(lost: Client) -> None:
    lost.cookies[rescue.OWNER_COOKIE] = "x" * 3000
    assert lost.post(PAGE, TYPED).status_code == 302


def test_several_answers_to_one_question_all_come_back(lost: Client, mother: User) -> None:
    lost.post(PAGE, TYPED | {"papers": ["a", "b"]})
    kept = RescuedPost.objects.get()
    assert kept.content["post"]["papers"] == ["a", "b"]
