"""The pages of what comes in, what differs and the catalogue: who may open and act, in both languages, safely."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.national.catalogue import fetching
from portal.national.models import CatalogueRound, Difference, InboundMessage, ListDifference
from portal.national.models.catalogue import ListDifferenceKind
from portal.national.models.checks import DifferenceKind
from portal.national.models.inbox import InboxState, Service
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff
from units.roles import Role

INBOX, DIFFERENCES, CATALOGUE = (reverse(f"national:{name}") for name in ("inbox", "differences", "catalogue"))
RETRY_ALL, FETCH = reverse("national:inbox-retry-all"), reverse("national:catalogue-fetch")
PAGES = (INBOX, DIFFERENCES, CATALOGUE, RETRY_ALL)
EVIL = "<script>alert(1)</script>"


def dead(number: int = 1, **fields: Any) -> InboundMessage:
    """A message that could not be done."""
    told = {"state": InboxState.DEAD, "finished_at": timezone.now(), "last_error": "Không có thủ tục này."}
    return InboundMessage.objects.create(
        message_id=f"tin-{number}",
        key=f"G22.99.01-261123-{number:04d}",
        digest="0" * 64,
        received={"body": '{"HoTen": "Nguyễn Thị Lan"}'},
        **{"service": Service.FILE, "attempts": 1, **told, **fields},
    )


def retry_of(message: InboundMessage) -> str:
    return reverse("national:inbox-retry", args=[message.pk])


@pytest.fixture
def admin(world: World) -> Client:
    """A system administrator, signed in."""
    browser = Client()
    browser.force_login(make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    return browser


@pytest.fixture
def english(admin: Client) -> Client:
    """The same, who reads English."""
    admin.cookies["django_language"] = "en"
    return admin


def said(client: Client, address: str, **query: str) -> str:
    return client.get(address, query).content.decode()


def test_no_other_role_opens_a_page_or_changes_anything(world: World, settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_URL = "https://quoc-gia.example"
    message, browser = dead(), Client()
    for role in [role for role in Role if role != Role.SYSTEM_ADMIN]:
        browser.force_login(make_staff(f"{role}@example.vn", "Người Khác", role, world.ward.committee))
        seen = {browser.get(page).status_code for page in PAGES}
        done = {browser.post(door).status_code for door in (RETRY_ALL, FETCH, retry_of(message))}
        assert (seen, done) == ({403}, {403}), role
    browser.force_login(world.mother)
    assert {browser.get(page).status_code for page in PAGES} == {403}
    assert {browser.post(door).status_code for door in (RETRY_ALL, FETCH, retry_of(message))} == {403}
    message.refresh_from_db()
    assert (message.state, CatalogueRound.objects.exists()) == (InboxState.DEAD, False)


def test_a_stranger_is_asked_to_sign_in_and_nothing_happens(world: World) -> None:
    message, browser = dead(), Client()
    answers = [browser.get(page) for page in PAGES]
    answers += [browser.post(door) for door in (RETRY_ALL, FETCH, retry_of(message))]
    assert {answer.status_code for answer in answers} == {302}
    assert all("/tai-khoan/" in answer.headers["Location"] for answer in answers)
    message.refresh_from_db()
    assert message.state == InboxState.DEAD


def test_a_form_of_another_site_does_nothing(world: World, settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_URL = "https://quoc-gia.example"
    message, strict = dead(), Client(enforce_csrf_checks=True)
    strict.force_login(make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    assert {strict.post(door).status_code for door in (RETRY_ALL, FETCH, retry_of(message))} == {403}
    message.refresh_from_db()
    assert (message.state, CatalogueRound.objects.exists()) == (InboxState.DEAD, False)


def test_looking_at_an_act_does_not_do_it(admin: Client) -> None:
    message = dead()
    assert {admin.get(door).status_code for door in (FETCH, retry_of(message))} == {405}
    for _time in range(2):
        page = said(admin, RETRY_ALL)
        assert "csrfmiddlewaretoken" in page
        assert f'href="{INBOX}"' in page
    message.refresh_from_db()
    assert (message.state, message.attempts) == (InboxState.DEAD, 1)


def test_an_unknown_message_is_not_found_however_large_its_number(admin: Client) -> None:
    for number in (0, 10**9, 10**30):
        assert admin.post(f"{INBOX}{number}/gui-lai/").status_code == 404, number
    assert admin.post(f"{INBOX}x/gui-lai/").status_code == 404


def test_one_click_twice_and_two_people_at_it_let_it_go_once(world: World, admin: Client) -> None:
    message, other = dead(attempts=160), Client()
    other.force_login(make_staff("hai@example.vn", "Người Thứ Hai", Role.SYSTEM_ADMIN, world.ward.committee))
    assert "Đã đưa bản tin vào hàng chờ xử lý." in admin.post(retry_of(message), follow=True).content.decode()
    InboundMessage.objects.update(attempts=3)
    assert "có người vừa cho xử lý lại" in other.post(retry_of(message), follow=True).content.decode()
    message.refresh_from_db()
    # The second click begins nothing anew: the tries since the first still count.
    assert (message.state, message.attempts, message.finished_at) == (InboxState.WAITING, 3, None)


def test_all_go_again_and_a_second_time_there_are_none(admin: Client) -> None:
    for number in range(3):
        dead(number)
    assert "Đã đưa 3 bản tin vào hàng chờ." in admin.post(RETRY_ALL, follow=True).content.decode()
    assert "Đã đưa 0 bản tin vào hàng chờ." in admin.post(RETRY_ALL, follow=True).content.decode()
    assert set(InboundMessage.objects.values_list("state", "attempts")) == {(InboxState.WAITING, 0)}


def test_the_inbox_is_read_in_english(english: Client) -> None:
    dead(1)
    dead(2, state=InboxState.WAITING, finished_at=None, attempts=2, service=Service.PAYMENT, last_error="")
    page = said(english, INBOX, xem="tat-ca")
    for words in ("Messages from the National Public Service Portal", "Payment notice", "Tried 2 times, next at"):
        assert words in page, words
    for vietnamese in ("Không xử lý được</", "Đang chờ xử lý", "Xử lý lại", "Loại bản tin"):
        assert vietnamese not in page, vietnamese


def test_acts_are_asked_and_answered_in_english(english: Client) -> None:
    message = dead()
    assert "Process all again" in said(english, RETRY_ALL)
    answered = english.post(retry_of(message), follow=True).content.decode()
    assert "The message waits to be processed again." in answered
    again = english.post(retry_of(message), follow=True).content.decode()
    assert "somebody has just let it try again" in again
    all_of_them = english.post(RETRY_ALL, follow=True).content.decode()
    for page in (answered, again, all_of_them):
        assert "Đã đưa" not in page
        assert "govuk-notification-banner" in page


def test_catalogue_and_differences_are_read_in_english(english: Client, world: World) -> None:
    now = timezone.now()
    CatalogueRound.objects.create(codes=["1", "2"], fetched=2, queued=1, unchanged=1, finished_at=now)
    ListDifference.objects.create(kind=ListDifferenceKind.AGENCY_NAME, code="H29.1", here="A", there="B")
    Difference.objects.create(dossier=filings.submitted(world), kind=DifferenceKind.MISSING, here="1", there="")
    for address, vietnamese in (
        (CATALOGUE, ("Lần gần nhất xong lúc", "Cơ quan khác tên", "Loại sai lệch", "Tại Cổng quốc gia")),
        (DIFFERENCES, ("Bên đó không có hồ sơ", "Chưa hết", "Phát hiện lúc")),
    ):
        page = said(english, address)
        assert not any(words in page for words in vietnamese), address


def test_what_others_wrote_stays_text_on_every_page(admin: Client, world: World) -> None:
    dead(1, last_error=f"/papers: {EVIL}")
    dead(2, state=InboxState.DONE, outcome=EVIL, last_error="")
    CatalogueRound.objects.create(problem=EVIL)
    ListDifference.objects.create(kind=ListDifferenceKind.FIELD_NAME, code="G15", here=EVIL, there=EVIL)
    Difference.objects.create(dossier=filings.submitted(world), kind=DifferenceKind.STATUS, here="1", there=EVIL)
    for address, query in ((INBOX, {"xem": "tat-ca"}), (CATALOGUE, {}), (DIFFERENCES, {})):
        page = said(admin, address, **query)
        assert EVIL not in page, address
        assert "&lt;script&gt;alert(1)" in page, address


def test_what_is_typed_into_the_search_stays_and_stays_text(admin: Client) -> None:
    page = said(admin, INBOX, tim='"><b>x', loai="RutHoSo", xem="cho")
    assert "<b>x" not in page
    assert 'value="&quot;&gt;&lt;b&gt;x"' in page
    assert '<option value="RutHoSo" selected>' in page
    assert 'name="xem" value="cho"' in page


def test_faults_of_a_filing_stand_each_on_its_line(admin: Client) -> None:
    dead(last_error="/papers: Còn thiếu.\n/form/child_name: Hãy nhập.")
    assert "/papers: Còn thiếu.<br>/form/child_name: Hãy nhập." in said(admin, INBOX)


def test_only_what_died_has_a_button_and_only_its_list_lets_all_go(admin: Client) -> None:
    died = dead(1)
    waiting = dead(2, state=InboxState.WAITING, finished_at=None)
    done = dead(3, state=InboxState.DONE, outcome="Đã rút hồ sơ", last_error="")
    page = said(admin, INBOX, xem="tat-ca")
    assert retry_of(died) in page
    assert retry_of(waiting) not in page
    assert retry_of(done) not in page
    assert RETRY_ALL not in page
    assert RETRY_ALL in said(admin, INBOX)
    assert RETRY_ALL not in said(admin, INBOX, xem="cho")


def test_an_empty_list_says_what_would_stand_there(admin: Client) -> None:
    assert "Không có bản tin nào ở đây" in said(admin, INBOX)
    assert "Không có sai lệch nào ở đây" in said(admin, DIFFERENCES)
    assert "Hai bên được so mỗi lần tải danh mục." in said(admin, CATALOGUE)
    assert "Chưa tải lần nào." in said(admin, CATALOGUE)


def test_a_done_message_names_the_dossier_that_came_of_it(admin: Client, world: World) -> None:
    dossier = filings.submitted(world)
    dead(state=InboxState.DONE, outcome="Đã nộp thành hồ sơ", last_error="", dossier=dossier)
    page = said(admin, INBOX, xem="tat-ca")
    assert "Đã nộp thành hồ sơ" in page
    assert dossier.code in page
    assert "Không có bản tin nào" in said(admin, INBOX)


def test_the_page_of_differences_goes_on_and_back_and_keeps_its_tab(
    admin: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    dossier, closed = filings.submitted(world), timezone.now()
    rows = [
        Difference(dossier=dossier, kind=DifferenceKind.STATUS, here=f"số {number}.", there="1", mended_at=closed)
        for number in range(33)
    ]
    Difference.objects.bulk_create(rows)
    with django_assert_max_num_queries(12):
        first = said(admin, DIFFERENCES, xem="da-het")
    assert "số 32." in first
    assert "số 2." not in first
    last = Difference.objects.order_by("-pk")[29].pk
    second = said(admin, DIFFERENCES, xem="da-het", sau=str(last))
    assert "số 2." in second
    assert "số 3." not in second
    assert f"xem=da-het&amp;truoc={last - 1}" in second
    assert "số" not in said(admin, DIFFERENCES, xem="x", sau="-1").partition("<tbody>")[2]


def test_the_list_of_agencies_and_fields_is_paged_in_the_order_of_its_writing(
    admin: Client, django_assert_max_num_queries: Any
) -> None:
    kinds = list(ListDifferenceKind)
    rows = [ListDifference(kind=kinds[number % 2], code=f"H29.{number:03d}") for number in range(70)]
    ListDifference.objects.bulk_create(rows)
    with django_assert_max_num_queries(12):
        page = said(admin, CATALOGUE)
    assert "H29.000" in page
    assert "H29.030" not in page
    narrowed = said(admin, CATALOGUE, loai=kinds[1])
    assert "H29.059" in narrowed
    assert "H29.000" not in narrowed
    assert f"loai={kinds[1]}&amp;sau=" in narrowed
    assert f'<option value="{kinds[1]}" selected>' in narrowed
    assert "H29.000" in said(admin, CATALOGUE, loai="la", sau="x")


def test_a_round_that_stands_still_says_why_and_how_far_it_is(admin: Client) -> None:
    CatalogueRound.objects.create(codes=["1", "2", "3"], fetched=1, problem="Cổng không trả lời (HTTP 500)")
    page = said(admin, CATALOGUE)
    assert "1 trong 3 thủ tục" in page
    assert "Tạm ngừng, sẽ tự thử lại: Cổng không trả lời (HTTP 500)." in page
    assert '<progress value="1" max="3"' in page
    assert "1 trong 3 thủ tục" in said(admin, reverse("national:health"))


def test_a_round_without_a_list_yet_shows_no_bar(admin: Client) -> None:
    CatalogueRound.objects.create()
    page = said(admin, CATALOGUE)
    assert "0 trong 0 thủ tục" in page
    assert "<progress" not in page


def test_the_button_to_fetch_stands_there_with_a_portal_alone(admin: Client, settings: LazySettings) -> None:
    assert FETCH not in said(admin, CATALOGUE)
    settings.NATIONAL_PORTAL_URL = "https://quoc-gia.example"
    assert FETCH in said(admin, CATALOGUE)


def test_pressing_twice_begins_one_round(admin: Client, settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_URL = "https://quoc-gia.example"
    for _time in range(2):
        assert "Đang tải danh mục." in admin.post(FETCH, follow=True).content.decode()
    assert CatalogueRound.objects.get().finished_at is None
    CatalogueRound.objects.update(finished_at=timezone.now() - timedelta(days=1))
    assert fetching.begin() is not None
    assert CatalogueRound.objects.count() == 2


def test_the_health_page_counts_what_came_in(admin: Client) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    dead(1, received_at=midnight - timedelta(days=3))
    dead(2, received_at=midnight)
    dead(3, received_at=midnight - timedelta(seconds=1), state=InboxState.WAITING, finished_at=None)
    dead(4, received_at=midnight, state=InboxState.DONE, outcome="Đã rút hồ sơ")
    dead(5, received_at=midnight - timedelta(seconds=1), state=InboxState.DONE, outcome="Đã rút hồ sơ")
    page = said(admin, reverse("national:health"))
    assert "Hôm nay nhận 2 bản tin; 1 đang chờ xử lý, 2 không xử lý được." in page
    assert INBOX in page
