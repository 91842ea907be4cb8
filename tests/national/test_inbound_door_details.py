"""The door once more: what is judged is what is kept, refusals say why and nothing else, and no knock is a fault."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.rules import PUBLIC, rule_of
from portal.national.inbound import working
from portal.national.inbound.shapes import faults_of
from portal.national.models import InboundMessage
from portal.national.models.inbox import InboxState
from portal.national.views.door import MOST_BYTES
from portal.outbox.signed_doors import Refused, json_object
from portal.outbox.standard_webhooks import Signed, sign
from tests.national.handing_in import CODE, NUMBER, filing, knock, later, post, signed, the_message

DOOR = reverse("national-door")


def title(answer: Any) -> str:
    """What a refusal says, as problem details."""
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    return str(said["title"])


@pytest.mark.django_db
def test_other_encodings_of_the_same_words_are_refused_at_the_door() -> None:
    """Python's own reading of bytes takes them for JSON; the worker, who reads what was kept as text, could not."""
    text = json.dumps(later("RutHoSo"))
    for encoding in ("utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32"):
        answer = knock(text.encode(encoding))
        assert answer.status_code == 400, encoding
        assert title(answer) in {"the body is not JSON", "the body is not UTF-8"}, encoding
    assert not InboundMessage.objects.exists()


@given(text=st.text(max_size=30))
def test_a_text_is_json_for_the_door_just_when_it_is_for_the_worker(text: str) -> None:
    try:
        worker = json.loads(text)
    except ValueError:
        worker = None
    try:
        door = json_object(text)
    except Refused:
        assert not isinstance(worker, dict)
    else:
        assert door == worker


@pytest.mark.django_db
def test_what_is_kept_is_what_the_worker_reads() -> None:
    told = later("RutHoSo", LyDo="Nộp nhầm – “chuyển” 👪 nhà\u0301")
    for number, body in enumerate(
        (
            json.dumps(told).encode(),
            json.dumps(told, ensure_ascii=False, indent=2).encode(),
            b"\n\t " + json.dumps(told, sort_keys=True).encode() + b"\r\n",
        )
    ):
        assert knock(body, f"tin-{number}").status_code == 202
        assert working.data_of(the_message(f"tin-{number}")) == told["data"]


@pytest.mark.django_db
def test_numbers_that_no_machine_reads_are_no_json() -> None:
    huge = b'{"service": "RutHoSo", "data": {"MaHoSo": ' + b"9" * 5_000 + b"}}"
    assert title(knock(huge)) == "the body is not JSON"


@pytest.mark.django_db
def test_a_message_of_the_greatest_size_is_taken_and_a_byte_more_is_not() -> None:
    whole = json.dumps(later("RutHoSo")).encode()
    padded = whole + b" " * (MOST_BYTES - len(whole))
    assert knock(padded + b" ").status_code == 413
    assert knock(padded).status_code == 202
    assert title(knock(padded + b" ", "tin-2")) == "the body is too large"


@pytest.mark.django_db
def test_ids_are_printable_and_not_too_long() -> None:
    for name in ("x" * 100, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", "a/b?c=d&e", "~!"):
        assert knock(later("RutHoSo"), name).status_code == 202, name
    for name in ("x" * 101, "a b", "\x7f", "tin\tmot"):
        answer = knock(later("RutHoSo"), name)
        assert (answer.status_code, "1 to 100 printable ASCII" in title(answer)) == (400, True), name
    assert InboundMessage.objects.count() == 4


@pytest.mark.django_db
def test_a_signature_is_asked_for_before_anything_is_read() -> None:
    for body in (b"khong phai JSON", b'{"service": "La"}', b""):
        answer = post(sign(body, "tin-1", int(time.time()), "somebody-elses-secret-of-thirty-two-signs"))
        assert (answer.status_code, title(answer)) == (401, "webhook-signature does not fit"), body


@pytest.mark.django_db
def test_each_reason_not_to_trust_is_told_to_the_operator_there() -> None:
    right = signed(later("RutHoSo"))
    reasons = {
        "are needed": {"webhook-id": ""},
        "not in seconds": {"webhook-timestamp": "hom nay"},
        "five minutes away": {"webhook-timestamp": "1700000000"},
        "does not fit": {"webhook-signature": "v1,AAAA"},
    }
    for words, changed in reasons.items():
        answer = post(right, changed)
        assert (answer.status_code, words in title(answer)) == (401, True), words
    assert not InboundMessage.objects.exists()


@pytest.mark.django_db
def test_secrets_as_libraries_write_them_open_the_door_too(settings: LazySettings) -> None:
    fresh = "whsec_" + base64.b64encode(b"k" * 32).decode()
    settings.NATIONAL_INBOUND_SECRETS = ["", fresh]
    assert knock(later("RutHoSo"), secret=fresh).status_code == 202
    assert knock(later("RutHoSo"), "tin-2", secret="an-old-secret-that-counts-no-more-here").status_code == 401


@pytest.mark.django_db
def test_a_refused_signature_leaves_the_secret_and_the_body_out_of_its_words(settings: LazySettings) -> None:
    answer = knock(later("RutHoSo"), secret="an-old-secret-that-counts-no-more-here")
    assert settings.NATIONAL_INBOUND_SECRETS[0] not in answer.content.decode()
    assert NUMBER not in answer.content.decode()


@pytest.mark.django_db
def test_its_sender_hears_how_a_message_stands_at_every_later_knock() -> None:
    knock(later("RutHoSo"))
    InboundMessage.objects.update(last_error="Chưa nhận được hồ sơ mang mã này.")
    waiting = knock(later("RutHoSo"))
    assert (waiting.status_code, waiting.json()) == (
        200,
        {"id": "tin-1", "state": "waiting", "code": "", "problem": "Chưa nhận được hồ sơ mang mã này."},
    )
    InboundMessage.objects.update(state=InboxState.DEAD, finished_at=timezone.now())
    assert knock(later("RutHoSo")).json()["state"] == "dead"
    assert InboundMessage.objects.count() == 1


@pytest.mark.django_db
def test_knocking_again_changes_nothing_of_what_is_kept() -> None:
    knock(later("RutHoSo"))
    first = the_message()
    # Signed anew at each try, as Standard Webhooks has it: another time, another signature, the same message.
    assert knock(later("RutHoSo"), at_seconds=time.time() - 200).status_code == 200
    again = the_message()
    assert (again.received, again.received_at, again.attempts) == (first.received, first.received_at, 0)


@pytest.mark.django_db
def test_a_clash_of_ids_names_neither_message() -> None:
    knock(filing())
    clash = knock(later("RutHoSo"))
    assert (clash.status_code, title(clash)) == (409, "another message came under this webhook-id")
    assert CODE not in clash.content.decode()
    assert the_message().service == "NopHoSo"


@pytest.mark.django_db
def test_the_door_costs_few_queries_and_the_same_for_every_size() -> None:
    costs = []
    for name, body in (("nho", later("RutHoSo")), ("to", filing(ToKhai={f"x{n}": "y" * 500 for n in range(200)}))):
        with CaptureQueriesContext(connection) as asked:
            assert knock(body, name).status_code == 202
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert costs[0] <= 6


def test_what_a_form_holds_is_no_business_of_the_door_but_its_size_is() -> None:
    assert faults_of(filing(ToKhai={"x": [[{"y": None}]]})) == []
    [fault] = faults_of(filing(ToKhai={f"x{number}": 1 for number in range(301)}))
    assert (fault.pointer, fault.detail) == ("/data/ToKhai", "is longer than 300")
    [fault] = faults_of(filing(TaiLieuNop=[{"MaThanhPhanHoSo": "A", "DuocTaiSuDung": "1"}] * 101))
    assert (fault.pointer, fault.detail) == ("/data/TaiLieuNop", "is longer than 100")


@pytest.mark.django_db
def test_no_other_method_is_a_door_and_none_needs_a_session() -> None:
    browser = Client(enforce_csrf_checks=True)
    for method in ("get", "head", "put", "patch", "delete"):
        assert getattr(browser, method)(DOOR).status_code == 405, method
    answer = browser.post(DOOR, b"{}", "application/json")
    assert (answer.status_code, answer.cookies) == (401, {})
    assert rule_of(resolve(DOOR).func) is PUBLIC


@pytest.mark.django_db
def test_a_body_longer_than_it_says_is_refused_unread() -> None:
    told = signed(later("RutHoSo"))
    client = Client()
    answer = client.generic("POST", DOOR, told.body, "application/json", headers=told.headers, CONTENT_LENGTH="9999999")
    assert (answer.status_code, title(answer)) == (413, "the body is too large")


@given(body=st.binary(max_size=60))
@pytest.mark.django_db
def test_no_signed_bytes_are_a_fault_of_ours(body: bytes) -> None:
    assert knock(body).status_code in {400, 422}


@given(
    headers=st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text(max_size=20)
    )
)
@pytest.mark.django_db
def test_no_headers_are_a_fault_of_ours(headers: dict[str, str]) -> None:
    told = signed(later("RutHoSo"))
    spoiled = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    answer = post(Signed(told.body, told.headers), spoiled)
    assert answer.status_code in {400, 401, 202, 200}
