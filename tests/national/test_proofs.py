"""What is kept of the exchange: encrypted, as long as it may have to be proved; and nobody's name in logs or errors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.utils import timezone
from structlog.testing import capture_logs

from dossiers.models import Dossier
from portal.national import proving, synchronising, tasks
from portal.national.connection import Connection
from portal.national.drivers import registry
from portal.national.drivers.base import Exchange
from portal.national.drivers.classic import ClassicDriver
from portal.national.messages import dossier_message
from portal.national.models import KeptExchange
from portal.national.simulator.manners import Fault, Manners
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.national.conftest import PASSWORD, Portal
from tests.national.delivering import NATIONAL, deliver
from tests.national.test_classic_answers import Adapter

NAMES = ("Nguyễn Thị Lan", "Lan", "079190001234", "lan@example.vn")
EXCHANGE = Exchange("TraCuuHoSo", {"data": [{"ChuHoSo": "Nguyễn Thị Lan"}]}, {"error_code": "0", "result": "Lan"})


@pytest.fixture
def filed(world: World, connected: Portal) -> Dossier:
    """A dossier that waits to be told."""
    registry.driver_for.cache_clear()
    return filings.submitted(world)


def columns(table: str) -> str:
    """Everything that stands in a table, as whoever stole the disk would read it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        return str(cursor.fetchall())


def rejecting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next messages are ones that the portal never takes."""
    monkeypatch.setattr(synchronising, "dossier_message", lambda facts: dossier_message(facts) | {"HinhThuc": "9"})


def test_what_was_said_stands_encrypted_and_reads_as_it_was(filed: Dossier) -> None:
    deliver()
    stored = columns("national_keptexchange") + columns("outbox_outboxmessage")
    assert filed.owner.full_name not in stored
    assert filed.code in stored
    kept = KeptExchange.objects.get(service="DongBoHoSoMC")
    assert kept.sent["data"][0]["ChuHoSo"] == filed.owner.full_name
    assert str(kept) == f"DongBoHoSoMC {filed.code}#1"


def test_the_content_of_proofs_cannot_be_searched(db: None) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        KeptExchange.objects.filter(sent="x").exists()


def test_no_proof_holds_the_session_or_the_password(filed: Dossier, connected: Portal) -> None:
    deliver()
    for kept in KeptExchange.objects.all():
        assert "session" not in kept.sent
        assert PASSWORD not in f"{kept.sent}{kept.answer}"


@pytest.mark.parametrize("fault", [None, Fault.DOWN, Fault.BROKEN, Fault.BUSY, Fault.FORGETS_SESSION])
def test_neither_log_nor_error_names_a_person_whatever_goes_wrong(
    filed: Dossier, connected: Portal, fault: Fault | None
) -> None:
    connected.services.manners = Manners(always=frozenset({fault} if fault else set()))
    with capture_logs() as logged:
        deliver()
    message = NATIONAL.get()
    assert [line["event"] for line in logged].count("outbox_attempt") == 1
    for text in (str(logged), message.last_error, message.key, message.idempotency_key):
        assert filed.owner.full_name not in text
        assert PASSWORD not in text
        assert not any(name in text for name in NAMES)


def test_a_rejected_message_is_kept_with_its_answer_and_the_error_names_the_field_alone(
    filed: Dossier, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    rejecting(monkeypatch)
    with capture_logs() as logged:
        assert deliver() == {"refused": 1}
    kept = KeptExchange.objects.get()
    assert (kept.code, kept.sequence, kept.is_taken) == (filed.code, 1, False)
    assert kept.answer["error_code"] == "2"
    error = NATIONAL.get().last_error
    assert "HinhThuc: enum" in error
    assert filed.owner.full_name not in f"{error}{logged}"
    assert filed.owner.full_name not in columns("national_keptexchange")


def test_each_time_it_is_rejected_is_proved(filed: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    rejecting(monkeypatch)
    for _time in range(2):
        deliver()
        NATIONAL.update(state="waiting", finished_at=None)
    assert list(KeptExchange.objects.values_list("is_taken", flat=True)) == [False, False]


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.BUSY])
def test_what_was_not_taken_for_now_proves_nothing(filed: Dossier, connected: Portal, fault: Fault) -> None:
    connected.services.manners = Manners(always=frozenset({fault}))
    deliver()
    assert not KeptExchange.objects.exists()


def test_proofs_are_forgotten_after_their_time_taken_or_not_in_batches(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "BATCH", 2)
    now = timezone.now()

    def keep(number: int, age: timedelta, **fields: Any) -> None:
        fields = {"is_taken": True} | fields
        KeptExchange.objects.create(
            code=f"H29-{number}", sequence=number, service=EXCHANGE.service, sent={}, answer={}, **fields
        )
        KeptExchange.objects.filter(sequence=number).update(at=now - age)

    for number in range(5):
        keep(number, proving.KEPT + timedelta(minutes=1), is_taken=bool(number % 2))
    keep(8, proving.KEPT - timedelta(hours=1), is_taken=False)
    keep(9, timedelta())

    tasks.forget_proofs()

    assert sorted(KeptExchange.objects.values_list("sequence", flat=True)) == [8, 9]
    assert proving.forget_old() == 0


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800"])
def test_an_answer_with_signs_that_no_database_keeps_is_kept_without_them(filed: Dossier, sign: str) -> None:
    """Such words had ended the worker's round, and every round after it, before any other message could leave."""
    answer = f'{{"error_code": "2", "message": "sai{sign} ở đây", "result{sign}": [{{"TrangThaiHoSo": "{sign}4"}}]}}'
    with Adapter(answer.encode()).serve() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "current", lambda: ClassicDriver(Connection(server.address, "u", "p")))
        assert deliver() == {"refused": 1}
    assert "sai ở đây" in NATIONAL.get().last_error
    kept = KeptExchange.objects.get().answer
    assert (kept["message"], kept["result"]) == ("sai ở đây", [{"TrangThaiHoSo": "4"}])
