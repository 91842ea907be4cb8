"""Rules proved: whoever gave a file in confidence stays unknown to every role that may not know them, by every way."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from hotline import routing
from hotline.intake import Filed
from hotline.models import Attachment, Ticket
from hotline.secret_codes import secret_for
from portal.accounts.models import AccessLogEntry, User
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.files import contents
from tests.hotline.desk import Desk, act, at, bench, routed
from tests.hotline.tickets import SEND, filed, opened, page, typed
from units.models import Unit
from units.roles import Role

NAME = "don-cua-Lan.pdf"
HEARING = {Role.HOTLINE_OPERATOR, Role.SUPERVISOR}
HANDLING = {Role.CLERK, Role.OFFICER, Role.LEADER}


def sent_with_file(world: World, desk: Desk, *, in_confidence: bool) -> Attachment:
    """A file of a matter that the ward has to answer."""
    told = typed(attachments=[SimpleUploadedFile(NAME, contents.pdf())])
    Client().post(SEND, told | ({"is_confidential": "on"} if in_confidence else {}))
    one = Attachment.objects.select_related("ticket").get()
    routed(world, desk, Filed(one.ticket, secret_for(one.ticket.sent_key), is_new=False))
    return one


def address(one: Attachment, *, at_desk: bool = True) -> str:
    return reverse("hotline:desk-file" if at_desk else "hotline:file", args=[one.ticket.code, one.public_id])


def holder(role: str, unit: Unit) -> User:
    return make_staff(f"{role}-{unit.code.lower()}@example.vn", "Ngô Văn Tám", role, unit)


def wanted(role: str, where: str, *, in_confidence: bool) -> int:
    """What a role gets that asks for a file: 200, 403 where the name may not be known, 404 out of its reach."""
    if where == "elsewhere" or role not in HEARING | HANDLING:
        return 404
    if role in HEARING:
        return 200
    return 404 if where == "province" else (403 if in_confidence else 200)


@pytest.mark.parametrize("in_confidence", [True, False])
def test_each_role_at_each_place_opens_what_it_may_and_only_that_is_logged(
    world: World, desk: Desk, in_confidence: bool
) -> None:
    one, top = sent_with_file(world, desk, in_confidence=in_confidence), world.ward.committee.parent
    assert top is not None
    places = {"province": top, "ward": world.ward.committee, "elsewhere": world.other_ward.committee}
    for where, unit in places.items():
        for role in Role:
            user = holder(role, unit)
            got, should = at(user).get(address(one)), wanted(role, where, in_confidence=in_confidence)
            assert got.status_code == should or (should == 404 and got.status_code == 403), (where, role)
            assert (got.content == contents.pdf()) == (should == 200)
            assert AccessLogEntry.objects.filter(actor=user).exists() == (should == 200), (where, role)
            assert NAME not in got.content.decode("latin-1"), (where, role)


def test_the_bench_names_no_file_to_whom_it_may_not_open_and_says_why(world: World, desk: Desk) -> None:
    one = sent_with_file(world, desk, in_confidence=True)
    for role in HANDLING:
        shown = at(holder(role, world.ward.committee)).get(bench(one.ticket))
        assert NAME not in words(shown) and str(one.public_id) not in shown.content.decode(), role
        assert "chỉ người trực đường dây nóng và người giám sát mở được" in words(shown)
    refused = at(world.ward.leader).get(address(one))
    assert refused.status_code == 403 and "giữ kín danh tính" in words(refused), "it says what it is"
    assert "hãy hỏi người trực hoặc người giám sát đường dây nóng" in words(refused), "and whom to ask"
    for user in (desk.operator, desk.supervisor, holder(Role.HOTLINE_OPERATOR, world.ward.committee)):
        assert NAME in words(at(user).get(bench(one.ticket)))


def test_a_file_leaves_with_the_matter_when_it_goes_to_another_unit(world: World, desk: Desk) -> None:
    one = sent_with_file(world, desk, in_confidence=False)
    assert at(world.ward.leader).get(address(one)).status_code == 200

    routing.route(Ticket.objects.get(), desk.operator, world.other_ward.committee, "Thuộc phường Bến Thành.")

    assert at(world.ward.leader).get(address(one)).status_code == 404
    assert at(world.other_ward.leader).get(address(one)).status_code == 200


def test_an_address_of_a_file_opens_with_its_own_matter_only(world: World, desk: Desk) -> None:
    one, other = sent_with_file(world, desk, in_confidence=False), filed()
    mixed = reverse("hotline:desk-file", args=[other.ticket.code, one.public_id])
    nowhere = reverse("hotline:desk-file", args=[one.ticket.code, "11111111-1111-4111-8111-111111111111"])

    for wrong in (mixed, nowhere):
        assert at(desk.operator).get(wrong).status_code == 404
    for method in ("post", "put", "delete"):
        assert getattr(at(desk.operator), method)(address(one)).status_code == 405
    assert not AccessLogEntry.objects.exists() and Client().get(address(one)).status_code == 302


def test_what_the_operator_copied_without_names_opens_for_the_ward_and_not_for_the_reporter(
    world: World, desk: Desk
) -> None:
    one = sent_with_file(world, desk, in_confidence=True)
    told = {"note": "Bản sao đã che tên", "attachments": [SimpleUploadedFile("ban-sao.pdf", contents.pdf("Che"))]}
    at(desk.operator).post(act(one.ticket, "dinh-kem"), told)
    copy = Attachment.objects.get(is_reporters=False)

    assert at(world.ward.leader).get(address(copy)).status_code == 200
    shown = words(at(world.ward.leader).get(bench(one.ticket)))
    assert "ban-sao.pdf" in shown and NAME not in shown
    sent = Filed(one.ticket, secret_for(one.ticket.sent_key), is_new=False)
    assert opened(sent).get(address(copy, at_desk=False)).status_code == 404
    headers = {"Feedback-Secret": sent.secret}
    read = APIClient().get(f"/api/v1/feedback/{one.ticket.code}/", headers=headers).json()
    assert [each["name"] for each in read["attachments"]] == [NAME]
    there = f"/api/v1/feedback/{one.ticket.code}/attachments/{copy.public_id}/"
    assert APIClient().get(there, headers=headers).status_code == 404


def test_the_reporter_reads_their_own_file_in_confidence_or_not(world: World, desk: Desk) -> None:
    one = sent_with_file(world, desk, in_confidence=True)
    sent = Filed(one.ticket, secret_for(one.ticket.sent_key), is_new=False)

    assert opened(sent).get(address(one, at_desk=False)).content == contents.pdf()
    assert opened(sent).head(address(one, at_desk=False)).status_code == 200
    assert NAME in words(opened(sent).get(page("ticket", sent)))
    assert not AccessLogEntry.objects.exists(), "who reads there is nobody's business"
