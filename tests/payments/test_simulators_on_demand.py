"""The simulators do as they are asked, once or from now on: how often, how late, how wrongly they tell. No database."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from payments import vietqr
from payments.national_platform import Told, ask_state, init, read_notice, read_state
from payments.national_platform.words import State
from payments.providers import bank_notice
from payments.simulators.bank import WORDS, SimulatedBank, Wish, wish_of
from payments.simulators.platform import Manners, SimulatedPlatform
from portal.outbox.standard_webhooks import NotAuthentic, verify
from portal.simulating.serving import Request, Response, Server, as_json
from tests.payments.test_national_platform import AT, PARTNER, PAYING

SECRET = "test-secret-shared-with-a-bank-that-is-none"
PURPOSE = "H29.151-261122-0001"
PAYLOAD = vietqr.encode(bank_bin="970436", account="1031933430", amount=50_000, purpose=PURPOSE)
REFERENCE = PAYING.reference


class Door:
    """A portal that only listens; it answers with these statuses, then with 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.heard: list[bytes] = []

    def take(self, request: Request) -> Response:
        """Hear one message."""
        self.heard.append(request.body)
        return as_json({}, self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture(scope="module")
def listening() -> Iterator[tuple[Door, str]]:
    """One server for all: starting one takes longer than a test."""
    door = Door()
    with Server({("POST", "/door"): door.take}) as server:
        yield door, f"{server.address}/door"


@pytest.fixture
def door(listening: tuple[Door, str]) -> Door:
    listening[0].statuses, listening[0].heard = [], []
    return listening[0]


@pytest.fixture
def bank(listening: tuple[Door, str], door: Door) -> SimulatedBank:
    return SimulatedBank(listening[1], SECRET, retries=(0, 0))


@pytest.fixture
def platform(listening: tuple[Door, str], door: Door) -> SimulatedPlatform:
    made = SimulatedPlatform(listening[1], PARTNER, "https://portal.example/back", retries=(0, 0))
    made.address = "https://platform.example"
    return made


def press(simulator: SimulatedBank | SimulatedPlatform, method: str, path: str, **values: str) -> Response:
    """A page of a simulator, without a wire between."""
    return simulator.routes()[method, path](Request(path, values))


def send(platform: SimulatedPlatform, path: str, message: Any) -> dict[str, Any]:
    """The platform's answer to a partner."""
    request = Request(path, {}, json.dumps(message).encode())
    answer = json.loads(platform.routes()["POST", path](request).body)
    assert isinstance(answer, dict)
    return answer


def told(door: Door) -> list[Told]:
    """What the platform told, read as the portal reads it."""
    return [read_notice(json.loads(body), PARTNER) for body in door.heard]


@pytest.mark.parametrize("copies", [1, 2, 7])
def test_the_bank_tells_as_often_as_it_is_asked_to_and_books_once(bank: SimulatedBank, door: Door, copies: int) -> None:
    transfer = bank.pay(PAYLOAD, Wish(copies=copies))
    bank.teller.wait()

    assert [bank_notice.read(body) for body in door.heard] == [transfer] * copies
    assert bank.transfers == [transfer]


def test_a_silent_bank_books_and_says_nothing(bank: SimulatedBank, door: Door) -> None:
    bank.pay(PAYLOAD, Wish(is_silent=True, copies=5))
    bank.teller.wait()

    assert door.heard == []
    assert [one.amount_dong for one in bank.transfers] == [50_000]


@pytest.mark.parametrize(
    ("statuses", "tries"), [([500], 2), ([503, 500], 3), ([500] * 9, 3), ([400], 1), ([401], 1), ([413], 1)]
)
def test_what_a_later_try_could_mend_is_tried_again_and_what_it_could_not_is_left(
    bank: SimulatedBank, door: Door, statuses: list[int], tries: int
) -> None:
    door.statuses = list(statuses)
    bank.pay(PAYLOAD)
    bank.teller.wait()

    assert len(door.heard) == len(bank.teller.told) == tries


def test_a_bank_that_is_shut_down_gives_up_what_it_would_have_told_later(bank: SimulatedBank, door: Door) -> None:
    bank.pay(PAYLOAD, Wish(after_seconds=3600))
    bank.teller.end()

    assert door.heard == []
    assert bank.teller.told == []


@pytest.mark.parametrize("is_forged", [False, True])
def test_a_notice_is_signed_with_the_shared_secret_unless_a_forgery_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, is_forged: bool
) -> None:
    posted: list[tuple[bytes, dict[str, str]]] = []

    def keep(_address: str, body: bytes, headers: dict[str, str]) -> int:
        posted.append((body, headers))
        return 200

    monkeypatch.setattr("payments.simulators.bank.post", keep)
    bank = SimulatedBank("nowhere", SECRET, retries=())
    bank.pay(PAYLOAD, Wish(is_forged=is_forged))
    bank.teller.wait()

    ((body, headers),) = posted
    if is_forged:
        with pytest.raises(NotAuthentic):
            verify(body, headers, [SECRET], time.time())
    else:
        verify(body, headers, [SECRET], time.time())


@pytest.mark.parametrize("words", WORDS)
def test_the_bank_changes_the_words_as_it_is_asked_and_never_account_or_amount(bank: SimulatedBank, words: str) -> None:
    transfer = bank.pay(PAYLOAD, Wish(words=words, is_silent=True, payer="TRAN VAN BINH"))

    assert (transfer.account, transfer.amount_dong, transfer.counterparty) == ("1031933430", 50_000, "TRAN VAN BINH")
    assert (PURPOSE in transfer.text) == (words in {"as_given", "surrounded"})
    assert ("H291512611220001" in transfer.text) == (words == "without_signs")
    assert words != "cut" or PURPOSE.startswith(transfer.text)


@pytest.mark.parametrize(("asked", "paid"), [("", 50_000), ("1", 1), ("60000", 60_000), ("0", 0), ("-5", -5)])
def test_a_payer_may_change_the_amount_even_to_an_impossible_one(bank: SimulatedBank, asked: str, paid: int) -> None:
    answer = press(bank, "POST", "/pay", payload=PAYLOAD, amount=asked, silent="on")

    assert answer.status == 200
    assert [one.amount_dong for one in bank.transfers] == [paid]


def test_a_form_asks_for_every_behaviour_within_bounds() -> None:
    asked = wish_of({"copies": "100000", "after": "1e9", "silent": "on", "forged": "", "currency": "USD", "payer": "A"})

    assert (asked.copies, asked.after_seconds, asked.is_silent, asked.is_forged) == (100, 3600.0, True, True)
    assert (asked.currency, asked.payer, asked.words) == ("USD", "A", "surrounded")
    assert wish_of({"copies": "", "after": "", "amount": " ", "payer": ""}) == Wish()


@pytest.mark.parametrize("values", [{"copies": "many"}, {"after": "soon"}, {"amount": "1.000"}, {"words": "shouted"}])
def test_a_form_that_makes_no_sense_pays_nothing(bank: SimulatedBank, values: dict[str, str]) -> None:
    answer = press(bank, "POST", "/pay", payload=PAYLOAD, **values)

    assert answer.status == 400
    assert 'role="alert"' in answer.body.decode()
    assert PAYLOAD in answer.body.decode(), "what was typed stays"
    assert bank.transfers == []


def test_the_receipt_shows_what_was_paid_and_no_code_of_the_payer(bank: SimulatedBank) -> None:
    shown = press(bank, "POST", "/pay", payload=PAYLOAD, payer="<script>x</script>", words="without_signs", silent="1")

    assert "50.000 VND" in shown.body.decode()
    assert "<script>" not in shown.body.decode()


def test_each_transfer_has_a_number_of_its_own_that_stays_when_told_again(bank: SimulatedBank, door: Door) -> None:
    first, second = bank.pay(PAYLOAD), bank.pay(PAYLOAD)
    bank.teller.wait()
    bank.tell_again(first.transaction, text="other words")
    bank.teller.wait()

    assert first.transaction != second.transaction
    again = bank_notice.read(door.heard[-1])
    assert again == dataclasses.replace(first, text="other words")
    assert bank.transfers == [first, second]
    with pytest.raises(StopIteration):
        bank.tell_again("FT-never")


@pytest.mark.parametrize(("act", "state"), [("pay", State.PAID), ("leave", State.CANCELLED), ("", State.CANCELLED)])
def test_a_payer_ends_a_payment_on_the_platforms_page_and_returns(
    platform: SimulatedPlatform, door: Door, act: str, state: State
) -> None:
    begun = send(platform, "/init", init(PAYING, PARTNER))
    assert begun["UrlThanhToan"] == f"https://platform.example/pay?reference={REFERENCE}"
    left = press(platform, "POST", "/pay", reference=REFERENCE, act=act)
    platform.teller.wait()

    assert (left.status, left.headers["Location"]) == (303, f"https://portal.example/back?reference={REFERENCE}")
    (heard,) = told(door)
    assert (heard.reference, heard.state, heard.amount_dong, heard.is_authentic) == (REFERENCE, state, 58_000, True)


def test_a_payment_ends_once_and_is_told_the_same_however_often_a_button_is_pressed(
    platform: SimulatedPlatform, door: Door
) -> None:
    send(platform, "/init", init(PAYING, PARTNER))
    platform.manners = Manners(copies=2)
    for act in ("pay", "leave", "pay"):
        press(platform, "POST", "/pay", reference=REFERENCE, act=act)
    platform.teller.wait()

    assert len(told(door)) == 6
    assert len(set(told(door))) == 1
    assert told(door)[0].state == State.PAID


def test_a_payment_begun_twice_stays_the_first(platform: SimulatedPlatform) -> None:
    send(platform, "/init", init(PAYING, PARTNER))
    send(platform, "/init", init(dataclasses.replace(PAYING, dues=PAYING.dues[:1]), PARTNER))

    assert [begun.told.amount_dong for begun in platform.payments.values()] == [58_000]


@pytest.mark.parametrize(
    ("manners", "authentic"), [(Manners(is_silent=True), []), (Manners(is_forged=True), [False]), (Manners(), [True])]
)
def test_the_platform_tells_nothing_or_wrongly_on_demand_and_answers_questions_truly_all_the_same(
    platform: SimulatedPlatform, door: Door, manners: Manners, authentic: list[bool]
) -> None:
    send(platform, "/init", init(PAYING, PARTNER))
    platform.manners = manners
    platform.settle(REFERENCE, State.PAID)
    platform.teller.wait()

    assert [heard.is_authentic for heard in told(door)] == authentic
    answer = read_state(send(platform, "/query", ask_state(REFERENCE, AT, PARTNER)), PARTNER)
    assert (answer.state, answer.is_authentic, answer.amount_dong) == (State.PAID, True, 58_000)


def test_a_payment_that_waits_is_told_as_waiting_under_a_number_that_is_none(platform: SimulatedPlatform) -> None:
    send(platform, "/init", init(PAYING, PARTNER))
    answer = read_state(send(platform, "/query", ask_state(REFERENCE, AT, PARTNER)), PARTNER)

    assert (answer.state, answer.transaction, answer.is_authentic) == (State.PENDING, "CHUA-CO", True)


@pytest.mark.parametrize("field", ["MaThamChieu", "SoTien", "MaDoiTac", "ThoiGianGD", "MaXacThuc"])
def test_the_platform_begins_nothing_that_was_changed_on_the_way(platform: SimulatedPlatform, field: str) -> None:
    message = {**init(PAYING, PARTNER), field: "1"}

    assert send(platform, "/init", message) == {"MaLoi": "97", "MoTaLoi": "Sai mã xác thực"}
    assert platform.payments == {}


def test_a_platform_that_fails_keeps_nothing_and_an_unknown_payment_is_told_as_unknown(
    platform: SimulatedPlatform,
) -> None:
    platform.manners = Manners(fails_to_begin=True)
    assert send(platform, "/init", init(PAYING, PARTNER))["MaLoi"] == "99"
    assert send(platform, "/query", ask_state(REFERENCE, AT, PARTNER))["MaLoi"] == "91"
    assert send(platform, "/query", {**ask_state(REFERENCE, AT, PARTNER), "MaThamChieu": "other"})["MaLoi"] == "97"
    assert press(platform, "GET", "/pay", reference=REFERENCE).status == 404
    assert press(platform, "POST", "/pay", reference=REFERENCE, act="pay").status == 404


def test_what_a_partner_wrote_is_shown_to_payers_as_text(platform: SimulatedPlatform) -> None:
    send(platform, "/init", init(dataclasses.replace(PAYING, purpose="<script>x</script>"), PARTNER))
    shown = press(platform, "GET", "/pay", reference=REFERENCE).body.decode()

    assert "<script>" not in shown
    assert "58.000 đồng" in shown


def test_manners_set_on_the_page_stay_within_bounds_and_last_until_they_are_set_again(
    platform: SimulatedPlatform,
) -> None:
    press(platform, "POST", "/", copies="1000", after="1e9", latency="1e9", broken="on", forged="on")
    assert platform.manners == Manners(100, 3600.0, 60.0, is_forged=True, fails_to_begin=True)
    shown = press(platform, "GET", "/").body.decode()
    assert 'name="broken" checked' in shown
    assert 'name="silent">' in shown

    press(platform, "POST", "/")
    assert platform.manners == Manners()
