"""Announcing: incidents at once, downtime seven working days ahead, by those who may, and for good."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotline.broadcasts import announcing
from hotline.models import Broadcast, BroadcastEvent
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from portal.ui import speaking
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.broadcasts.notices import DESK, NEW, TITLE, announced, notice, planned, typed
from tests.hotline.desk import Desk, at
from units import calendars, working_time
from units.models import Unit
from units.roles import Role
from units.working_time import VIETNAM


@pytest.mark.parametrize(
    ("announced_at", "earliest"),
    [
        # A Monday: Tuesday is the first day, the Wednesday of the next week the seventh.
        ("2026-03-02T09:00", "2026-03-11T17:00"),
        ("2026-03-02T23:59", "2026-03-11T17:00"),
        ("2026-03-07T09:00", "2026-03-17T17:00"),
        # New Year's Eve: the day off between is no working day.
        ("2025-12-31T08:00", "2026-01-12T17:00"),
    ],
)
def test_downtime_may_begin_when_seven_working_days_are_over(world: World, announced_at: str, earliest: str) -> None:
    moment = dt.datetime.fromisoformat(announced_at).replace(tzinfo=VIETNAM)

    assert announcing.earliest_planned(moment).isoformat()[:16] == earliest


def test_a_shorter_notice_is_refused_with_the_earliest_lawful_moment(world: World, desk: Desk) -> None:
    earliest = announcing.earliest_planned(timezone.now())
    sooner = timezone.localtime(earliest) - dt.timedelta(minutes=1)
    sent = typed(
        kind="planned",
        begins_at=f"{sooner:%Y-%m-%dT%H:%M}",
        ends_at=f"{sooner + dt.timedelta(hours=2):%Y-%m-%dT%H:%M}",
    )

    answer = at(desk.operator).post(NEW, sent)

    assert answer.status_code == 422 and not Broadcast.objects.exists()
    html = words(answer)
    assert "ít nhất 7 ngày làm việc" in html and speaking.moment(earliest) in html
    assert 'id="id_begins_at-error"' in html
    assert sent["text"] in html, "nothing typed is lost"


def test_downtime_in_time_and_an_incident_are_announced_at_once(world: World, desk: Desk) -> None:
    announced(desk.operator, **planned())
    answer = at(desk.operator).post(NEW, typed(units=world.ward.committee.code.lower(), procedures="1.001193"))

    incident = Broadcast.objects.get(title=TITLE)
    assert answer.status_code == 302 and Broadcast.objects.count() == 2
    assert [unit.code for unit in incident.units.all()] == [world.ward.committee.code]
    assert [procedure.code for procedure in incident.procedures.all()] == ["1.001193"]
    assert TITLE in words(at(desk.operator).get(DESK))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"kind": ""}, "Hãy chọn sự cố hay bảo trì"),
        ({"title_en": ""}, "Hãy ghi tiêu đề bằng tiếng Anh"),
        ({"is_checked": ""}, "Hãy đọc lại rồi đánh dấu"),
        ({"begins_at": "mai"}, "Hãy ghi giờ và ngày như"),
        ({"begins_at": "2999-01-01T00:00"}, "Sự cố đang xảy ra"),
        ({"ends_at": "2020-01-01T00:00"}, "Lúc kết thúc phải muộn hơn"),
        ({"kind": "planned"}, "Hãy ghi lúc kết thúc bảo trì"),
        ({"units": "H99.1, <b>"}, "Không có đơn vị nào mang mã: &lt;B&gt;, H99.1"),
        ({"procedures": "9.9"}, "Không có thủ tục nào mang mã: 9.9"),
    ],
)
def test_what_is_missing_or_wrong_is_told_beside_it(
    world: World, desk: Desk, changed: dict[str, str], told: str
) -> None:
    answer = at(desk.operator).post(NEW, typed(**changed))

    assert answer.status_code == 422 and told in words(answer), words(answer)
    assert not Broadcast.objects.exists()


def test_only_the_hotline_and_the_keepers_of_the_site_announce(world: World, desk: Desk) -> None:
    for stranger in (world.mother, world.ward.clerk, world.ward.leader):
        assert at(stranger).get(DESK).status_code == 403
        assert at(stranger).post(NEW, typed()).status_code == 403
    assert Client().post(NEW, typed()).status_code == 302
    assert not Broadcast.objects.exists()


def test_whoever_hears_one_ward_speaks_for_that_ward_only(world: World, desk: Desk) -> None:
    local = make_staff("phuong@example.vn", "Đỗ Thị Mây", Role.HOTLINE_OPERATOR, world.ward.committee)
    with pytest.raises(NotYours):
        announced(local)
    with pytest.raises(NotYours):
        announced(local, units=[world.ward.committee, world.other_ward.committee])
    own = announced(local, units=[world.ward.centre])
    other = announced(desk.operator, units=[world.other_ward.committee])

    with pytest.raises(NotYours):
        announcing.end(other, local, "Xong")
    announcing.end(own, local, "Đã khởi động lại máy chủ.")
    other.refresh_from_db()
    assert other.ended_at is None


def test_it_is_prolonged_and_ended_with_its_history_for_everybody(world: World, desk: Desk) -> None:
    shown, client = announced(desk.operator), at(desk.operator)
    later = timezone.localtime() + dt.timedelta(hours=3)
    extend, end = (reverse(f"hotline:broadcast-{name}", args=[shown.pk]) for name in ("extend", "end"))

    early = client.post(extend, {"ends_at": "2020-01-01T00:00", "note": "Chờ ngân hàng."})
    assert early.status_code == 422 and "muộn hơn bây giờ" in words(early)
    client.post(extend, {"ends_at": f"{later:%Y-%m-%dT%H:%M}", "note": "Chờ ngân hàng.", "note_en": "Waiting."})
    assert client.post(end, {"note": ""}).status_code == 422
    client.post(end, {"note": "Đã đổi đường truyền."})
    again = client.post(end, {"note": "Đã đổi đường truyền."})

    assert again.status_code == 409 and "đã kết thúc" in words(again)
    html = words(Client().get(shown.get_absolute_url()))
    assert html.index("Chờ ngân hàng.") < html.index("Đã đổi đường truyền.")
    assert desk.operator.full_name not in html, "the public history names nobody"
    english = words(Client(headers={"accept-language": "en"}).get(shown.get_absolute_url()))
    assert "Waiting." in english and "Chờ ngân hàng." not in english
    assert list(shown.events.values_list("action", flat=True)) == ["announce", "extend", "end"]


def test_what_ended_is_not_prolonged(world: World, desk: Desk) -> None:
    shown = announced(desk.operator)
    announcing.end(shown, desk.operator, "Xong.")

    with pytest.raises(NotAllowedNow):
        announcing.extend(shown, desk.operator, timezone.now() + dt.timedelta(days=1), "Lại hỏng.")
    assert shown.events.count() == 2


def test_incidents_of_the_future_and_ends_before_beginnings_are_refused(world: World, desk: Desk) -> None:
    now = timezone.now()
    for changed, field in (
        ({"begins_at": now + dt.timedelta(hours=1)}, "begins_at"),
        ({"ends_at": now - dt.timedelta(hours=1)}, "ends_at"),
        (planned(ends_at=None), "ends_at"),
        (planned(begins_at=now), "begins_at"),
    ):
        with pytest.raises(Incomplete) as refused:
            announcing.announce(desk.operator, notice(**changed))
        assert refused.value.field == field
    assert not Broadcast.objects.exists()


def test_the_database_lets_nobody_delete_or_rewrite_what_was_announced(world: World, desk: Desk) -> None:
    shown = announced(desk.operator)
    event = shown.events.get()
    attempts = [
        ("DELETE FROM hotline_broadcastevent WHERE id = %s", event.pk),
        ("UPDATE hotline_broadcastevent SET note = 'khác' WHERE id = %s", event.pk),
        ("DELETE FROM hotline_broadcast WHERE id = %s", shown.pk),
        ("UPDATE hotline_broadcast SET text = 'khác' WHERE id = %s", shown.pk),
    ]
    for statement, key in attempts:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [key])
    announcing.end(shown, desk.operator, "Xong.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Broadcast.objects.filter(pk=shown.pk).update(ended_at=None)
    assert Broadcast.objects.get().ended_at and BroadcastEvent.objects.count() == 2


def test_the_calendar_of_the_province_counts(world: World, desk: Desk) -> None:
    top = Unit.objects.get(code="H29")
    monday = dt.datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)

    seventh = working_time.add(calendars.calendar_of(top), monday, announcing.NOTICE_DAYS, "working_day").at
    assert announcing.earliest_planned(monday) == seventh
