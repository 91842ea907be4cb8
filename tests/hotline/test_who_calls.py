"""Rules proved: who calls is known by what they tell, to whom it is theirs to know, and no look goes unwritten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier, Party
from hotline import callers, calls, guidance
from hotline.callers import Known
from hotline.inbox import inbox_unit
from hotline.kinds import Kind
from hotline.reports import Reporter
from portal.accounts.models import AccessLogEntry, User
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, at
from tests.hotline.tickets import LAN, filed
from units.roles import Role

PHONE = "+84901234567"
HOSTILE = ["\0", "a\0b", "%", "_", "'; DROP TABLE units_unit; --", "\ud7ff", "٠٩٠", "0" * 6000, "\u202e123"]


def look(operator: User, text: str) -> Known:
    """What the operator is told of a text, as the page of a call asks."""
    request = RequestFactory().get("/")
    request.user = operator
    return callers.known_of(operator, text, request)


@pytest.fixture
def hers(world: World) -> Dossier:
    """A dossier whose owner told the number."""
    dossier = filings.submitted(world)
    Party.objects.filter(dossier=dossier).update(phone=PHONE)
    return dossier


def test_whatever_way_the_number_is_told_it_is_the_same_caller(desk: Desk, hers: Dossier) -> None:
    ticket = filed().ticket
    for told in ("0901234567", "+84 901 234 567", "84901234567", "0901.234.567", " 0901-234-567 "):
        known = look(desk.operator, told)
        assert [one.dossier for one in known.dossiers] == [hers], told
        assert [one for one, _state in known.tickets] == [ticket], told
        assert known.names == [hers.parties.get(role="owner").full_name]


def test_a_code_of_either_kind_is_forgiven_its_spaces_and_small_letters(desk: Desk, hers: Dossier) -> None:
    about, other = filed(dossier=hers.code).ticket, filed(content="Chuyện khác hẳn.").ticket

    by_dossier = look(desk.operator, f" {hers.code.lower()[:6]} {hers.code.lower()[6:]} ")
    by_ticket = look(desk.operator, other.code.lower().replace("-", " -", 1))

    assert [one.dossier for one in by_dossier.dossiers] == [hers]
    assert [one for one, _state in by_dossier.tickets] == [about]
    assert (by_ticket.dossiers, [one for one, _state in by_ticket.tickets]) == ([], [other])


def test_an_identity_number_finds_the_dossiers_of_its_person_and_no_ticket(desk: Desk, hers: Dossier) -> None:
    filed(dossier=hers.code)
    number = hers.parties.get(role="owner").id_number

    known = look(desk.operator, f"{number[:3]} {number[3:6]}.{number[6:]}")

    assert [one.dossier for one in known.dossiers] == [hers] and known.tickets == []
    assert not look(desk.operator, number[:-1]), "eleven digits are nobody's"


@pytest.mark.parametrize("text", ["", "  ", "Lan", "chị Lan ở 12 Lê Lợi", "12", *HOSTILE])
def test_what_is_no_number_and_no_code_finds_nobody_and_costs_nothing(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries, text: str
) -> None:
    with django_assert_num_queries(0):
        assert not look(desk.operator, text)


@pytest.mark.parametrize("text", ["Nguyễn Thị Lan", "nguyen thi lan", "LAN NGUYEN THI", "  Thị  Lan Nguyễn "])
def test_a_whole_name_finds_its_tickets_without_accents_in_any_order_and_no_namesake_in_part(
    desk: Desk, text: str
) -> None:
    hers = filed().ticket
    filed(content="Người khác, tên dài hơn.", reporter=replace(LAN, full_name="Nguyễn Thị Lan Anh"))

    assert [ticket for ticket, _state in look(desk.operator, text).tickets] == [hers]


def test_the_newest_eight_are_shown_first_and_no_more(desk: Desk) -> None:
    sent = [filed(content=f"Chuyện thứ {number} của tôi").ticket for number in range(callers.MOST + 2)]

    known = look(desk.operator, PHONE)

    assert [one.code for one, _state in known.tickets] == [one.code for one in reversed(sent)][: callers.MOST]


def test_every_look_that_shows_something_is_written_with_what_was_shown_and_an_empty_one_is_not(
    desk: Desk, hers: Dossier
) -> None:
    ticket, before = filed().ticket, AccessLogEntry.objects.count()
    with translation.override("en"):
        look(desk.operator, PHONE)
    look(desk.operator, "0912 000 111")

    (entry,) = AccessLogEntry.objects.order_by("pk")[before:]
    assert (entry.actor, entry.subject) == (desk.operator, "hotline.call")
    assert entry.why == f"Nghe điện thoại đường dây nóng: {hers.code}, {ticket.code}", "read in one language later"
    assert "901234567" not in entry.why


def test_an_operator_of_a_ward_is_not_told_of_tickets_that_lie_elsewhere(world: World, desk: Desk) -> None:
    filed()
    ward_operator = make_staff("truc-phuong@example.vn", "Hồ Văn Bảy", Role.HOTLINE_OPERATOR, world.ward.committee)

    assert look(desk.operator, PHONE).tickets
    assert not look(ward_operator, PHONE).tickets


def test_knowing_costs_the_same_for_one_dossier_and_for_many(
    world: World, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        Party.objects.filter(dossier=filings.submitted(world)).update(phone=PHONE)
        filed(content=f"Chuyện thứ {number} của tôi")
    look(desk.operator, PHONE)  # the operator's roles are kept from here on

    with django_assert_num_queries(3):  # dossiers, tickets, and the line in the log
        known = look(desk.operator, PHONE)

    assert len(known.dossiers) == len(known.tickets) == 3


def test_hostile_words_of_a_caller_are_shown_and_kept_as_words(desk: Desk) -> None:
    operator, call = at(desk.operator), calls.begin(desk.operator, "")
    page = reverse("hotline:call", args=[call.public_id])
    hostile = "<script>alert(1)</script> {{ 7|add:7 }}"

    shown = words(operator.post(page, {"do": "find", "find": hostile[:50], "content": hostile, "full_name": hostile}))

    assert "<script>alert(1)" not in shown and "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in shown
    assert hostile in words(operator.get(page)).replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize("text", [one * 5 for one in HOSTILE])
def test_any_signs_can_be_typed_into_any_box_of_a_call_and_stay(desk: Desk, text: str) -> None:
    operator, call = at(desk.operator), calls.begin(desk.operator, "")
    page = reverse("hotline:call", args=[call.public_id])

    found = operator.post(page, {"do": "find", "find": text, "content": text, "answer": text})
    filed_so = operator.post(
        page, {"do": "file", "kind": "guidance", "content": text, "full_name": text, "phone": text}
    )

    assert found.status_code == 200 and filed_so.status_code in {302, 422}
    assert operator.get(page).status_code == 200


@pytest.mark.parametrize("words_told", ["", " ", "ab", "  x "])
def test_two_letters_are_too_few_to_guide_by(
    words_told: str, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert not guidance.for_words(words_told)


def test_guidance_names_three_procedures_at_most(world: World) -> None:
    told = guidance.for_words("đăng ký khai sinh cho con")

    assert told and 0 < len(told.procedures) <= guidance.MOST


def test_who_answers_elsewhere_hears_no_call_of_the_desk(world: World, desk: Desk) -> None:
    """The page of calls is the operators': every other role of the ward and of the province is kept out."""
    top = inbox_unit()
    others = [
        make_staff(f"{role}@example.vn", "Ngô Văn Tám", role, top) for role in Role if role != Role.HOTLINE_OPERATOR
    ]
    call = calls.begin(desk.operator, PHONE)
    pages = [
        reverse("hotline:calls"),
        *(reverse(f"hotline:{name}", args=[call.public_id]) for name in ("call", "call-keep")),
    ]

    for person in (*others, world.mother):
        client = at(person)
        assert {client.get(pages[0]).status_code, client.post(pages[2], {"content": "x"}).status_code} == {403}, person
    assert Client().post(pages[2], {"content": "x"}).status_code == 302
    call.refresh_from_db()
    assert (call.typed, call.operator) == ({}, desk.operator)


def test_a_caller_who_keeps_their_name_to_themselves_is_known_by_their_number_alone(desk: Desk) -> None:
    quiet = filed(kind=Kind.GUIDANCE, is_confidential=True, reporter=Reporter(phone=PHONE)).ticket
    filed(reporter=Reporter(full_name=LAN.full_name, email=LAN.email))

    known = look(desk.operator, PHONE)

    assert [one for one, _state in known.tickets] == [quiet] and known.names == []
