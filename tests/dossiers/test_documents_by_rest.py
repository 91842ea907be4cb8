"""Rules proved: what is issued in a dossier is downloaded by REST by those alone who may read it, with a scope of its
own; each look is logged where the owner sees it, a file that one has is not sent again, nothing comes before its time.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dossiers import papermaking
from dossiers.models import Dossier, Paperwork
from portal.accounts.models import AccessLogEntry, User
from portal.files import store
from tests.dossiers import filings, paying, stages
from tests.dossiers.api_calls import URL, assert_problem, filed, identity, machine
from tests.dossiers.desk import signed_in
from tests.dossiers.world import World
from tests.rest.walking import queries_of, read, walked

pytestmark = pytest.mark.usefixtures("undrawn")
SCOPES = ("dossiers:read", "dossiers:write", "documents:read")


@pytest.fixture
def client(world: World) -> APIClient:
    return machine("Phần mềm của bệnh viện", *SCOPES)


def person(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def by_system(client: APIClient, dossier: Dossier) -> Dossier:
    """The same dossier as the system's own."""
    Dossier.objects.filter(pk=dossier.pk).update(client_id=identity(client).client_id, submitted_by=None)
    return Dossier.objects.get(pk=dossier.pk)


def listed(client: APIClient, dossier: Dossier) -> dict[tuple[str, int], dict[str, Any]]:
    rows = read(client, f"{URL}{dossier.code}/documents/")["results"]
    return {(row["kind"], row["number"]): row for row in rows}


def address(dossier: Dossier, kind: str = "result", number: int = 1) -> str:
    return f"{URL}{dossier.code}/documents/{kind}/{number}/"


def content(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else bytes(answer.content)


# -- what there is


def test_what_is_issued_is_listed_and_each_downloads_as_its_mark_says(world: World, client: APIClient) -> None:
    dossier = by_system(client, stages.issued(world, delivery="online"))
    papermaking.make_waiting()
    rows = listed(client, dossier)
    assert list(rows) == [("acknowledgement", 1), ("receipt", 1), ("result", 1)]
    for row in rows.values():
        answer = client.get(row["url"])
        pdf = content(answer)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert (len(pdf), hashlib.sha256(pdf).hexdigest()) == (row["size_bytes"], row["sha256"])
        assert answer["ETag"] == f'"{row["sha256"]}"'
        assert pdf.startswith(b"%PDF")
    result = rows["result", 1]
    told = read(client, f"{URL}{dossier.code}/")["result"]
    assert (result["document_number"], result["title"]) == (told["number"], told["title"])
    assert result["verification_url"] == told["verification_url"]
    assert (result["state"], result["issued_at"] is not None) == ("active", True)


def test_what_is_being_made_is_told_so_and_has_no_address_yet(world: World, client: APIClient) -> None:
    dossier = filed(client)
    row = listed(client, dossier)["acknowledgement", 1]
    assert (row["state"], row["url"], row["sha256"], row["size_bytes"]) == ("being_made", None, "", None)
    waiting = client.get(address(dossier, "acknowledgement"))
    assert_problem(waiting, 503)
    assert int(waiting["Retry-After"]) > 0
    papermaking.make_waiting()
    assert client.get(listed(client, dossier)["acknowledgement", 1]["url"]).status_code == 200


def test_a_file_one_has_is_not_sent_again_and_a_broken_download_goes_on(world: World, client: APIClient) -> None:
    dossier = by_system(client, stages.issued(world, delivery="online"))
    whole = client.get(address(dossier))
    pdf, mark = content(whole), whole["ETag"]
    again = client.get(address(dossier), headers={"If-None-Match": mark})
    assert (again.status_code, content(again)) == (304, b"")
    rest = client.get(address(dossier), headers={"Range": "bytes=10-", "If-Range": mark})
    assert (rest.status_code, content(rest)) == (206, pdf[10:])
    assert client.get(address(dossier), headers={"Range": f"bytes={len(pdf)}-"}).status_code == 416
    assert "no-cache" in whole["Cache-Control"] and "private" in whole["Cache-Control"]
    assert "attachment" in whole["Content-Disposition"]
    # Of what was sent, and of nothing else, somebody looked.
    assert AccessLogEntry.objects.count() == 2


# -- nobody's but theirs


def test_each_download_is_logged_where_the_person_concerned_sees_it(world: World, client: APIClient) -> None:
    dossier = stages.issued(world, delivery="online")
    owner = dossier.owner
    dossier = by_system(client, dossier)
    type(owner).objects.filter(pk=owner.pk).update(user=world.mother)
    assert client.get(address(dossier)).status_code == 200
    entry = AccessLogEntry.objects.get()
    assert (entry.actor, entry.owner, dossier.code in entry.subject) == (None, world.mother, True)
    assert entry.client == f"Phần mềm của bệnh viện ({identity(client).client_id})"
    assert "Kết quả giải quyết thủ tục hành chính" in entry.why
    page = signed_in(world.mother).get(reverse("account_looks")).content.decode()
    assert "Phần mềm của bệnh viện" in page


def test_the_receipt_of_before_is_logged_too_and_people_read_their_own_unlogged(
    world: World, client: APIClient
) -> None:
    dossier = filed(client)
    papermaking.make_waiting()
    assert client.head(f"{URL}{dossier.code}/receipt/").status_code == 200, "which is no look"
    assert client.get(f"{URL}{dossier.code}/receipt/").status_code == 200
    assert AccessLogEntry.objects.count() == 1
    own = stages.issued(world, delivery="online")
    assert person(world.mother).get(address(own)).status_code == 200
    assert AccessLogEntry.objects.count() == 1
    assert person(world.ward.clerk).get(address(own)).status_code == 200
    assert AccessLogEntry.objects.latest("pk").actor == world.ward.clerk


def test_a_scope_of_its_own_opens_them(world: World) -> None:
    """Whoever follows a dossier's way needs no paper that names people."""
    without = machine("Theo dõi", "dossiers:read", "dossiers:write")
    dossier = filed(without)
    for where in (f"{URL}{dossier.code}/documents/", address(dossier, "acknowledgement")):
        assert_problem(without.get(where), 403)
        assert_problem(APIClient().get(where), 401)
        for method in (without.post, without.put, without.patch, without.delete):
            assert method(where, {}, format="json").status_code in {403, 405}
    assert not AccessLogEntry.objects.exists()


def test_for_others_there_is_nothing(world: World, client: APIClient) -> None:
    dossier = by_system(client, stages.issued(world, delivery="online"))
    other = machine("Phần mềm khác", *SCOPES)
    for stranger in (other, person(world.other_ward.clerk), person(world.mother)):
        assert_problem(stranger.get(f"{URL}{dossier.code}/documents/"), 404)
        assert_problem(stranger.get(address(dossier)), 404)
    for kind, number in (("refusal", 1), ("nonsense", 1), ("result", 0), ("result", 2), ("result", 10**30)):
        assert_problem(client.get(address(dossier, kind, number)), 404)
    assert not AccessLogEntry.objects.exists()


def test_what_is_inside_stays_inside(world: World, client: APIClient) -> None:
    """A control slip names who had the dossier how long: for the units concerned (TT 01/2018/TT-VPCP)."""
    dossier = stages.issued(world, delivery="online")
    slip = dossier.paperwork.get(kind="result")
    Paperwork.objects.create(
        dossier=dossier, kind="control_slip", number=1, asked_at=slip.asked_at, next_try_at=slip.asked_at,
        made_at=slip.made_at, document=stages.tiny_document("9/2026"),
    )  # fmt: skip
    clerk, mother = person(world.ward.clerk), person(world.mother)
    assert ("control_slip", 1) in listed(clerk, dossier)
    assert clerk.get(address(dossier, "control_slip")).status_code == 200
    assert ("control_slip", 1) not in listed(mother, dossier)
    assert_problem(mother.get(address(dossier, "control_slip")), 404)
    dossier = by_system(client, dossier)
    assert ("control_slip", 1) not in listed(client, dossier)
    assert_problem(client.get(address(dossier, "control_slip")), 404)


# -- not before its time, and not after


def test_a_result_waits_for_the_money_that_is_owed_at_return(world: World, client: APIClient) -> None:
    dossier = by_system(client, paying.waiting_at_return(world, "online"))
    row = listed(client, dossier)["result", 1]
    assert (row["state"], row["url"]) == ("waits_for_payment", None)
    refused = assert_problem(client.get(address(dossier)), 409)
    assert refused["type"].endswith("waits-for-payment")
    assert not AccessLogEntry.objects.exists()
    assert person(world.ward.clerk).get(address(dossier)).status_code == 200

    paying.pay(paying.order_of(dossier))
    assert listed(client, dossier)["result", 1]["state"] == "active"
    assert client.get(address(dossier)).status_code == 200


def test_what_was_replaced_is_told_of_with_what_stands_in_its_place(world: World, client: APIClient) -> None:
    dossier = by_system(client, stages.corrected(world, stages.issued(world, delivery="online")))
    rows = listed(client, dossier)
    assert [(rows["result", number]["state"], rows["result", number]["url"] is None) for number in (1, 2)] == [
        ("replaced", True), ("active", False),
    ]  # fmt: skip
    gone = assert_problem(client.get(address(dossier)), 410)
    assert (gone["state"], gone["replaced_by"]) == ("replaced", rows["result", 2]["url"])
    assert client.get(gone["replaced_by"]).status_code == 200


def test_what_was_recalled_is_given_out_no_more(world: World, client: APIClient) -> None:
    dossier = by_system(client, stages.recalled(world))
    assert listed(client, dossier)["result", 1]["state"] == "recalled"
    gone = assert_problem(client.get(address(dossier)), 410)
    assert (gone["state"], gone["replaced_by"]) == ("recalled", None)


def test_where_the_storage_fails_it_is_said_in_words_and_nobody_looked(
    world: World, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = by_system(client, stages.issued(world, delivery="online"))

    def broken(_stored: Any) -> bytes:
        raise OSError("no disk")

    monkeypatch.setattr(store, "open", broken)
    assert_problem(client.get(address(dossier)), 503)
    assert not AccessLogEntry.objects.exists()


def test_the_list_costs_the_same_however_long_and_any_code_finds_it(world: World, client: APIClient) -> None:
    dossier = by_system(client, filings.received(world))
    papermaking.make_waiting()
    where = f"{URL}{dossier.code}/documents/"
    rows = walked(client, where)
    assert [row["kind"] for row in rows] == ["acknowledgement", "receipt"]
    # the token, the dossier, what is in it with its files
    assert (queries_of(client, f"{where}?page_size=1"), queries_of(client, where)) == (3, 3)
    assert read(client, f"{URL}{dossier.code.lower()}/documents/")["results"] == rows
