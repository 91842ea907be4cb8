"""What the outbox hears of a failure there: wait, try again, or give up; and which driver is asked at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings

from dossiers.lifecycle import TRANSITIONS
from dossiers.statuses import Action
from portal.national import proving, synchronising
from portal.national.channel import NationalChannel
from portal.national.connection import Connection, connection, is_connected
from portal.national.drivers import registry
from portal.national.drivers.base import Away, Exchange, NationalFailure, NotTaken, Rejected, There
from portal.national.told import Told, told_of
from portal.outbox.drivers.base import Refused, Unreachable

PAYLOAD = {"dossier": 7, "sequence": 3}
EXCHANGE = Exchange("DongBoHoSoMC", {"data": [{"ChuHoSo": "Nguyễn Thị Lan"}]}, {"error_code": "2"})


@pytest.fixture(autouse=True)
def _portal_is_set(settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_URL = "https://quoc-gia.example"
    settings.NATIONAL_PORTAL_USERNAME, settings.NATIONAL_PORTAL_PASSWORD = "hcm", "mat-khau-cua-cong"
    registry.driver_for.cache_clear()


@pytest.fixture
def telling(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked of the synchronising, in order; it goes well."""
    asked: list[dict[str, Any]] = []

    def tell(driver: object, tellings: list[synchronising.Telling]) -> None:
        asked.extend(
            {"dossier": one.dossier, "sequence": one.sequence, "looks_first": one.maybe_there} for one in tellings
        )

    monkeypatch.setattr(synchronising, "tell", tell)
    return asked


def failing(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def tell(*_asked: Any, **_named: Any) -> None:
        raise failure

    monkeypatch.setattr(synchronising, "tell", tell)


def test_a_first_try_writes_and_every_later_one_looks_first(telling: list[dict[str, Any]]) -> None:
    channel = NationalChannel()
    channel.deliver(PAYLOAD, "H29-1/3")
    channel.deliver(PAYLOAD | {"again": True}, "H29-1/3/20261123")
    channel.deliver_again(PAYLOAD, "H29-1/3")
    assert [one["looks_first"] for one in telling] == [False, True, True]
    assert {(one["dossier"], one["sequence"]) for one in telling} == {(7, 3)}


@pytest.mark.parametrize("name", ["deliver", "deliver_again"])
@pytest.mark.parametrize(
    ("failure", "heard"),
    [
        (Rejected("bản tin sai cấu trúc", EXCHANGE), Refused),
        (Away("Cổng Dịch vụ công quốc gia không trả lời"), Unreachable),
        (NotTaken("gửi quá nhiều trong một lúc", EXCHANGE), NotTaken),
        (LookupError("no such event"), LookupError),
    ],
)
def test_the_outbox_hears_whether_to_give_up_to_wait_or_to_try_again(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, heard: type[Exception], name: str
) -> None:
    failing(monkeypatch, failure)
    with pytest.raises(heard) as raised:
        getattr(NationalChannel(), name)(PAYLOAD, "x")
    assert type(raised.value) is heard
    assert str(raised.value) == str(failure)


@pytest.mark.parametrize("name", ["deliver", "deliver_again"])
def test_without_an_address_messages_wait_and_nobody_is_asked(
    telling: list[dict[str, Any]], settings: LazySettings, name: str
) -> None:
    settings.NATIONAL_PORTAL_URL = ""
    with pytest.raises(Unreachable, match="chưa khai báo địa chỉ"):
        getattr(NationalChannel(), name)(PAYLOAD, "x")
    assert telling == []


@pytest.mark.parametrize(
    ("failure", "is_kept"),
    [
        (Rejected("sai", EXCHANGE), True),
        (Rejected("sai"), False),
        (NotTaken("bận", EXCHANGE), False),
        (Away("lỗi bên trong", EXCHANGE), False),
        (None, False),
    ],
)
def test_only_what_was_rejected_for_good_is_kept_as_a_proof(
    monkeypatch: pytest.MonkeyPatch, failure: NationalFailure | None, is_kept: bool
) -> None:
    kept: list[tuple[Any, ...]] = []
    monkeypatch.setattr(proving, "keep_refused", lambda *proof: kept.append(proof))
    error = Refused("sai")
    error.__cause__ = failure

    NationalChannel().note_failure(PAYLOAD, error)

    assert kept == ([(PAYLOAD, EXCHANGE)] if is_kept else [])


def test_the_settings_say_how_it_is_reached_and_are_read_anew_each_time(settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_UNIT, settings.NATIONAL_PORTAL_DESTINATION = "H29", "VN:G22"
    found = connection()
    assert (found.url, found.username, found.password) == ("https://quoc-gia.example", "hcm", "mat-khau-cua-cong")
    assert (found.unit, found.destination) == ("H29", "VN:G22")

    settings.NATIONAL_PORTAL_URL = ""
    assert not is_connected()
    for asked in (connection, registry.current):
        with pytest.raises(LookupError, match="NATIONAL_PORTAL_URL is not set"):
            asked()


def test_one_driver_serves_a_process_until_the_connection_changes(settings: LazySettings) -> None:
    first = registry.current()
    assert registry.current() is first
    settings.NATIONAL_PORTAL_PASSWORD = "mat-khau-moi"
    assert registry.current() is not first


def test_a_driver_that_nobody_wrote_is_no_driver(settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_DRIVER = "LGSP-2026"
    with pytest.raises(LookupError, match="LGSP-2026"):
        registry.current()


@pytest.mark.parametrize(
    "shown",
    [
        Connection("https://x.example", "hcm", "mat-khau-cua-cong"),
        EXCHANGE,
        There({"ChuHoSo": "Nguyễn Thị Lan", "TrangThaiHoSo": "4"}, ({"NguoiXuLy": "Nguyễn Thị Lan"},)),
        Rejected("bản tin sai cấu trúc", EXCHANGE),
    ],
    ids=lambda shown: type(shown).__name__,
)
def test_no_representation_names_a_person_or_a_password(shown: object) -> None:
    assert "Lan" not in f"{shown!r} {shown}"
    assert "mat-khau" not in f"{shown!r} {shown}"


@pytest.mark.parametrize(("said", "status"), [("4", "4"), (4, "4"), ("", "")])
def test_the_status_there_is_read_as_text_however_it_is_written(said: object, status: str) -> None:
    assert There({"TrangThaiHoSo": said}).status == status
    assert There({}).status == ""


def test_every_act_that_moves_a_dossier_to_another_status_is_told() -> None:
    """What nobody there hears of would leave the citizen with a status that is over."""
    moving = {action for action, transition in TRANSITIONS.items() if transition.target is not None}
    returning = {Action.SUBMIT, Action.ANSWER_SUPPLEMENT, Action.PAID, Action.CALL_OFF_PAYMENT, Action.UNDO}
    silent = {str(action) for action in moving | returning if told_of(action) != Told.STEP}
    assert silent == set()


@pytest.mark.parametrize("word", ["", "SUBMIT", "delete", "nộp"])
def test_what_is_no_act_is_told_to_nobody(word: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        told_of(word)
