"""What every driver of the national portal must do, whatever it speaks: a new one takes one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dossiers.statuses import Status
from portal.national.connection import Connection
from portal.national.drivers.api_2026 import Driver2026
from portal.national.drivers.base import Away, Exchange, Message, NationalDriver, NotTaken, Rejected
from portal.national.drivers.classic import ClassicDriver
from portal.national.drivers.names_2026 import to_2024
from portal.national.drivers.registry import DRIVERS
from portal.national.messages import dossier_message, step_message
from portal.national.messages.of_question import answer_message, public_message
from portal.national.simulator.manners import Fault, Manners
from tests.national.asked import ROW
from tests.national.conftest import Portal
from tests.national.facts import STEP, WHOLE
from tests.national.test_question_messages import ANSWER, PUBLIC

DRIVERS_UNDER_TEST: dict[str, Callable[[Connection], NationalDriver]] = {
    "API_2026": Driver2026,
    "CLASSIC": ClassicDriver,
}
NEW = dossier_message(replace(WHOLE, status=Status.SUBMITTED))
LATER = dossier_message(WHOLE)
OTHER = {**NEW, "MaHoSo": "H29.101-261123-0002"}
FIRST_STEP = step_message(STEP)
NEXT_STEP = step_message(replace(STEP, status=Status.PROCESSING, content="Chuyển hồ sơ đi xử lý"))


@pytest.fixture(params=sorted(DRIVERS_UNDER_TEST))
def driver(request: pytest.FixtureRequest, portal: Portal) -> NationalDriver:
    """A driver that nobody signed in yet."""
    return DRIVERS_UNDER_TEST[request.param](portal.connection)


def bare(portal: Portal, name: str, **changes: str) -> NationalDriver:
    """A driver of a kind, with another account or address."""
    return DRIVERS_UNDER_TEST[name](replace(portal.connection, **changes))  # type: ignore[arg-type]


def told(exchange: Exchange) -> list[Message]:
    """What an exchange carried, in the names of 2024 whatever the driver calls them."""
    rows: list[Message] = to_2024(exchange.sent["data"])
    return rows


def test_every_driver_is_proved_here() -> None:
    assert DRIVERS_UNDER_TEST.keys() == DRIVERS.keys()


def test_a_dossier_is_created_brought_up_to_date_and_read_back(driver: NationalDriver, portal: Portal) -> None:
    assert driver.look_up(NEW["MaHoSo"]) is None

    exchange = driver.put_dossiers([NEW], are_known=False)
    driver.put_steps([FIRST_STEP])
    driver.put_dossiers([LATER], are_known=True)
    driver.put_steps([NEXT_STEP])

    there = driver.look_up(NEW["MaHoSo"])
    assert there is not None
    assert (there.dossier, there.steps, there.status) == (LATER, (FIRST_STEP, NEXT_STEP), "10")
    assert portal.store.codes() == [NEW["MaHoSo"]]
    assert isinstance(exchange, Exchange)


def test_many_go_in_one_call_all_or_none(driver: NationalDriver, portal: Portal) -> None:
    driver.put_dossiers([NEW, OTHER], are_known=False)
    assert portal.store.codes() == [NEW["MaHoSo"], OTHER["MaHoSo"]]

    with pytest.raises(Rejected):
        driver.put_steps([FIRST_STEP, {**FIRST_STEP, "MaHoSo": "nobody's"}])
    assert portal.store.steps(NEW["MaHoSo"]) == []


@pytest.mark.parametrize("are_known", [True, False])
def test_whoever_is_wrong_about_what_is_there_writes_it_all_the_same(
    driver: NationalDriver, portal: Portal, are_known: bool
) -> None:
    """A lost answer leaves us believing that nothing is there; a restored copy there, that something is."""
    if not are_known:
        driver.put_dossiers([NEW], are_known=False)
    driver.put_dossiers([LATER], are_known=are_known)
    assert portal.store.dossier(NEW["MaHoSo"]) == LATER


def test_a_session_that_was_forgotten_is_renewed_and_the_call_made_again(
    driver: NationalDriver, portal: Portal
) -> None:
    driver.put_dossiers([NEW], are_known=False)
    portal.services.forget_sessions()

    driver.put_steps([FIRST_STEP])

    assert portal.store.steps(NEW["MaHoSo"]) == [FIRST_STEP]
    assert portal.services.logins == 2


def test_a_session_that_is_never_good_is_renewed_once_and_no_more(driver: NationalDriver, portal: Portal) -> None:
    portal.services.manners = Manners(always=frozenset({Fault.FORGETS_SESSION}))
    with pytest.raises(NotTaken, match="phiên làm việc"):
        driver.put_dossiers([NEW], are_known=False)
    assert portal.services.logins == 2
    assert portal.store.codes() == []


@pytest.mark.parametrize("name", sorted(DRIVERS_UNDER_TEST))
def test_a_wrong_password_can_be_mended_and_kills_no_message(portal: Portal, name: str) -> None:
    with pytest.raises(NotTaken, match="không cho đăng nhập"):
        bare(portal, name, password="sai").put_dossiers([NEW], are_known=False)


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.BROKEN, Fault.LOSES_ANSWER])
def test_a_portal_that_does_not_answer_is_away(driver: NationalDriver, portal: Portal, fault: Fault) -> None:
    driver.procedures()
    portal.services.manners = Manners(always=frozenset({fault}))
    with pytest.raises(Away):
        driver.put_dossiers([NEW], are_known=False)
    assert portal.store.codes() == ([NEW["MaHoSo"]] if fault == Fault.LOSES_ANSWER else [])


@pytest.mark.parametrize("name", sorted(DRIVERS_UNDER_TEST))
def test_a_slow_portal_is_away_when_patience_ends(portal: Portal, name: str) -> None:
    portal.services.manners = Manners(latency_seconds=0.3)
    impatient = DRIVERS_UNDER_TEST[name](replace(portal.connection, patience_seconds=0.1))
    with pytest.raises(Away, match="không trả lời"):
        impatient.put_dossiers([NEW], are_known=False)


@pytest.mark.parametrize("name", sorted(DRIVERS_UNDER_TEST))
def test_nobody_at_the_address_is_away_too(portal: Portal, name: str) -> None:
    with pytest.raises(Away, match="không trả lời"):
        bare(portal, name, url="http://127.0.0.1:1").procedures()


def test_what_is_malformed_is_rejected_for_good_and_says_which_field(driver: NationalDriver, portal: Portal) -> None:
    with pytest.raises(Rejected, match="TrangThaiHoSo: enum") as failure:
        driver.put_dossiers([{**NEW, "TrangThaiHoSo": "11"}], are_known=False)
    assert portal.store.codes() == []
    assert failure.value.exchange is not None
    assert told(failure.value.exchange)[0]["TrangThaiHoSo"] == "11"


def test_a_step_of_a_dossier_that_is_not_there_is_rejected(driver: NationalDriver) -> None:
    with pytest.raises(Rejected, match="chưa có hồ sơ này"):
        driver.put_steps([FIRST_STEP])


def test_a_busy_portal_is_asked_again_later(driver: NationalDriver, portal: Portal) -> None:
    portal.services.manners = Manners(always=frozenset({Fault.BUSY}))
    with pytest.raises(NotTaken, match="gửi quá nhiều"):
        driver.put_dossiers([NEW], are_known=False)


def test_an_answer_of_another_shape_is_no_answer_and_what_was_written_is_found(
    driver: NationalDriver, portal: Portal
) -> None:
    driver.procedures()
    portal.services.manners = Manners(always=frozenset({Fault.OTHER_SHAPE}))
    with pytest.raises(NotTaken):
        driver.put_dossiers([NEW], are_known=False)
    portal.services.manners = Manners()
    there = driver.look_up(NEW["MaHoSo"])
    assert there is not None and there.dossier == NEW


def test_questions_are_read_answered_and_read_back(driver: NationalDriver, portal: Portal) -> None:
    portal.questions.ask(ROW)
    assert driver.questions() == [ROW]
    assert (driver.answers_to("PA-1"), driver.answers_to("PA-404")) == ([], [])
    answer, public = answer_message(ANSWER), public_message(PUBLIC)

    driver.put_answers([answer])
    driver.put_questions([public])

    assert (driver.answers_to("PA-1"), driver.agency_questions()) == ([answer], [public])
    assert driver.questions() == []
    with pytest.raises(Rejected, match="không có câu hỏi này"):
        driver.put_answers([answer, {**answer, "HOIDAPID": "PA-404"}])
    assert driver.answers_to("PA-1") == [answer]


def test_what_is_kept_for_proof_holds_no_session_and_no_password(driver: NationalDriver) -> None:
    exchange = driver.put_dossiers([NEW], are_known=False)
    assert told(exchange) == [NEW]
    assert not {"session", "token", "Authorization"} & exchange.sent.keys()
    assert "mat-khau-cua-cong" not in f"{exchange.sent}{exchange.answer}"
    assert NEW["ChuHoSo"] not in repr(exchange)


def test_the_catalogues_are_read(driver: NationalDriver) -> None:
    assert "1.001193" in {row["MATTHC"] for row in driver.procedures()}
    assert "G15" in {row["MADONVI"] for row in driver.agencies()}
    assert "G15-TP07" in {row["MALINHVUC"] for row in driver.fields()}
    birth = driver.procedure("1.001193")
    assert birth is not None
    assert birth["TENTTHC"] == "Thủ tục đăng ký khai sinh"
    assert driver.procedure("9.999999") is None
