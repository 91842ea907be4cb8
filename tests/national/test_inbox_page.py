"""The pages of what came in and of all differences: for administrators alone, in pages, without what messages say."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.national.models import Difference, InboundMessage
from portal.national.models.checks import DifferenceKind
from portal.national.models.inbox import InboxState, Service
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff
from units.roles import Role

INBOX, DIFFERENCES = reverse("national:inbox"), reverse("national:differences")


def message(number: int, **fields: Any) -> InboundMessage:
    """A message that could not be done."""
    told = {"state": InboxState.DEAD, "finished_at": timezone.now(), "last_error": "Không có thủ tục này."}
    return InboundMessage.objects.create(
        message_id=f"tin-{number}",
        key=f"G22.99.01-261123-{number:04d}",
        received={"body": '{"HoTen": "Nguyễn Thị Lan"}'},
        **{"service": Service.FILE, **told, **fields},
    )


@pytest.fixture
def admin(world: World) -> Client:
    """A system administrator, signed in."""
    browser = Client()
    browser.force_login(make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    return browser


def test_it_shows_causes_in_pages_and_never_what_was_said(admin: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(35):
        message(number)
    with django_assert_max_num_queries(12):
        page = admin.get(INBOX).content.decode()
    assert "G22.99.01-261123-0034" in page
    assert "G22.99.01-261123-0001" not in page
    assert "Không có thủ tục này." in page
    assert "Nguyễn Thị Lan" not in page
    following = admin.get(INBOX, {"xem": "loi", "sau": str(InboundMessage.objects.get(message_id="tin-5").pk)})
    assert "G22.99.01-261123-0001" in following.content.decode()


def test_filters_narrow_it_and_unknown_ones_are_as_good_as_absent(admin: Client) -> None:
    message(1)
    message(2, service=Service.RATE, state=InboxState.WAITING, finished_at=None, attempts=3)
    rates = admin.get(INBOX, {"xem": "tat-ca", "loai": "DanhGiaHoSo"}).content.decode()
    assert "0002" in rates
    assert "0001" not in rates
    assert "Đã thử 3 lần" in rates
    assert "0001" in admin.get(INBOX, {"xem": "x", "loai": "\x00", "sau": "9" * 40}).content.decode()
    assert "0001" in admin.get(INBOX, {"tim": " g22.99.01-261123-0001"}).content.decode()
    assert "Không có bản tin nào khớp" in admin.get(INBOX, {"tim": "<script>"}).content.decode()


def test_all_try_again_after_asking_and_one_without(admin: Client) -> None:
    first, second, done = message(1), message(2), message(3, state=InboxState.DONE)
    assert "Xử lý lại mọi bản tin" in admin.get(reverse("national:inbox-retry-all")).content.decode()
    one = reverse("national:inbox-retry", args=[first.pk])
    assert "Đã đưa bản tin" in admin.post(one, follow=True).content.decode()
    assert "có người vừa cho xử lý lại" in admin.post(one, follow=True).content.decode()
    assert "Đã đưa 1 bản tin" in admin.post(reverse("national:inbox-retry-all"), follow=True).content.decode()
    assert admin.post(reverse("national:inbox-retry", args=[10**9])).status_code == 404
    states = {row.pk: row.state for row in InboundMessage.objects.all()}
    assert states == {first.pk: "waiting", second.pk: "waiting", done.pk: "done"}


def test_every_difference_is_shown_in_pages(admin: Client, world: World) -> None:
    dossier = filings.submitted(world)
    kinds = list(DifferenceKind)
    for number in range(45):
        closed = timezone.now() if number >= len(kinds) else None
        told = {"here": f"tại đây {number}", "there": "1", "mended_at": closed}
        Difference.objects.create(dossier=dossier, kind=kinds[number % len(kinds)], **told)
    page = admin.get(DIFFERENCES).content.decode()
    assert all(f"tại đây {number}<" in page for number in range(len(kinds)))
    mended = admin.get(DIFFERENCES, {"xem": "da-het"}).content.decode()
    assert "tại đây 44<" in mended
    assert "tại đây 6<" not in mended
    assert "tại đây 4<" in admin.get(reverse("national:health")).content.decode()


def test_they_are_for_system_administrators_alone(world: World, client: Client) -> None:
    dead = message(1)
    client.force_login(world.ward.leader)
    for page in (INBOX, DIFFERENCES, reverse("national:inbox-retry-all")):
        assert client.get(page).status_code == 403
    assert client.post(reverse("national:inbox-retry", args=[dead.pk])).status_code == 403
    dead.refresh_from_db()
    assert dead.state == InboxState.DEAD
