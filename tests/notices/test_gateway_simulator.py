"""The simulated SMS gateway without a socket: what it keeps, reports, and how it behaves."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from portal.notices import simulator
from portal.notices.management.commands import simulate_sms_gateway
from portal.notices.simulator import MANNERS, SimulatedGateway
from portal.outbox import standard_webhooks
from portal.simulating.serving import Request, Response, Server
from tests.notices.conftest import TOKEN

SECRET = "a-secret-shared-with-a-gateway-that-is-none"
NOTIFY = "https://portal.example/sms/"


class Reported:
    """What the gateway told the portal, each with its signature proved."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def post(self, address: str, body: bytes, headers: dict[str, str]) -> int:
        """Stand where the portal's door stands."""
        assert address == NOTIFY
        standard_webhooks.verify(body, headers, [SECRET], time.time())
        told = json.loads(body)
        self.told.append((told["requestId"], told["status"]))
        return 200


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> Reported:
    made = Reported()
    monkeypatch.setattr(simulator, "post", made.post)
    return made


@pytest.fixture
def gateway(reported: Reported) -> Iterator[SimulatedGateway]:
    made = SimulatedGateway(NOTIFY, SECRET, TOKEN, retries=())
    yield made
    made.teller.end()


def message(reference: str = "a" * 32, **changes: Any) -> dict[str, Any]:
    told = {"requestId": reference, "brandname": "TPHCM", "phone": "84901234567", "message": "Ho so", "unicode": False}
    return told | changes


def send(gateway: SimulatedGateway, told: dict[str, Any], token: str = TOKEN) -> Response:
    headers = {"Authorization": f"Bearer {token}"}
    return gateway.routes()["POST", "/"](Request("/", {}, json.dumps(told).encode(), headers=headers))


def said(answer: Response) -> tuple[int, str]:
    return answer.status, json.loads(answer.body)["code"]


def behave(gateway: SimulatedGateway, manner: str) -> Response:
    return gateway.routes()["POST", "/cach-chay"](Request("/cach-chay", {"manner": manner}))


def test_a_message_is_kept_shown_and_reported_once(gateway: SimulatedGateway, reported: Reported) -> None:
    assert [said(send(gateway, message(message=words))) for words in ("<b>Ho so</b>", "Khac")] == [
        (200, "0"),
        (200, "208"),
    ]
    gateway.teller.wait()
    assert reported.told == [("a" * 32, "DELIVERED")]
    page = gateway.routes()["GET", "/"](Request("/", {})).body.decode()
    assert "Đã nhận 1 tin nhắn." in page and "&lt;b&gt;Ho so&lt;/b&gt;" in page and "<td>1 (GSM)</td>" in page
    assert "Khac" not in page, "the second of one name is the first"
    [kept] = json.loads(gateway.routes()["GET", "/messages"](Request("/messages", {})).body)
    assert (kept["phone"], kept["gateway_id"], kept["is_unicode"]) == ("84901234567", "SMS000001", False)


def test_parts_are_shown_as_they_are_paid(gateway: SimulatedGateway) -> None:
    send(gateway, message("b" * 32, message="ồ" * 71, unicode=True))
    assert "<td>2 (UCS-2)</td>" in gateway.routes()["GET", "/"](Request("/", {})).body.decode()


def test_each_manner_answers_and_reports_as_it_says(gateway: SimulatedGateway, reported: Reported) -> None:
    expected: dict[str, tuple[tuple[int, str] | None, str]] = {
        "works": ((200, "0"), "DELIVERED"),
        "down": ((503, "99"), ""),
        "refuses": ((200, "101"), ""),
        "loses": (None, "DELIVERED"),
        "unreachable": ((200, "0"), "FAILED"),
        "silent": ((200, "0"), ""),
    }
    assert expected.keys() == MANNERS.keys()
    for number, (manner, (answer, report)) in enumerate(expected.items()):
        reported.told.clear()
        reference = f"{number:032}"
        assert behave(gateway, manner).status == 303
        told = send(gateway, message(reference))
        gateway.teller.wait()
        assert (None if told.is_lost else said(told)) == answer, manner
        assert reported.told == ([(reference, report)] if report else []), manner
        assert (reference in gateway.arrived) == (manner not in ("down", "refuses")), manner


def test_a_manner_that_is_none_changes_nothing(gateway: SimulatedGateway) -> None:
    for manner in ("", "broken", "Works"):
        with pytest.raises(ValueError, match="manner: works, down"):
            behave(gateway, manner)
    assert gateway.manner == "works"
    behave(gateway, "silent")
    assert '<option value="silent" selected>' in gateway.routes()["GET", "/"](Request("/", {})).body.decode()


def test_who_has_another_token_or_sends_no_message_is_not_taken(gateway: SimulatedGateway, reported: Reported) -> None:
    assert said(send(gateway, message(), "other")) == (401, "1")
    for name in message():
        lacking = {key: value for key, value in message().items() if key != name}
        with pytest.raises(ValueError, match=name):
            send(gateway, lacking)
    with pytest.raises(ValueError, match="JSON"):
        gateway.routes()["POST", "/"](Request("/", {}, b"[]"))
    assert gateway.arrived == {} and reported.told == []


def test_the_command_is_for_demonstrations_and_says_what_is_wrong(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for demo, secrets in ((False, [SECRET]), (True, [])):
        settings.PORTAL_DEMO, settings.SMS_REPORT_SECRETS = demo, secrets
        with pytest.raises(CommandError, match="demonstrations only"):
            call_command("simulate_sms_gateway")
    settings.PORTAL_DEMO, settings.SMS_REPORT_SECRETS = True, [SECRET]
    monkeypatch.setattr(signal, "signal", lambda *_given: None)

    def taken(*_given: Any) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(simulate_sms_gateway, "Server", taken)
    with pytest.raises(CommandError, match="port 8905: Address already in use"):
        call_command("simulate_sms_gateway")


def test_the_command_serves_until_it_is_told_to_leave(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PORTAL_DEMO, settings.SMS_REPORT_SECRETS = True, [SECRET]
    monkeypatch.setattr(signal, "signal", lambda *_given: None)

    def leave(_server: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "wait", leave)
    call_command("simulate_sms_gateway", "--port", "0")
    assert "The simulated SMS gateway is at http://127.0.0.1:" in capsys.readouterr().out
