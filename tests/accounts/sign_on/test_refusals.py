"""Rules proved: whatever is wrong with a sign-on, a clear page says so, nothing is half-made, and no text is lost."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.core.cache import cache

from portal.accounts.models import SignOn, User
from tests.accounts.factories import make_staff, make_user
from tests.accounts.sign_on.provider import (
    LAN,
    LAN_NUMBER,
    NEW,
    TUAN,
    TUAN_NUMBER,
    Visitor,
    path_of,
)
from tests.accounts.sign_on.test_sign_on import proven

WAY_ON = "/tai-khoan/thong-tin/"


def assert_refused(visitor: Visitor, answer: Any, words: str, way_on: str = WAY_ON) -> None:
    page = answer.content.decode()
    assert words in page
    assert 400 <= answer.status_code < 600
    if way_on:
        assert f"next={way_on.replace('/', '%2F')}" in page
    assert not visitor.is_signed_in
    assert (User.objects.count(), SocialAccount.objects.count(), SignOn.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("spoilt", ["nonce", "audience", "issuer", "expired", "signature"])
def test_an_id_token_that_is_not_for_us_now_opens_nothing(visitor: Visitor, spoilt: str) -> None:
    visitor.server.wish(token=spoilt)
    answer = visitor.sign_on(NEW, next=WAY_ON)
    assert_refused(visitor, answer, "Không xác nhận được lần đăng nhập này")
    # and the next try goes well
    visitor.sign_on(NEW)
    assert visitor.is_signed_in


@pytest.mark.parametrize("without", ["HoVaTen", "SoDinhDanh", "LoaiTaiKhoan"])
def test_without_a_name_or_a_number_nobody_is_known(visitor: Visitor, without: str) -> None:
    visitor.server.wish(without=without)
    assert_refused(visitor, visitor.sign_on(LAN, next=WAY_ON), "còn thiếu thông tin")


def test_a_state_of_another_browser_is_not_taken(visitor: Visitor) -> None:
    """Login forgery: the address with a stranger's code is opened in the browser of the victim."""
    attacker = Visitor(visitor.server)
    stolen = attacker.prove(attacker.leave(), NEW)
    assert_refused(visitor, visitor.portal.get(stolen), "mở từ nơi khác", way_on="")


@pytest.mark.parametrize("query", ["", "code=abc", "state=abc", "code=abc&state=abc", "error=server_error"])
def test_an_address_made_up_leads_nowhere(visitor: Visitor, query: str) -> None:
    assert_refused(visitor, visitor.portal.get(f"/tai-khoan/lien-thong/ve/?{query}"), "Hãy bấm đăng nhập lại", "")


def test_a_code_is_used_once(visitor: Visitor) -> None:
    address = visitor.prove(visitor.leave(), NEW)
    visitor.portal.get(address)
    visitor.portal.post("/tai-khoan/logout/")
    again = visitor.portal.get(address)
    assert again.status_code == 400
    # even with a state that is fresh, the server gives nothing for a code it gave a token for
    other = Visitor(visitor.server)
    fresh = parse_qs(urlsplit(other.leave()).query)["state"][0]
    code = parse_qs(urlsplit(address).query)["code"][0]
    answer = other.portal.get("/tai-khoan/lien-thong/ve/", {"code": code, "state": fresh})
    assert "Không xác nhận được" in answer.content.decode()
    assert not other.is_signed_in


def test_stopping_there_leads_back_with_a_choice(visitor: Visitor) -> None:
    state = parse_qs(urlsplit(visitor.leave(next=WAY_ON)).query)["state"][0]
    answer = visitor.portal.get("/tai-khoan/lien-thong/ve/", {"error": "access_denied", "state": state})
    assert_refused(visitor, answer, "Bạn đã dừng đăng nhập")
    assert "/tai-khoan/login/?next=" in answer.content.decode()


@pytest.mark.parametrize("down", ["/", "/o/token/", "/o/.well-known/jwks.json", "/o/userinfo/"])
def test_a_server_that_is_down_is_said_to_be(visitor: Visitor, down: str) -> None:
    if down == "/":
        visitor.server.wish(down=down)
        answer = visitor.portal.get("/tai-khoan/lien-thong/", {"next": WAY_ON})
    else:
        address = visitor.prove(visitor.leave(next=WAY_ON), NEW)
        visitor.server.wish(down=down)
        answer = visitor.portal.get(address)
    words = "Không xác nhận được" if down == "/o/token/" else "đang không trả lời"
    assert_refused(visitor, answer, words)


def test_a_server_that_is_nowhere_is_said_to_be(visitor: Visitor, settings: LazySettings) -> None:
    settings.NATIONAL_SIGN_ON_URL = "http://127.0.0.1:9"
    answer = visitor.portal.get("/tai-khoan/lien-thong/", {"next": WAY_ON, "vai": "can-bo"})
    assert_refused(visitor, answer, "đang không trả lời")
    assert "vai=can-bo" in answer.content.decode()


@pytest.mark.parametrize("told", [b"", b"[]", b"{}", b'{"issuer": 1}', b"\xff"])
def test_a_description_that_is_none_is_a_server_that_is_away(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, told: bytes
) -> None:
    answer = requests.Response()
    answer.status_code, answer._content = 200, told
    cache.clear()
    monkeypatch.setattr(requests, "get", lambda *_args, **_named: answer)
    assert_refused(visitor, visitor.portal.get("/tai-khoan/lien-thong/", {"next": WAY_ON}), "đang không trả lời")


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_on_to_another_site(visitor: Visitor, where: str) -> None:
    answer = visitor.sign_on(NEW, next=where)
    assert "evil" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]


def test_a_number_that_changed_there_is_looked_at_by_people(visitor: Visitor) -> None:
    lan = proven(make_user(), LAN_NUMBER)
    visitor.sign_on(LAN)
    visitor.portal.post("/tai-khoan/logout/")
    visitor.server.wish(changes=json.dumps({"SoDinhDanh": "079194000999"}))
    answer = visitor.sign_on(LAN)
    assert "Số định danh không khớp" in answer.content.decode()
    assert not visitor.is_signed_in
    lan.refresh_from_db()
    assert (lan.id_number, User.objects.count()) == (LAN_NUMBER, 1)


def test_what_was_typed_before_the_session_ended_is_there_after_sign_on(visitor: Visitor) -> None:
    visitor.sign_on(LAN)
    typed = {"full_name": "Nguyễn Thị Ngọc Lan (mẹ bé An)", "language": "vi"}
    del visitor.portal.cookies["sessionid"]
    away = visitor.portal.post(WAY_ON, typed)
    page = visitor.portal.get(away.headers["Location"]).content.decode()
    on = re.search(r'href="/tai-khoan/lien-thong/\?(next=[^"]+)"', page)
    assert on

    answer = visitor.sign_on(LAN, **{name: value[0] for name, value in parse_qs(on[1]).items()})

    assert path_of(answer.headers["Location"]).rstrip("?") == WAY_ON
    assert typed["full_name"] in visitor.portal.get(WAY_ON).content.decode()


def test_going_on_after_a_refusal_leads_to_the_page_of_before(visitor: Visitor) -> None:
    visitor.server.wish(token="nonce")
    page = visitor.sign_on(NEW, next=f"{WAY_ON}?a=1&b=2").content.decode()
    again = re.search(r'href="/tai-khoan/lien-thong/\?([^"]+)"', page)
    assert again
    asked = {name: value[0] for name, value in parse_qs(again[1]).items()}
    assert visitor.sign_on(NEW, **asked).headers["Location"] == f"{WAY_ON}?{urlencode({'a': 1, 'b': 2})}"


# -- tying an account that is there


def test_staff_who_are_signed_in_tie_their_account_themselves(visitor: Visitor) -> None:
    officer = make_staff()
    visitor.portal.force_login(officer)
    answer = visitor.portal.get("/tai-khoan/lien-thong/noi/")
    visitor.portal.get(visitor.prove(answer.headers["Location"], TUAN))

    officer.refresh_from_db()
    assert (officer.id_number, officer.assurance_level) == (TUAN_NUMBER, 2)
    other = Visitor(visitor.server)
    other.sign_on(TUAN, vai="can-bo")
    assert other.portal.session["_auth_user_id"] == str(officer.pk)


def test_a_number_that_another_account_proved_is_not_taken_from_it(visitor: Visitor) -> None:
    holder, taker = proven(make_user(), LAN_NUMBER), make_user()
    visitor.portal.force_login(taker)
    answer = visitor.portal.get("/tai-khoan/lien-thong/noi/")
    page = visitor.portal.get(visitor.prove(answer.headers["Location"], LAN))

    assert (page.status_code, "đã nối với một tài khoản khác" in page.content.decode()) == (409, True)
    taker.refresh_from_db()
    assert (taker.id_number, taker.assurance_level) == ("", 0)
    assert User.with_id_number(LAN_NUMBER).get() == holder


def test_strangers_tie_nothing(visitor: Visitor) -> None:
    answer = visitor.portal.get("/tai-khoan/lien-thong/noi/")
    assert answer.headers["Location"].startswith("/tai-khoan/login/")
