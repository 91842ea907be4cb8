"""Passkeys in a real browser with a key of its own (Chromium's virtual authenticator), and what forgers send."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from playwright.sync_api import CDPSession, Page, expect
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.accounts.factories import PASSWORD, make_staff, make_user

HOME, KEYS = "/tai-khoan/hai-lop/", "/tai-khoan/hai-lop/webauthn/"
ADD, SIGN_IN = f"{KEYS}add/", f"{KEYS}login/"
NO_MATCH = "Khóa truy cập này không khớp hoặc đã quá lâu. Hãy thử lại."
WITH_KEY = "Đăng nhập bằng khóa truy cập (passkey)"


def plug_in(page: Page, knows_owner: bool = True) -> CDPSession:
    """Give the browser a key that agrees to everything; without `knows_owner` it can ask for no finger."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal" if knows_owner else "usb",
                "hasResidentKey": knows_owner,
                "hasUserVerification": knows_owner,
                "isUserVerified": knows_owner,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return wire


def sign_in(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}/tai-khoan/login/")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(str(user.email))
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def add_key(page: Page, site: str, name: str, alone: bool) -> None:
    page.goto(f"{site}{ADD}")
    if page.get_by_role("heading", name="Xác nhận lại là bạn").is_visible():
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Tên khóa").fill(name)
    if alone:
        page.get_by_label("Đăng nhập chỉ bằng khóa này").check()
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.get_by_text("Đã thêm khóa truy cập.")).to_be_visible()


def prove_again_by_key(page: Page) -> None:
    """Before what matters, a key counts as much as the password."""
    page.get_by_role("link", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("heading", name="Xác nhận lại là bạn")).to_be_visible()
    page.get_by_role("button", name="Dùng khóa truy cập").click()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_signs_in_alone_is_renamed_and_removed(
    page: Page, live_server: LiveServer, check_axe: Callable[[Page], None]
) -> None:
    user: User = make_user(email="an@example.vn", full_name="Nguyễn Thị An")
    plug_in(page)
    sign_in(page, live_server.url, user)
    add_key(page, live_server.url, "Điện thoại của tôi", alone=True)
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/tai-khoan/login/?next={HOME}")
    check_axe(page)
    page.get_by_role("button", name=WITH_KEY).click()
    expect(page.get_by_role("heading", name="Xác thực hai lớp")).to_be_visible()
    check_axe(page)

    page.get_by_role("link", name="Xem, đổi tên, gỡ").click()
    expect(page.get_by_text("Đăng nhập được không cần mật khẩu.")).to_be_visible()
    expect(page.get_by_text("Dùng lần cuối lúc")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="Đổi tên Điện thoại của tôi").click()
    prove_again_by_key(page)
    page.get_by_label("Tên khóa").fill("Máy cũ")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Gỡ Máy cũ").click()
    expect(page.get_by_text("Khóa “Máy cũ” sẽ không đăng nhập được vào tài khoản này nữa.")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Gỡ khóa").click()
    expect(page.get_by_text("Chưa có khóa truy cập nào.")).to_be_visible()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_staff_begin_with_a_key_and_are_asked_for_it_after_the_password(
    page: Page, live_server: LiveServer, settings: object, check_axe: Callable[[Page], None]
) -> None:
    settings.STAFF_SECOND_FACTOR = True  # type: ignore[attr-defined]
    clerk: User = make_staff(email="binh@example.vn")
    plug_in(page, knows_owner=False)
    sign_in(page, live_server.url, clerk)
    page.goto(f"{live_server.url}{HOME}")
    page.get_by_role("button", name="Thêm khóa truy cập").click()
    check_axe(page)
    add_key(page, live_server.url, "Khóa USB của quầy", alone=False)

    page.context.clear_cookies()
    sign_in(page, live_server.url, clerk)
    expect(page.get_by_role("heading", name="Xác thực hai lớp")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Dùng khóa truy cập").click()

    expect(page).not_to_have_url(f"{live_server.url}/tai-khoan/hai-lop/authenticate/")
    page.goto(f"{live_server.url}{KEYS}")
    expect(page.get_by_text("Dùng sau mật khẩu.")).to_be_visible()
    page.get_by_role("link", name="Gỡ Khóa USB của quầy").click()
    prove_again_by_key(page)
    page.get_by_role("button", name="Gỡ khóa").click()
    expect(page.get_by_text("Đây là lớp xác thực cuối cùng của bạn.").first).to_be_visible()
    assert Authenticator.objects.filter(user=clerk, type="webauthn").exists(), "the last factor of staff went"


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_without_a_key_of_this_site_the_page_says_so_and_stays(page: Page, live_server: LiveServer) -> None:
    wire = plug_in(page)
    page.goto(f"{live_server.url}/tai-khoan/login/")
    expect(page.get_by_role("button", name=WITH_KEY)).to_be_visible()
    for told in ("Trình duyệt này không dùng được khóa truy cập.", "Chưa dùng được khóa truy cập"):
        expect(page.get_by_text(told)).to_be_hidden()

    page.get_by_role("button", name=WITH_KEY).click()

    expect(page.get_by_text("Chưa dùng được khóa truy cập")).to_be_visible()
    expect(page.get_by_label("Mật khẩu", exact=True)).to_be_visible()
    wire.detach()


# -- what forgers send


@pytest.fixture
def person(client: Client) -> User:
    """Somebody who just gave their password, and once more for what matters."""
    user: User = make_user(email="an@example.vn")
    client.post("/tai-khoan/login/", {"login": "an@example.vn", "password": PASSWORD})
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    return user


def nonsense() -> list[str]:
    blank = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}}
    said = {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "attestationObject": "oA"}
    return [
        "",
        "null",
        "[]",
        "{}",
        "{",
        "\x00",
        "17",
        '"chữ"',
        "[" * 15_000,
        "x" * 30_000,
        json.dumps(blank),
        json.dumps(blank | {"response": "chữ"}),
        json.dumps(blank | {"response": said}),
        json.dumps(blank | {"response": said | {"userHandle": "MQ"}}),
        json.dumps(blank | {"response": said | {"userHandle": "////"}}),
        json.dumps(blank | {"response": said | {"clientDataJSON": "bm8ganNvbg"}}),
        json.dumps(blank | {"id": 3, "rawId": None, "response": None}),
    ]


@pytest.mark.django_db
def test_no_nonsense_adds_a_key_and_each_is_answered_in_words(client: Client, person: User) -> None:
    for credential in nonsense():
        assert client.get(ADD).status_code == 200
        answer = client.post(ADD, {"name": "Khóa của tôi", "credential": credential})
        page = answer.content.decode()
        assert answer.status_code == 200, credential[:80]
        assert "govuk-error-summary" in page, credential[:80]
        assert 'value="Khóa của tôi"' in page
    assert not Authenticator.objects.exists()


@pytest.mark.django_db
def test_no_nonsense_signs_in_with_or_without_a_question_asked_before(client: Client) -> None:
    make_user(email="an@example.vn")
    for credential in nonsense():
        for is_asked in (False, True):
            if is_asked:
                client.get(SIGN_IN, headers={"Accept": "application/json"})
            answer = client.post(SIGN_IN, {"credential": credential})
            assert (answer.status_code, answer.headers["Location"]) == (302, "/tai-khoan/login/"), credential[:80]
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_no_nonsense_passes_for_a_second_factor(client: Client) -> None:
    TOTP.activate(make_user(email="an@example.vn"), "JBSWY3DPEHPK3PXP")
    client.post("/tai-khoan/login/", {"login": "an@example.vn", "password": PASSWORD})
    for credential in nonsense():
        answer = client.post("/tai-khoan/hai-lop/authenticate/", {"credential": credential})
        assert answer.status_code == 200, credential[:80]
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_wrong_key_is_told_at_the_sign_in_page(client: Client) -> None:
    client.get(SIGN_IN, headers={"Accept": "application/json"})
    answer = client.post(SIGN_IN, {"credential": nonsense()[-2]}, follow=True)
    assert NO_MATCH in answer.content.decode()


@pytest.mark.django_db
def test_keys_of_others_are_neither_shown_renamed_nor_removed(client: Client, person: User) -> None:
    other = Authenticator.objects.create(
        user=make_user(email="be@example.vn"), type="webauthn", data={"name": "Khóa của Bé", "credential": {}}
    )

    assert "Khóa của Bé" not in client.get(KEYS).content.decode()
    for act in ("edit", "remove"):
        assert client.post(f"{KEYS}keys/{other.pk}/{act}/", {"name": "Của tôi"}).status_code == 404
    other.refresh_from_db()
    assert other.data["name"] == "Khóa của Bé"


@pytest.mark.django_db
def test_a_letter_tells_the_owner_of_a_key_removed(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    key = Authenticator.objects.create(
        user=make_user(email="an@example.vn"), type="webauthn", data={"name": "Khóa cũ", "credential": {}}
    )
    client.force_login(key.user)
    answer = client.get(f"{KEYS}keys/{key.pk}/remove/")
    assert answer.status_code == 302, "removing a key asks for the password again"

    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{KEYS}keys/{key.pk}/remove/")

    assert not Authenticator.objects.exists()
    assert "Một khóa truy cập của tài khoản vừa bị gỡ." in str([each.payload for each in OutboxMessage.objects.all()])
