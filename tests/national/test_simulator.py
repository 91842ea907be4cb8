"""The simulated national portal by itself: its page, its switches, its store that outlives it, and its command."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from portal.national.drivers.base import Away
from portal.national.drivers.classic import ClassicDriver
from portal.national.messages import dossier_message, step_message
from portal.national.simulator.manners import Fault, Manners
from portal.national.simulator.pages import manners_of
from portal.national.simulator.store import KnownAlready, Store, UnknownDossier
from tests.national.conftest import Portal
from tests.national.facts import STEP, WHOLE

MESSAGE, STEP_MESSAGE = dossier_message(WHOLE), step_message(STEP)
CODE = MESSAGE["MaHoSo"]


def opened(address: str, form: dict[str, str] | None = None) -> str:
    """A page of the simulator."""
    body = None if form is None else urllib.parse.urlencode(form).encode()
    with urllib.request.urlopen(address, body) as answer:  # noqa: S310
        return str(answer.read().decode())


def test_the_page_shows_what_arrived_and_how_it_went_on(portal: Portal) -> None:
    assert "Chưa có" in opened(portal.address)
    driver = ClassicDriver(portal.connection)
    driver.put_dossiers([{**MESSAGE, "TenTTHC": "<b>Khai sinh</b>"}], are_known=False)
    driver.put_steps([STEP_MESSAGE])

    listed, shown = opened(portal.address), opened(f"{portal.address}/ho-so?ma={CODE}")

    assert CODE in listed
    assert "&lt;b&gt;Khai sinh" in listed
    assert "Tiếp nhận hồ sơ" in shown
    with pytest.raises(urllib.error.HTTPError, match="404"):
        opened(f"{portal.address}/ho-so?ma=la")


def test_the_switches_of_the_page_change_how_it_answers(portal: Portal) -> None:
    page = opened(f"{portal.address}/cach-tra-loi", {"down": "on", "latency": "0"})
    assert 'name="down" checked' in page
    with pytest.raises(Away):
        ClassicDriver(portal.connection).procedures()

    opened(f"{portal.address}/cach-tra-loi", {"latency": "0"})
    assert ClassicDriver(portal.connection).procedures()


@pytest.mark.parametrize("latency", ["-1", "61", "nan", "lâu"])
def test_a_latency_that_cannot_be_meant_changes_nothing(portal: Portal, latency: str) -> None:
    with pytest.raises(ValueError, match=r"latency|float"):
        manners_of({"latency": latency})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        opened(f"{portal.address}/cach-tra-loi", {"latency": latency})
    assert portal.services.manners.latency_seconds == 0


def test_faults_come_by_chance_as_often_as_they_were_asked_for() -> None:
    manners = Manners(always=frozenset({Fault.BUSY}), rates={Fault.DOWN: 0.5, Fault.BROKEN: 0.0})
    manners.chance.seed(7)
    calls = [manners.at_this_call() for _ in range(1000)]
    assert 400 < sum(Fault.DOWN in faults for faults in calls) < 600
    assert all(Fault.BUSY in faults and Fault.BROKEN not in faults for faults in calls)


def test_the_store_outlives_the_process_and_writes_all_or_nothing(tmp_path: Path) -> None:
    file = tmp_path / "national.sqlite3"
    with closing(Store(file)) as store:
        store.create([MESSAGE])
        store.add_steps([STEP_MESSAGE, STEP_MESSAGE])
        with pytest.raises(KnownAlready):
            store.create([{**MESSAGE, "MaHoSo": "new"}, MESSAGE])
        with pytest.raises(UnknownDossier):
            store.update([{**MESSAGE, "Fax": "1"}, {**MESSAGE, "MaHoSo": "new"}])

    with closing(Store(file)) as store:
        assert (store.codes(), store.dossier(CODE)) == ([CODE], MESSAGE)
        assert store.steps(CODE) == [STEP_MESSAGE, STEP_MESSAGE]
        store.forget(CODE)
        assert (store.codes(), store.steps(CODE)) == ([], [])


def test_it_runs_in_demonstrations_only_and_says_when_its_port_is_taken(
    settings: LazySettings, portal: Portal, tmp_path: Path
) -> None:
    port = int(portal.address.rpartition(":")[2])
    with pytest.raises(CommandError, match=f"port {port}"):
        call_command("simulate_national_portal", port=port, store=tmp_path / "s.sqlite3")
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError, match="demonstrations only"):
        call_command("simulate_national_portal")
