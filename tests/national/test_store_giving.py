"""Our own results are given to the national store through the outbox: whoever asks there next finds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from dossiers.models import Dossier
from portal.documents import issuing
from portal.national.results_store import giving
from portal.national.results_store.drivers.base import Asked
from portal.national.results_store.drivers.classic import ClassicStore
from portal.national.simulator.manners import Fault, Manners
from portal.outbox.delivery import deliver_due
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from tests.national.stored import Store, connect, running

RESULT = "KQ.G15.000031"
OUR = OutboxMessage.objects.filter(channel="results_store")


@pytest.fixture
def store(settings: LazySettings) -> Iterator[Store]:
    with running() as one:
        connect(one, settings)
        settings.RESULTS_STORE_GIVES = True
        yield one


def deliver() -> dict[str, int]:
    """Everything that waits for the store, as if every pause were over."""
    past = timezone.now() - timedelta(seconds=1)
    OutboxMessage.objects.exclude(channel="results_store").delete()
    OUR.filter(state=State.WAITING).update(next_attempt_at=past)
    Circuit.objects.filter(open_until__isnull=False).update(open_until=past)
    return dict(deliver_due())


def found_there(store: Store, dossier: Dossier) -> list[bytes]:
    """What another agency finds of the owner's results, as bytes."""
    driver, number = ClassicStore(store.connection), dossier.owner.id_number
    asked = Asked("2.000635", number, (RESULT,), "", "Cán bộ nơi khác", "079088000456")
    return [driver.fetch(one.agency, one.path) for one in driver.look_up(asked)]


def test_an_issued_result_is_found_there_by_the_next_agency(world: World, store: Store) -> None:
    dossier = stages.issued(world)
    assert OUR.get().payload == {"dossier": dossier.pk}
    assert store.services.given == {}

    assert deliver() == {"sent": 1}

    document = dossier.result.document
    assert document is not None
    [row] = store.services.given.values()
    assert row["GiayToId"] == str(document.public_id)
    assert (row["MaKetQua"], row["SoKyHieu"], row["TrangThai"]) == (RESULT, document.number, "1")
    assert (row["MaHoSo"], row["MaThuTuc"]) == (dossier.code, "1.001193")
    assert row["SoDinhDanhChuSoHuu"] == dossier.owner.id_number
    assert row["CoQuanChuQuan"] == world.ward.committee.agency_code
    assert len(row["NgayCap"]) == 14
    assert found_there(store, dossier) == [issuing.content(document)]


def test_a_recalled_result_is_found_no_more_and_a_corrected_one_takes_its_place(world: World, store: Store) -> None:
    first = stages.issued(world)
    deliver()
    dossier = stages.corrected(world, first)
    assert deliver() == {"sent": 1}
    assert sorted(row["TrangThai"] for row in store.services.given.values()) == ["1", "2"]
    document = dossier.result.document
    assert document is not None
    assert found_there(store, dossier) == [issuing.content(document)]


def test_a_recalled_result_is_found_no_more(world: World, store: Store) -> None:
    dossier = stages.recalled(world)
    assert OUR.count() == 2
    assert deliver() == {"sent": 2}
    [row] = store.services.given.values()
    assert (row["TrangThai"], row["DanhSachTepDinhKem"]) == ("3", [])
    assert found_there(store, dossier) == []


def test_told_twice_it_stands_there_once(world: World, store: Store) -> None:
    dossier = stages.issued(world)
    deliver()
    OUR.update(state=State.WAITING, finished_at=None)
    deliver()
    assert len(store.services.given) == 1
    assert len(found_there(store, dossier)) == 1


def test_a_store_that_is_away_costs_delay_and_never_the_result(world: World, store: Store) -> None:
    store.manners = Manners(always=frozenset({Fault.DOWN}))
    dossier = stages.issued(world)
    assert dossier.result.document is not None
    deliver()
    assert OUR.get().state == State.WAITING
    store.manners = Manners()
    deliver()
    assert OUR.get().state == State.SENT
    assert len(store.services.given) == 1


def test_an_answer_of_somebody_else_counts_as_none(world: World, store: Store) -> None:
    stages.issued(world)
    store.services.is_forged = True
    deliver()
    assert OUR.get().state == State.WAITING
    assert "chữ ký" in OUR.get().last_error


def test_nothing_is_given_unless_it_is_switched_on_and_a_store_is_set(
    world: World, store: Store, settings: LazySettings
) -> None:
    settings.RESULTS_STORE_GIVES = False
    stages.issued(world)
    assert not OUR.exists()
    settings.RESULTS_STORE_GIVES, settings.RESULTS_STORE_KEY = True, ""
    filings.finished(world)
    assert not OUR.exists()


def test_results_without_a_published_code_and_other_acts_are_not_given(world: World, store: Store) -> None:
    dossier = stages.issued(world)
    assert [one.standing for one in giving.given(dossier)] == ["1"]
    dossier.procedure_version.results = [{"code": "", "name": "Giấy khai sinh"}]
    assert giving.given(dossier) == []
    assert giving.given(filings.submitted(world)) == []
    assert OUR.count() == 1


def test_a_message_that_waits_when_the_store_is_taken_off_waits_on(
    world: World, store: Store, settings: LazySettings
) -> None:
    stages.issued(world)
    settings.RESULTS_STORE_URL = ""
    deliver()
    assert OUR.get().state == State.WAITING
    assert "kho kết quả" in OUR.get().last_error


def test_the_payload_in_the_outbox_names_nobody(world: World, store: Store) -> None:
    dossier = stages.issued(world)
    kept = OUR.get()
    said = f"{kept.payload}{kept.key}{kept.idempotency_key}"
    assert dossier.owner.id_number not in said
    assert dossier.owner.full_name not in said
    [given] = giving.given(dossier)
    assert dossier.owner.id_number not in repr(given)
