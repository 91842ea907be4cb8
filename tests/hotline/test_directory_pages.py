"""The directory, its sheet for the wall and its feed: who answers where, in order, in one language, at little cost."""

from __future__ import annotations

import datetime as dt
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from hotline.models import Duty, Team
from hotline.roster import on_duty, told_publicly
from hotline.views.public import directory_feed
from portal.accounts.models import User
from procedures import print_store
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk
from tests.hotline.roster.teams import a_shift, a_team, another, sit
from tests.house.test_page_language import LANGUAGES, Listener, reader
from units import desk_log, directory, duty_hooks
from units.models import Absence, DeskChange, Unit

DIRECTORY, FEED = reverse("hotline:directory"), reverse("hotline:directory-feed")
ATOM = {"atom": "http://www.w3.org/2005/Atom"}
NUMBER = "+842838291022"


def row_of(unit: Unit, **asked: str) -> str:
    """The row of a unit on its page of the directory."""
    html = words(Client().get(DIRECTORY, {"q": unit.name, **asked}))
    return html[html.index(f">{unit.name}</a>") :].split("</tr>")[0]


def entries(**asked: str) -> list[ET.Element]:
    answer = Client().get(FEED, asked)
    assert answer.status_code == 200
    return ET.fromstring(answer.content).findall("atom:entry", ATOM)  # noqa: S314 - what we wrote ourselves


def text_of(entry: ET.Element, name: str) -> str:
    return entry.findtext(f"atom:{name}", "", ATOM)


def changed(of: Any, by: User, what: str = DeskChange.What.CONTACT, before: str = "1", after: str = "2") -> None:
    desk_log.note(by, of, DeskChange.What(what), before, after)


def test_a_unit_whose_team_sits_there_says_so_with_its_number(world: World) -> None:
    ward = world.ward.committee
    team = a_team(world, numbers=[NUMBER, "1022"])
    assert "Đang trực" not in row_of(ward), "a team without anybody on duty answers nobody"
    sit(a_shift(team, hours=-1), world.ward.clerk)
    row = row_of(ward)
    assert "Đang trực" in row and f'href="tel:{NUMBER}"' in row and "028 3829 1022" in row
    assert world.ward.clerk.full_name not in row and "Đang trực" not in row_of(world.other_ward.committee)


def test_who_is_away_gave_it_up_or_belongs_to_a_team_that_ended_answers_nothing(world: World) -> None:
    ward, today = world.ward.committee, timezone.localdate()
    team = a_team(world, numbers=[NUMBER])
    duty = sit(a_shift(team, hours=-1), world.ward.clerk)
    now = timezone.now()
    assert on_duty.numbers_answered([ward.pk], now) == {ward.pk: [NUMBER]}
    Duty.objects.filter(pk=duty.pk).update(is_active=False)
    assert on_duty.numbers_answered([ward.pk], now) == {}
    Duty.objects.filter(pk=duty.pk).update(is_active=True)
    Team.objects.filter(pk=team.pk).update(ended_at=now)
    assert on_duty.numbers_answered([ward.pk], now) == {}
    Team.objects.filter(pk=team.pk).update(ended_at=None)
    day = timezone.localtime(duty.starts_at).date()
    Absence.objects.create(
        user=world.ward.clerk, valid_from=day, valid_to=today + dt.timedelta(days=2), reason="leave",
        written_by=world.ward.leader,
    )  # fmt: skip
    assert on_duty.numbers_answered([ward.pk], now) == {}


def test_two_teams_of_a_unit_tell_each_number_once_by_name(world: World) -> None:
    ward = world.ward.committee
    for name, numbers in (("Tổ B", ["+842838290002", NUMBER]), ("Tổ A", [NUMBER, "+842838290001"])):
        team = a_team(world, name=name, numbers=numbers)
        sit(a_shift(team, hours=-1), another(ward, email=f"{name[-1].lower()}@example.vn"))
    assert on_duty.numbers_answered([ward.pk]) == {ward.pk: [NUMBER, "+842838290001", "+842838290002"]}
    assert on_duty.numbers_answered([]) == {}


def test_pages_lead_on_and_back_and_keep_what_was_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "PAGE_SIZE", 2)
    wanted = [unit.code for unit in directory.find("phuong sai gon")]
    assert len(wanted) >= 3
    address, seen = "?q=phuong+sai+gon", list[str]()
    while address:
        page = Client().get(f"{DIRECTORY}{address}").context["page"]
        seen += [unit.code for unit in page.units]
        assert not page.next or "q=phuong+sai+gon" in page.next
        address = page.next
    assert seen == wanted
    back = Client().get(f"{DIRECTORY}{page.previous}").context["page"]
    assert [unit.code for unit in back.units] == wanted[-len(page.units) - 2 : -len(page.units)]


def test_units_that_ended_or_have_not_begun_are_not_listed(world: World) -> None:
    today = timezone.localdate()
    Unit.objects.filter(pk=world.ward.centre.pk).update(valid_to=today)
    Unit.objects.filter(pk=world.ward.office.pk).update(valid_from=today + dt.timedelta(days=1))
    listed = {unit.pk for unit in Client().get(DIRECTORY).context["page"].units}
    assert world.ward.committee.pk in listed and not listed & {world.ward.centre.pk, world.ward.office.pk}
    for unit in (world.ward.centre, world.ward.office):
        assert Client().get(reverse("hotline:notice", args=[unit.code])).status_code == 404


def test_numbers_that_people_typed_with_spaces_can_be_rung(world: World) -> None:
    Unit.objects.filter(pk=world.ward.centre.pk).update(hotline="028 38 22 11 11", phone="0901 234 567")
    row = row_of(world.ward.centre)
    assert 'href="tel:02838221111"' in row and 'href="tel:0901234567"' in row and ">028 38 22 11 11<" in row


def test_markup_in_a_name_or_address_stays_words(world: World) -> None:
    evil = "<script>alert(1)</script>"
    Unit.objects.filter(pk=world.ward.centre.pk).update(name=f"Trung tâm {evil}", address=evil)
    changed(Unit.objects.get(pk=world.ward.centre.pk), world.ward.leader, after=f"Địa chỉ: {evil} & nhà")
    assert evil not in words(Client().get(DIRECTORY))
    (entry,) = entries()
    assert evil in text_of(entry, "title") and f"{evil} & nhà" in text_of(entry, "summary"), "escaped, and read whole"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_directory_speaks_one_language(world: World, language: str) -> None:
    sit(a_shift(a_team(world), hours=-1), world.ward.clerk)
    listener, browser = Listener(language), reader(language)
    for asked in ({}, {"q": "zzz"}, {"kind": "centre"}, {"kind": "x"}, {"q": "x" * 101}):
        listener.hear(str(asked), browser.get(DIRECTORY, asked))
    listener.hear("unit", browser.get(world.ward.committee.get_absolute_url()))
    assert listener.wrong == []
    title = ET.fromstring(browser.get(FEED).content).findtext("atom:title", "", ATOM)  # noqa: S314 - our own
    assert ("Thay đổi" in title) is (language == "vi")


def test_a_page_with_people_on_duty_costs_one_question_more_at_most(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Client().get(DIRECTORY)
    for name in ("A", "B", "C"):
        team = a_team(world, name=f"Tổ {name}")
        sit(a_shift(team, hours=-1), another(world.ward.committee, email=f"{name.lower()}@example.vn"))
    with django_assert_max_num_queries(2):
        Client().get(DIRECTORY)


@pytest.fixture
def sheet(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], str]]:
    """What the sheet is printed from; its drawing is proved beside (`test_notice_boards`)."""
    asked: list[tuple[dict[str, Any], str]] = []

    def printed(_template: str, context: dict[str, Any], *, title: str) -> bytes:
        asked.append((context, title))
        return b"%PDF-"

    monkeypatch.setattr(print_store, "printed", printed)
    return asked


def test_the_sheet_is_vietnamese_whoever_asks_and_named_by_the_unit(
    world: World, sheet: list[tuple[dict[str, Any], str]]
) -> None:
    ward = world.ward.committee
    for language in LANGUAGES:
        answer = reader(language).get(reverse("hotline:notice", args=[ward.code]))
        assert f'filename="duong-day-nong-{ward.code}.pdf"' in answer["Content-Disposition"]
    (first, title), (second, again) = sheet
    assert title == again == f"Đường dây nóng và giờ làm việc: {ward.name}"
    assert [name for name, _hours in first["week"]] == [name for name, _hours in second["week"]]
    assert "Thứ" in first["week"][0][0]


def test_the_sheet_has_the_units_number_or_the_provinces_and_small_letters_for_long_names(
    world: World, sheet: list[tuple[dict[str, Any], str]], settings: Settings
) -> None:
    settings.PORTAL_HOTLINE = "19001022"
    ward, place = world.ward.committee, reverse("hotline:notice", args=[world.ward.committee.code])
    for change in ({"hotline": ""}, {"hotline": "028 3822 9029"}, {"name": "Ủy ban " * 25, "address": "Số 1"}):
        Unit.objects.filter(pk=ward.pk).update(**change)
        Client().get(place)
    told = [(context["hotline"], context["has_own"], context["is_long"]) for context, _title in sheet]
    assert told == [("19001022", False, False), ("028 3822 9029", True, False), ("028 3822 9029", True, True)]
    assert all(context["address"].endswith(ward.get_absolute_url()) for context, _title in sheet)


def test_the_sheet_names_teams_with_numbers_and_nobody_on_duty(
    world: World, sheet: list[tuple[dict[str, Any], str]]
) -> None:
    team = a_team(world, numbers=[NUMBER])
    a_team(world, name="Tổ không có số", numbers=[])
    sit(a_shift(team, hours=-1), world.ward.clerk)
    Client().get(reverse("hotline:notice", args=[world.ward.committee.code]))
    (duty,) = sheet[0][0]["duties"]
    assert duty.numbers == (NUMBER,) and world.ward.clerk.full_name not in str(sheet[0][0])


def test_a_unit_without_a_roster_has_its_agencys(world: World) -> None:
    units = [world.ward.committee.pk, world.ward.centre.pk, world.other_ward.centre.pk]
    assert told_publicly.without(units) == set(units) and told_publicly.without([]) == set()
    team = a_team(world)
    assert told_publicly.without(units) == {world.other_ward.centre.pk}
    Team.objects.filter(pk=team.pk).update(ended_at=timezone.now())
    assert told_publicly.without(units) == set(units)


def test_a_source_is_registered_once_under_its_name() -> None:
    mine = duty_hooks.Source(lambda _unit, _moment: [], lambda _units: set(), lambda code: code)
    duty_hooks.register("hotline", duty_hooks._sources["hotline"])
    with pytest.raises(ValueError, match="hotline"):
        duty_hooks.register("hotline", mine)


def test_the_feed_tells_contact_and_hours_the_newest_first_and_nothing_else(world: World, desk: Desk) -> None:
    ward = world.ward.committee
    for what in DeskChange.What:
        changed(ward, desk.supervisor, what, before="", after=f"Nay là {what}")
    found = [text_of(entry, "title") for entry in entries()]
    assert found == [f"Liên hệ: {ward.name}", f"Giờ mở cửa: {ward.name}"]
    summary = text_of(entries()[0], "summary")
    assert summary == "Trước: –. Nay: Nay là contact."


def test_entries_have_ids_of_their_own_and_lead_to_the_unit(world: World, desk: Desk, settings: Settings) -> None:
    for number in range(3):
        changed(world.ward.committee, desk.supervisor, before=str(number), after=str(number + 1))
    found = entries()
    assert len({text_of(entry, "id") for entry in found}) == 3
    links = {link.get("href") for entry in found for link in entry.findall("atom:link", ATOM)}
    assert links == {settings.PORTAL_URL.rstrip("/") + world.ward.committee.get_absolute_url()}
    assert [text_of(entry, "id") for entry in entries()] == [text_of(entry, "id") for entry in found], "for good"


def test_a_shared_calendar_is_news_of_each_unit_that_lives_by_it(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_feed, "NAMED", 2)
    changed(world.ward.committee.calendar, desk.supervisor, DeskChange.What.HOURS, after="Thứ Hai: 08:00–11:00")
    (entry,) = entries()
    count = Unit.objects.current().filter(calendar=world.ward.committee.calendar).count()
    assert f"và {count - 2} đơn vị khác" in text_of(entry, "title")
    for unit in (world.ward.centre, world.other_ward.committee):
        assert len(entries(**{"don-vi": unit.code})) == 1
    Unit.objects.filter(pk=world.ward.centre.pk).update(valid_to=timezone.localdate())
    (entry,) = entries()
    assert f"và {count - 3} đơn vị khác" in text_of(entry, "title"), "of those in force"


def test_the_feed_holds_fifty_at_most(world: World, desk: Desk) -> None:
    DeskChange.objects.bulk_create(
        DeskChange(
            unit=world.ward.committee, what=DeskChange.What.CONTACT, before=str(number), after="x", by=desk.operator
        )
        for number in range(directory_feed.ENTRIES + 3)
    )  # fmt: skip
    found = entries()
    assert len(found) == directory_feed.ENTRIES
    assert text_of(found[0], "summary").startswith(f"Trước: {directory_feed.ENTRIES + 2}.")
    assert Client().post(FEED).status_code == 405
