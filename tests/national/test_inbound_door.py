"""The door of the national portal: who may knock, what is readable, and that a message counts once."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import Dossier
from portal.accounts.models import User
from portal.national.inbound.shapes import DATA, faults_of
from portal.national.models import InboundMessage
from portal.national.views.door import MOST_BYTES
from tests.dossiers.world import World
from tests.national import handing_in
from tests.national.handing_in import filing, knock, later, post, signed, the_message, work

MESSAGES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def test_a_message_is_acknowledged_at_once_and_done_later(world: World) -> None:
    answer = knock(filing())

    assert (answer.status_code, answer.json()["state"], answer.json()["code"]) == (202, "waiting", "")
    assert not Dossier.objects.exists()
    assert work() == {"done": 1}

    again = knock(filing())
    dossier = Dossier.objects.get()
    assert (again.status_code, again.json()) == (
        200,
        {"id": "tin-1", "state": "done", "code": dossier.code, "problem": ""},
    )


@pytest.mark.django_db
def test_it_is_kept_whole_with_the_proof_of_who_sent_it_and_unreadable_in_the_database() -> None:
    told = signed(filing())
    post(told)

    kept = the_message()
    assert kept.received == {"body": told.body.decode(), "headers": told.headers}
    with connection.cursor() as cursor:
        cursor.execute("SELECT received::text FROM national_inboundmessage")
        assert handing_in.NUMBER not in cursor.fetchone()[0]


@pytest.mark.django_db
def test_forged_expired_and_unsigned_messages_leave_nothing(settings: LazySettings) -> None:
    right, other = signed(filing()), signed(filing(MaHoSo="G22.99.01-261123-0008"))
    old, ahead = time.time() - 301, time.time() + 3600
    refused = {
        "another secret": knock(filing(), secret="another-secret-of-somebody-else-altogether"),
        "too old": knock(filing(), at_seconds=old),
        "from tomorrow": knock(filing(), at_seconds=ahead),
        "another body": post(type(right)(other.body, right.headers)),
        "another id": post(right, {"webhook-id": "tin-2"}),
        "another time": post(right, {"webhook-timestamp": str(int(time.time()) + 5)}),
        "no signature": post(right, {"webhook-signature": ""}),
    }
    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(refused, 401)

    settings.NATIONAL_INBOUND_SECRETS = []
    assert post(right).status_code == 401
    assert not InboundMessage.objects.exists()


@pytest.mark.django_db
def test_both_secrets_open_while_one_is_exchanged(settings: LazySettings) -> None:
    fresh = "a-new-secret-that-stands-beside-the-old-one"
    settings.NATIONAL_INBOUND_SECRETS = [fresh, *settings.NATIONAL_INBOUND_SECRETS]
    assert knock(filing(), secret=fresh).status_code == 202
    assert knock(filing(), secret=settings.NATIONAL_INBOUND_SECRETS[1]).status_code == 200


@pytest.mark.django_db
def test_an_id_means_one_message_for_good() -> None:
    assert knock(filing()).status_code == 202
    clash = knock(filing(MaTTHC="1.000894"))
    assert (clash.status_code, clash["Content-Type"]) == (409, "application/problem+json")
    assert InboundMessage.objects.count() == 1


@pytest.mark.django_db
def test_what_is_no_message_is_refused_in_a_sentence() -> None:
    deep = b'{"service":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    bodies = {
        b"": 400,
        b"khong phai JSON": 400,
        b"[]": 400,
        deep: 400,
        json.dumps(filing()).encode("utf-16"): 400,
        b"{" + b" " * MOST_BYTES + b"}": 413,
        b'{"service": 1, "data": []}': 422,
    }
    for body, status in bodies.items():
        assert knock(body).status_code == status, body[:40]
    assert knock(filing(), "x" * 101).status_code == 400
    assert not InboundMessage.objects.exists()


@pytest.mark.django_db
def test_every_wrong_field_is_named_and_its_content_is_not_repeated() -> None:
    filer = handing_in.LAN | {"SoDinhDanh": "79-bi-mat", "LoaiDoiTuong": "3", "Fax": "1"}
    data = filing(NgayNopHoSo="20261323000000", NguoiNop=filer, TaiLieuNop=[{"MaThanhPhanHoSo": 7}])
    del data["data"]["MaTTHC"]

    answer = knock(data)

    errors = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert errors["/data"] == "lacks MaTTHC"
    assert "yyyyMMddHHmmss" in errors["/data/NgayNopHoSo"]
    assert errors["/data/NguoiNop/LoaiDoiTuong"] == "is to be one of 1, 2, 4"
    assert errors["/data/NguoiNop"] == "has fields that this service does not know"
    assert {"/data/NguoiNop/SoDinhDanh", "/data/TaiLieuNop/0", "/data/TaiLieuNop/0/MaThanhPhanHoSo"} <= errors.keys()
    assert "bi-mat" not in answer.content.decode()


def test_codes_with_line_ends_and_lower_case_are_none() -> None:
    for code in ("G22-1\n", "g22-0001", "../G22-0001", "G2", "G22-0001\x00", "Đ22-0001"):
        assert [fault.pointer for fault in faults_of(later("RutHoSo", MaHoSo=code))] == ["/data/MaHoSo"], code


@given(message=MESSAGES, service=st.sampled_from(sorted(DATA)))
def test_any_json_is_judged_without_a_fault_of_ours(message: Any, service: str) -> None:
    assert faults_of({"service": service, "data": message})
    assert faults_of({"service": message, "data": {}})


@pytest.mark.django_db
def test_another_method_and_a_signed_in_person_get_nowhere(client: Any) -> None:
    client.force_login(User.objects.create_user(email="a@example.vn", full_name="Ai Đó", password="x"))
    assert client.get(reverse("national-door")).status_code == 405
    assert client.post(reverse("national-door"), filing(), "application/json").status_code == 401
