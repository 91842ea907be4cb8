"""The doors of broadcasts: who comes in, what sent twice does, what is lost, what readers and other systems get."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from hotline.broadcasts import announcing
from hotline.broadcasts.views.feed import ENTRIES
from hotline.models import Broadcast, BroadcastEvent, IncidentTicket, JointAnswer
from portal.accounts.models import User
from portal.ui.paging import PAGE_SIZE
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.broadcasts.notices import DESK, NEW, TITLE, TITLE_EN, announced, notice, planned, typed
from tests.hotline.desk import Desk, at
from tests.hotline.tickets import filed
from units.roles import Role

PUBLIC, FEED = reverse("hotline:broadcasts"), reverse("hotline:broadcast-feed")
ATOM = "{http://www.w3.org/2005/Atom}"
ENGLISH = {"accept-language": "en"}


def door(name: str, shown: Broadcast) -> str:
    return reverse(f"hotline:{name}", args=[shown.pk])


def local_operator(world: World) -> User:
    """Somebody who hears one ward."""
    return make_staff("phuong@example.vn", "Đỗ Thị Mây", Role.HOTLINE_OPERATOR, world.ward.committee)


def many(user: User, number: int) -> None:
    """Broadcasts by the hundred, as years leave them; all have ended."""
    now = timezone.now()
    told = {"text": "x", "text_en": "x", "title_en": "x", "kind": "incident", "announced_by": user, "ended_at": now}
    begun = {"begins_at": now, "announced_at": now}
    rows = Broadcast.objects.bulk_create([Broadcast(title=f"Sự cố {n:03}", **told, **begun) for n in range(number)])
    BroadcastEvent.objects.bulk_create(
        [BroadcastEvent(broadcast=row, action="announce", at=now, actor=user) for row in rows]
    )


def test_every_page_of_the_desk_opens_for_whoever_announces_and_for_nobody_else(world: World, desk: Desk) -> None:
    shown = announced(desk.operator, units=[world.ward.committee])
    pages = [DESK, NEW, *(door(f"broadcast-{act}", shown) for act in ("extend", "end")), door("desk-broadcast", shown)]
    admin = make_staff("quantri@example.vn", "Hồ Văn Sáu", Role.SYSTEM_ADMIN, world.ward.committee)
    publisher = make_staff("congkhai@example.vn", "Lý Thị Bảy", Role.PUBLISHER, world.ward.committee)
    expected = {
        200: [desk.operator, desk.supervisor, local_operator(world), admin],
        403: [world.mother, world.ward.clerk, world.ward.officer, world.ward.leader, publisher],
    }
    for status, people in expected.items():
        for user in people:
            client = at(user)
            assert [client.get(page).status_code for page in pages] == [status] * len(pages), user
    for page in pages:
        answer = Client().get(page)
        assert answer.status_code == 302 and "/tai-khoan/login/" in answer["Location"]


def test_tickets_and_their_joint_answer_are_for_the_hotline_of_the_province(world: World, desk: Desk) -> None:
    """A local operator is not led to a form that would be refused when it is filled in."""
    ticket, shown = filed(kind="technical").ticket, announced(desk.operator, units=[world.ward.committee])
    admin = make_staff("quantri@example.vn", "Hồ Văn Sáu", Role.SYSTEM_ADMIN, world.ward.committee)
    for user in (local_operator(world), admin):
        assert ticket.code not in words(at(user).get(door("desk-broadcast", shown)))
        for name in ("joint-write", "joint-approve"):
            assert at(user).get(door(name, shown)).status_code == 403 == at(user).post(door(name, shown)).status_code
    assert at(admin).post(door("broadcast-link", shown), {"ticket": [ticket.code]}).status_code == 403
    assert ticket.code in words(at(desk.operator).get(door("desk-broadcast", shown)))
    assert not IncidentTicket.objects.exists() and not JointAnswer.objects.exists()


@pytest.mark.parametrize("units", ["", "H29.102", "H29.101 H29.102"])
def test_whoever_hears_one_ward_is_told_beside_the_units_and_loses_no_word(
    world: World, desk: Desk, units: str
) -> None:
    sent = typed(units=units)

    answer = at(local_operator(world)).post(NEW, sent)

    html = words(answer)
    assert answer.status_code == 422 and not Broadcast.objects.exists()
    assert 'id="id_units-error"' in html and "trong phạm vi của mình" in html
    assert sent["text"] in html and sent["text_en"] in html


def test_whoever_hears_one_ward_neither_ends_nor_prolongs_what_others_announced(world: World, desk: Desk) -> None:
    shown, client = announced(desk.operator, units=[world.other_ward.committee]), at(local_operator(world))
    html = words(client.get(door("desk-broadcast", shown)))
    assert door("broadcast-end", shown) not in html and door("broadcast-extend", shown) not in html
    later = f"{timezone.localtime() + dt.timedelta(hours=3):%Y-%m-%dT%H:%M}"

    ended = client.post(door("broadcast-end", shown), {"note": "Xong."})
    longer = client.post(door("broadcast-extend", shown), {"ends_at": later, "note": "Chờ."})

    assert (ended.status_code, longer.status_code) == (403, 403)
    shown.refresh_from_db()
    assert (shown.ended_at, shown.ends_at) == (None, None) and shown.events.count() == 1


def test_a_form_sent_twice_announces_once_and_other_words_or_units_are_another_notice(world: World, desk: Desk) -> None:
    operator, sent = at(desk.operator), typed(units="H29.101")

    first, again = operator.post(NEW, sent), operator.post(NEW, sent | {"title": f" {TITLE}  "})

    assert first["Location"] == again["Location"] and Broadcast.objects.count() == 1
    assert BroadcastEvent.objects.count() == 1
    for other in (sent | {"units": "H29.102"}, sent | {"text": "Đã tìm ra lỗi."}, sent | {"procedures": "1.001193"}):
        assert operator.post(NEW, other).status_code == 302
    assert Broadcast.objects.count() == 4
    announcing.end(Broadcast.objects.earliest("pk"), desk.operator, "Xong.")
    operator.post(NEW, sent)
    assert Broadcast.objects.count() == 5, "it broke again"
    at(desk.supervisor).post(NEW, sent)
    assert Broadcast.objects.count() == 6, "somebody else's word is their own"


def test_prolonged_twice_by_one_click_too_many_it_has_one_line_of_history(world: World, desk: Desk) -> None:
    shown, operator = announced(desk.operator), at(desk.operator)
    later = timezone.localtime() + dt.timedelta(hours=3)
    sent = {"ends_at": f"{later:%H:%M %d/%m/%Y}", "note": "Chờ ngân hàng <b>ABC</b>."}

    answers = [operator.post(door("broadcast-extend", shown), sent) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "muộn hơn lúc đã báo" in words(answers[1]) and "&lt;b&gt;ABC" in words(answers[1]), "nothing typed is lost"
    assert shown.events.filter(action="extend").count() == 1
    sooner = sent | {"ends_at": f"{later - dt.timedelta(hours=1):%H:%M %d/%m/%Y}"}
    assert operator.post(door("broadcast-extend", shown), sooner).status_code == 422
    shown.refresh_from_db()
    assert timezone.localtime(shown.ends_at).replace(second=0) == later.replace(second=0, microsecond=0)


def test_what_ended_while_the_form_was_open_says_so_and_changes_nothing(world: World, desk: Desk) -> None:
    shown, operator = announced(desk.operator), at(desk.operator)
    assert operator.get(door("broadcast-extend", shown)).status_code == 200
    announcing.end(shown, desk.supervisor, "Đã đổi đường truyền.")
    later = f"{timezone.localtime() + dt.timedelta(hours=3):%Y-%m-%dT%H:%M}"

    answer = operator.post(door("broadcast-extend", shown), {"ends_at": later, "note": "Vẫn còn lỗi."})

    assert answer.status_code == 409 and "Thông báo này đã kết thúc." in words(answer)
    assert "Vẫn còn lỗi." in words(answer) and shown.events.count() == 2
    html = words(operator.get(door("desk-broadcast", shown)))
    assert door("broadcast-end", shown) not in html and desk.supervisor.full_name in html


@pytest.mark.parametrize("minutes", [-1, 0])
def test_the_lawful_moment_is_the_first_that_is_taken(world: World, desk: Desk, minutes: int) -> None:
    begins = timezone.localtime(announcing.earliest_planned(timezone.now())) + dt.timedelta(minutes=minutes)
    ends = begins + dt.timedelta(hours=1)
    sent = typed(kind="planned", begins_at=f"{begins:%Y-%m-%dT%H:%M}", ends_at=f"{ends:%Y-%m-%dT%H:%M}")

    assert at(desk.operator).post(NEW, sent).status_code == (302 if minutes == 0 else 422)
    assert Broadcast.objects.count() == (minutes == 0)


def test_more_codes_than_a_notice_names_are_refused_and_not_called_unknown(world: World, desk: Desk) -> None:
    codes = ", ".join([world.ward.committee.code, *(f"H29.{n}" for n in range(200, 250))])

    answer = at(desk.operator).post(NEW, typed(units=codes))

    assert answer.status_code == 422 and "nhiều nhất 50 mã" in words(answer)
    assert "Không có đơn vị nào" not in words(answer) and not Broadcast.objects.exists()


def test_everybody_reads_in_their_language_and_a_note_in_one_language_says_which(world: World, desk: Desk) -> None:
    shown = announced(desk.operator, units=[world.ward.committee])
    announcing.end(shown, desk.operator, "Đã đổi đường truyền.")
    english, vietnamese = Client(headers=ENGLISH), Client()

    assert TITLE_EN in words(english.get(PUBLIC)) and TITLE not in words(english.get(PUBLIC))
    page = words(english.get(shown.get_absolute_url()))
    assert "File now and pay later." in page and '<span lang="vi">Đã đổi đường truyền.</span>' in page
    assert world.ward.committee.get_absolute_url() in page
    assert "Hãy nộp hồ sơ" in words(vietnamese.get(shown.get_absolute_url()))
    whole = announced(desk.operator)
    assert "Mọi thủ tục ở mọi đơn vị." in words(vietnamese.get(whole.get_absolute_url()))


def test_the_feed_is_whole_xml_in_the_readers_language_whatever_was_typed(world: World, desk: Desk) -> None:
    hostile = "]]> <script>\x0b\x08 & \ufffe «ổn»\u202e"
    shown = announced(desk.operator, title=hostile, text=hostile)
    announcing.extend(shown, desk.operator, timezone.now() + dt.timedelta(hours=1), hostile, "Waiting.")

    feed = etree.fromstring(Client().get(FEED).content)

    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "]]> <script> & «ổn»"
    link = entry.find(f"{ATOM}link")
    assert link is not None and link.get("href", "").endswith(shown.get_absolute_url())
    assert link.get("href", "").startswith("http"), "feed readers know no site"
    last = shown.events.latest("pk").at
    assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") == last
    english = etree.fromstring(Client(headers=ENGLISH).get(FEED).content)
    assert english.findtext(f"{ATOM}entry/{ATOM}title") == TITLE_EN
    assert "Waiting." in (english.findtext(f"{ATOM}entry/{ATOM}summary") or "")


def test_lists_are_paged_and_cost_the_same_for_many(world: World, desk: Desk) -> None:
    counts: dict[str, list[int]] = {}
    pages: dict[str, Any] = {PUBLIC: Client(), FEED: Client(), DESK: at(desk.operator)}
    for number in (2, max(PAGE_SIZE, ENTRIES) + 5):
        many(desk.operator, number)
        for address, client in pages.items():
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.setdefault(address, []).append(len(asked))
    assert all(second <= first for first, second in counts.values()), counts
    assert len(etree.fromstring(Client().get(FEED).content).findall(f"{ATOM}entry")) == ENTRIES

    seen, address = list[str](), PUBLIC
    while address:
        page = Client().get(address).context["page"]
        assert len(page.rows) <= PAGE_SIZE
        seen += [f"{row.pk}" for row in page.rows]
        address = f"{PUBLIC}{page.next}" if page.next else ""
    assert len(seen) == len(set(seen)) == Broadcast.objects.count() and seen == sorted(seen, key=int, reverse=True)


def test_addresses_of_nothing_are_not_found_and_reading_is_all_that_strangers_may(world: World, desk: Desk) -> None:
    shown, maintenance = announced(desk.operator), announced(desk.operator, **planned())
    operator = at(desk.operator)
    for name in ("desk-broadcast", "broadcast-extend", "broadcast-end", "joint-write", "joint-approve"):
        for key in (shown.pk + 999, 10**30):
            address = reverse(f"hotline:{name}", args=[key])
            assert operator.post(address, {"note": "x", "ends_at": "2999-01-01T00:00"}).status_code in {404, 405, 422}
    assert operator.post(door("joint-approve", shown)).status_code == 404, "there is none to approve"
    assert operator.post(door("broadcast-link", maintenance), {"ticket": ["x"]}).status_code == 404
    for address in (PUBLIC, FEED, shown.get_absolute_url()):
        assert Client().post(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(NEW, typed()).status_code in {302, 403}
    assert BroadcastEvent.objects.count() == 2 and not Broadcast.objects.exclude(ended_at=None).exists()


def test_a_notice_that_the_database_would_not_take_is_never_asked_of_it(world: World, desk: Desk) -> None:
    """Words of nothing but invisible letters pass no door, neither of the page nor of the business."""
    for field in ("title", "text", "title_en", "text_en"):
        assert at(desk.operator).post(NEW, typed(**{field: "\u200b\u2060 \x00"})).status_code == 422, field
    assert not Broadcast.objects.exists() and notice().units == ()
