"""Every look at an identity number is written down, for good."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory

from portal.accounts.access_log import record_look
from portal.accounts.models import AccessLogEntry
from tests.accounts.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


def test_a_look_says_who_whose_why_when_and_where() -> None:
    clerk, citizen = make_staff(), make_user()
    request = RequestFactory().get("/can-bo/ho-so/H29/")
    entry = record_look(clerk, citizen, "Đối chiếu giấy tờ khi tiếp nhận", request)
    entry.refresh_from_db()
    assert (entry.actor, entry.owner, entry.why) == (clerk, citizen, "Đối chiếu giấy tờ khi tiếp nhận")
    assert entry.subject == f"accounts.user {citizen.public_id}"
    assert (entry.ip, entry.path) == ("127.0.0.1", "/can-bo/ho-so/H29/")
    assert entry.at is not None


def test_a_machine_that_looks_is_named() -> None:
    entry = record_look(None, "dossier H29.151-261122-0001", "Đồng bộ", client="cong-quoc-gia")
    assert (entry.actor, entry.client, entry.subject) == (None, "cong-quoc-gia", "dossier H29.151-261122-0001")


def test_nothing_is_changed_or_taken_away() -> None:
    entry = record_look(make_staff(), "dossier 1", "Tiếp nhận")
    for spoil in (
        lambda: AccessLogEntry.objects.update(why="không có gì"),
        lambda: AccessLogEntry.objects.all().delete(),
        entry.delete,
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            spoil()
    entry.refresh_from_db()
    assert entry.why == "Tiếp nhận"


def test_a_look_without_a_reason_is_refused() -> None:
    with pytest.raises(IntegrityError, match="look_says_why"), transaction.atomic():
        record_look(make_staff(), "dossier 1", "")


def test_people_see_who_looked_at_their_data_and_nobody_elses() -> None:
    citizen, other, clerk = make_user(), make_user(), make_staff(full_name="Cán Bộ Một")
    record_look(clerk, citizen, "Đối chiếu giấy tờ")
    record_look(clerk, other, "Việc của người khác")
    client = Client()
    client.force_login(citizen)
    page = client.get("/tai-khoan/luot-xem/").content.decode()
    assert "Cán Bộ Một" in page
    assert "Đối chiếu giấy tờ" in page
    assert "Việc của người khác" not in page
