"""Rules proved: a document leaves by REST to whoever may read it at that moment and to nobody else; what hands out no
content is no look; the log speaks Vietnamese whoever looked; a file has a name that no header breaks on.
"""

from __future__ import annotations

from email.message import Message
from typing import Any

import pytest
from oauth2_provider.models import AccessToken, Application
from rest_framework.test import APIClient

from dossiers import papermaking
from dossiers.models import Dossier
from dossiers.visibility import WORKING_ROLES
from portal.accounts.models import AccessLogEntry
from portal.rest import clients
from tests.dossiers import filings, stages
from tests.dossiers.api_calls import URL, assert_problem, filed, identity, machine
from tests.dossiers.test_documents_by_rest import SCOPES, address, by_system, content, listed, person
from tests.dossiers.world import World, make_staff
from tests.rest.asking_oddly import assert_only_asked_about, said_in_both
from units.roles import Role

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture
def client(world: World) -> APIClient:
    return machine("Phần mềm của bệnh viện", *SCOPES)


@pytest.fixture
def dossier(world: World, client: APIClient) -> Dossier:
    """A dossier of the system whose result is out."""
    return by_system(client, stages.issued(world, delivery="online"))


def looks() -> int:
    return AccessLogEntry.objects.count()


# -- what is a look


def test_only_what_hands_out_content_is_a_look(client: APIClient, dossier: Dossier) -> None:
    """HEAD asks for size and mark: the log would say that somebody downloaded what nobody got."""
    where = address(dossier)
    head = client.head(where)
    assert (head.status_code, content(head), looks()) == (200, b"", 0)
    whole = client.get(where)
    pdf, mark = content(whole), whole["ETag"]
    assert (head["ETag"], int(head["Content-Length"]), looks()) == (mark, len(pdf), 1)
    for headers, status in (
        ({"If-None-Match": mark}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": f'"khac", {mark}'}, 304),
        ({"If-Match": '"khac"'}, 412),
        ({"Range": f"bytes={len(pdf)}-"}, 416),
    ):
        answer = client.get(where, headers=headers)
        assert (answer.status_code, content(answer), looks()) == (status, b"", 1), headers
    for headers, got in (
        ({"If-Match": mark}, pdf),
        ({"If-None-Match": '"khac"'}, pdf),
        ({"Range": "bytes=0-3"}, pdf[:4]),
        ({"Range": "bytes=-5"}, pdf[-5:]),
        ({"Range": "bytes=0-1,4-5"}, pdf),
        ({"Range": "bytes=0-3", "If-Range": '"khac"'}, pdf),
    ):
        before = looks()
        assert (content(client.get(where, headers=headers)), looks()) == (got, before + 1), headers


def test_the_list_and_its_methods_are_no_look(client: APIClient, dossier: Dossier) -> None:
    where = f"{URL}{dossier.code}/documents/"
    assert listed(client, dossier)
    assert_only_asked_about(client, where)
    assert client.options(address(dossier)).status_code == 200
    mark = client.get(where).headers["ETag"]
    assert client.get(where, headers={"If-None-Match": mark}).status_code == 304
    assert looks() == 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_log_speaks_vietnamese_and_names_the_document_whoever_asked(
    client: APIClient, dossier: Dossier, language: str
) -> None:
    answer = client.get(address(dossier), headers={"Accept-Language": language})
    assert answer.status_code == 200
    why = AccessLogEntry.objects.get().why
    assert why.startswith("Hệ thống đã nộp hồ sơ tải «"), why
    name = Message()
    name["Content-Disposition"] = answer["Content-Disposition"]
    file_name = name.get_filename() or ""
    assert name.get_content_disposition() == "attachment"
    assert dossier.code in file_name and file_name.endswith(".pdf") and "/" not in file_name
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]


def test_each_of_many_looks_is_written_with_who_looked_from_where(
    world: World, client: APIClient, dossier: Dossier
) -> None:
    for _time in range(2):
        content(client.get(address(dossier)))
    content(person(world.ward.leader).get(address(dossier)))
    rows = AccessLogEntry.objects.order_by("pk")
    assert [row.actor for row in rows] == [None, None, world.ward.leader]
    assert [bool(row.client) for row in rows] == [True, True, False]
    assert {row.path for row in rows} == {address(dossier)}
    assert all(row.ip for row in rows)


# -- who may, at that moment


def test_what_was_taken_from_a_system_opens_nothing_at_once(client: APIClient, dossier: Dossier) -> None:
    name = identity(client).client_id
    assert client.get(address(dossier)).status_code == 200
    application = Application.objects.get(client_id=name)
    clients.close(application)
    for where in (address(dossier), f"{URL}{dossier.code}/documents/"):
        assert_problem(client.get(where), 401)
    assert looks() == 1
    assert not AccessToken.objects.filter(application=application).exists()


def test_a_dossier_that_was_never_the_systems_is_none_though_its_code_is_known(
    world: World, client: APIClient, dossier: Dossier
) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(client_id="")
    assert_problem(client.get(address(dossier)), 404)
    Dossier.objects.filter(pk=dossier.pk).update(client_id=f"{identity(client).client_id}x")
    assert_problem(client.get(address(dossier)), 404)
    assert_problem(client.get(f"{URL}{dossier.code}/documents/"), 404)
    assert looks() == 0


def test_of_the_staff_those_download_who_work_with_the_dossier_and_each_is_logged(world: World) -> None:
    dossier = stages.issued(world, delivery="online")
    papermaking.make_waiting()
    for role in Role:
        someone = make_staff(f"{role}@example.vn", "Đỗ Thị Thu", role, world.ward.centre)
        elsewhere = make_staff(f"{role}-khac@example.vn", "Lê Văn Tám", role, world.other_ward.centre)
        may, before = role in WORKING_ROLES, looks()
        assert person(someone).get(address(dossier)).status_code == (200 if may else 404), role
        assert person(elsewhere).get(address(dossier)).status_code == 404, role
        assert looks() - before == may, role


def test_a_supplement_slip_and_a_refusal_reach_the_system_that_filed(world: World, client: APIClient) -> None:
    for kind, dossier in (("refusal", stages.refused(world)), ("supplement", filings.awaiting_supplement(world))):
        papermaking.make_waiting()
        own = by_system(client, dossier)
        rows = listed(client, own)
        assert kind in {name for name, _number in rows}, rows
        answer = client.get(rows[kind, 1]["url"])
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_what_cannot_be_had_says_why_in_the_callers_language(world: World, client: APIClient, dossier: Dossier) -> None:
    fresh = filed(client)
    said_in_both(client, address(fresh, "acknowledgement"))
    said_in_both(client, address(dossier, "refusal"))
    recalled = by_system(client, stages.recalled(world))
    said_in_both(client, address(recalled))
    assert looks() == 0


def test_odd_names_of_documents_are_not_found_and_no_error(client: APIClient, dossier: Dossier) -> None:
    for kind, number in (("RESULT", "1"), ("result", "01"), ("ket-qua", "1"), ("result", "1.5"), ("result", "-1")):
        answer: Any = client.get(f"{URL}{dossier.code}/documents/{kind}/{number}/")
        assert answer.status_code == (200 if (kind, number) == ("result", "01") else 404), (kind, number)
    for code in ("%00", "%20", "x" * 300, "..%2f..", "%F0%9F%98%80"):
        assert client.get(f"{URL}{code}/documents/result/1/").status_code == 404, code
