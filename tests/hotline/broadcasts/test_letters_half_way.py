"""Letters of a broadcast whose worker is killed, whose incident ends, whose people file meanwhile: each told once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from django.utils import timezone

from hotline.broadcasts import announcing, telling
from hotline.models import Broadcast
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import words
from tests.dossiers.filings import LAN, submitted
from tests.dossiers.world import World
from tests.hotline.broadcasts.notices import TITLE, announced
from tests.hotline.desk import Desk, at

OWNERS = ("an@example.vn", "binh@example.vn", "chi@example.vn")


def filed_by(world: World, *emails: str) -> None:
    """A dossier of each of these people."""
    for email in emails:
        submitted(world, applicant=replace(LAN, email=email))


def told() -> Counter[str]:
    """How many letters of broadcasts wait for each address."""
    letters = OutboxMessage.objects.filter(idempotency_key__startswith="broadcast/")
    return Counter(letter.payload["to"] for letter in letters)


def kill(monkeypatch: pytest.MonkeyPatch, place: object, name: str) -> None:
    """One batch dies where `name` is called."""

    def dies(*_told: object, **_more: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(place, name, dies)
        with pytest.raises(RuntimeError):
            telling.tell_some(most=1)


def test_killed_at_every_place_of_every_batch_each_owner_is_told_once(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed_by(world, *OWNERS)
    shown = announced(desk.operator, tells_owners=True)

    for batch, address in enumerate(OWNERS):
        for place, name in ((telling, "affected"), (telling, "tell_many"), (Broadcast, "save")):
            kill(monkeypatch, place, name)
            shown.refresh_from_db()
            assert (sum(told().values()), shown.told_count, shown.told_at) == (batch, batch, None)
        assert telling.tell_some(most=1) == 1
        assert told()[address] == 1, "in the order of their filing"
    assert telling.tell_all() == 0

    shown.refresh_from_db()
    assert told() == Counter(OWNERS) and shown.told_count == 3 and shown.told_at is not None


def test_an_incident_that_ends_half_way_writes_to_nobody_any_more(world: World, desk: Desk) -> None:
    filed_by(world, *OWNERS)
    shown, page = announced(desk.operator, tells_owners=True), at(desk.operator)
    address = f"/can-bo/duong-day-nong/thong-bao/{shown.pk}/"
    telling.tell_some(most=2)
    assert "Đã báo 2 người. Đang báo tiếp." in " ".join(words(page.get(address)).split())

    announcing.end(shown, desk.operator, "Đã đổi đường truyền.")

    assert telling.tell_all() == 0 and told() == Counter(OWNERS[:2])
    html = words(page.get(address))
    assert "Đã báo 2 người." in html and "Đang báo tiếp" not in html


def test_prolonging_writes_no_second_letter_and_a_second_incident_does(world: World, desk: Desk) -> None:
    filed_by(world, OWNERS[0])
    first = announced(desk.operator, tells_owners=True)
    telling.tell_all()
    announcing.extend(first, desk.operator, timezone.now() + dt.timedelta(hours=5), "Chờ ngân hàng.")
    assert telling.tell_all() == 0

    announced(desk.operator, title="Lại hỏng", tells_owners=True)

    assert telling.tell_all() == 1 and told() == Counter({OWNERS[0]: 2})


def test_whoever_files_while_letters_go_out_is_told_and_later_nobody_is(world: World, desk: Desk) -> None:
    filed_by(world, *OWNERS[:2])
    announced(desk.operator, tells_owners=True)
    telling.tell_some(most=1)
    filed_by(world, OWNERS[2])

    telling.tell_all()
    assert told() == Counter(OWNERS)
    filed_by(world, "dung@example.vn")

    assert telling.tell_all() == 0 and told() == Counter(OWNERS)


@pytest.mark.parametrize("most", [1, 2, 10])
def test_one_address_in_two_writings_is_one_person_in_any_batch(world: World, desk: Desk, most: int) -> None:
    filed_by(world, "an@example.vn", "AN@Example.VN", "an@example.vn")
    shown = announced(desk.operator, tells_owners=True)

    while telling.tell_some(most=most) is not None:
        pass

    shown.refresh_from_db()
    assert sum(told().values()) == 1 == shown.told_count


def test_the_older_incident_is_told_first_and_each_is_ended_by_its_own_end(world: World, desk: Desk) -> None:
    filed_by(world, *OWNERS)
    first, second = (announced(desk.operator, title=title, tells_owners=True) for title in ("Một", "Hai"))
    telling.tell_some(most=2)
    announcing.end(first, desk.operator, "Xong.")

    telling.tell_all()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.told_count, first.told_at) == (2, None)
    assert second.told_count == 3 and second.told_at is not None


def test_a_letter_is_plain_text_that_says_when_what_and_where_and_names_nobody(world: World, desk: Desk) -> None:
    filed_by(world, OWNERS[0])
    begins = timezone.now() - dt.timedelta(minutes=5)
    shown = announced(
        desk.operator, tells_owners=True, text="Lỗi <b>&</b> {{ broadcast }} {% now 'Y' %}", begins_at=begins,
        ends_at=begins + dt.timedelta(hours=9),
    )  # fmt: skip

    telling.tell_all()

    letter = OutboxMessage.objects.get(idempotency_key__startswith="broadcast/")
    text = letter.payload["text"]
    assert "Lỗi <b>&</b> {{ broadcast }} {% now 'Y' %}" in text, "plain text is not escaped"
    assert text.count(shown.get_absolute_url()) == 1 and "http" in text
    assert letter.payload["subject"] == TITLE and OWNERS[0] not in letter.idempotency_key
    assert desk.operator.full_name not in text and LAN.full_name not in text


def test_nobody_waits_when_nothing_is_to_be_told(world: World, desk: Desk) -> None:
    filed_by(world, *OWNERS)
    assert telling.tell_some() is None
    shown = announced(desk.operator, tells_owners=True, units=[world.other_ward.committee])

    assert telling.tell_some() == 0
    shown.refresh_from_db()
    assert shown.told_at is not None and shown.told_count == 0 and told() == Counter()
    assert telling.tell_some() is None
