"""Rules proved: days that an administrator names become moments of Ho Chi Minh City, and no day breaks the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox import subscribing
from portal.outbox.desk.forms import ReplayForm
from portal.outbox.models import OutboxMessage, State
from tests.house.page_words import vietnamese_on
from tests.outbox.test_doors_pages import administrator, message, receiver

TODAY = date(2026, 11, 23)
_days = st.dates(date(2000, 1, 1), TODAY)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_asked, **_named: TODAY)


def typed(since: date | None, until: date | None = None, **more: str) -> dict[str, str]:
    """What the three boxes of each day send."""
    told = dict[str, str]()
    for name, day in (("since", since), ("until", until)):
        if day is not None:
            told |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    return told | more


@given(_days, _days | st.none(), st.sampled_from(["", State.SENT, State.DEAD]))
def test_whole_days_are_asked_for_from_midnight_to_midnight(since: date, until: date | None, state: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "localdate", lambda *_asked, **_named: TODAY)
        form = ReplayForm(typed(since, until, state=state))
        assert form.is_valid() == (until is None or since <= until), form.errors
    if not form.is_valid():
        assert list(form.errors) == ["until"]
        return
    asked = form.asked()
    midnight = datetime(since.year, since.month, since.day, tzinfo=UTC) - timedelta(hours=7)
    assert asked["since"] == midnight
    if until is None:
        assert asked["until"] is None
    else:
        assert asked["until"] - asked["since"] == (until - since) + timedelta(days=1)
    assert asked["state"] == (state or None)


def test_a_day_of_tomorrow_no_day_and_no_state_of_a_message_that_left_are_refused_at_their_boxes() -> None:
    tomorrow = TODAY + timedelta(days=1)
    for sent, where in (
        (typed(None), "since"), (typed(tomorrow), "since"), (typed(TODAY, tomorrow), "until"),
        (typed(TODAY, state="waiting"), "state"), (typed(TODAY, state="\x00"), "state"),
        ({"since_day": "31", "since_month": "2", "since_year": "2026"}, "since"),
        ({"since_day": "\x00", "since_month": "x", "since_year": "9" * 400}, "since"),
        ({"since_day": "1", "since_month": "1"}, "since"),
    ):  # fmt: skip
        assert list(ReplayForm(sent).errors) == [where], sent


@pytest.mark.django_db
def test_the_page_asks_first_in_the_language_of_its_reader_and_only_a_post_sends() -> None:
    hook = receiver()
    message(hook, payload={})
    where, admin = reverse("doors:receiver-replay", args=[hook.pk]), administrator()
    page = admin.get(where).content.decode()
    assert "Gửi lại nhiều thông báo" in page and hook.url in page
    admin.cookies["django_language"] = "en"
    for answer in (admin.get(where), admin.post(where, {}), admin.post(where, typed(TODAY, TODAY - timedelta(days=1)))):
        html = answer.content.decode()
        assert (answer.status_code, '<html lang="en"' in html) == (200, True)
        assert vietnamese_on(html, ["thành phố hồ chí minh", "cao xuân trường"]) == []
    assert OutboxMessage.objects.get().state == State.SENT


@pytest.mark.django_db
def test_what_was_typed_stays_where_one_box_is_wrong() -> None:
    hook = receiver()
    where = reverse("doors:receiver-replay", args=[hook.pk])
    page = administrator().post(where, typed(date(2026, 2, 3), date(2026, 2, 1), state="dead")).content.decode()
    assert "không được trước ngày đầu" in page
    assert 'value="2026"' in page and '<option value="dead" selected>' in page


@pytest.mark.django_db
def test_the_first_day_of_all_asks_for_all_and_one_receiver_alone_is_told() -> None:
    hook, other = receiver(), receiver(url="https://khac.example/")
    for one in (hook, other):
        message(one, payload={})
    where = reverse("doors:receiver-replay", args=[hook.pk])
    old: Any = administrator().post(where, typed(date(1900, 1, 1)), follow=True)
    assert "Đang gửi lại 1 thông báo" in old.content.decode()
    assert [row.key for row in OutboxMessage.objects.filter(state=State.WAITING)] == [f"{hook.pk}/A"]
    for year in ("1", "0", "99", "-5", "10000"):
        answer = administrator(f"a{year}@example.vn").post(where, typed(TODAY) | {"since_year": year})
        assert answer.status_code in {200, 302}, year


@pytest.mark.django_db
def test_what_is_told_again_leaves_under_the_ids_of_before() -> None:
    hook = receiver()
    row = message(hook, payload={})
    since = row.created_at - timedelta(hours=1)
    assert subscribing.tell_many_again(hook, since, state=State.DEAD) == 0
    assert subscribing.tell_many_again(hook, since, state=State.SENT) == 1
    again = OutboxMessage.objects.get()
    assert (again.idempotency_key, again.state, again.attempts) == (row.idempotency_key, State.WAITING, 0)
