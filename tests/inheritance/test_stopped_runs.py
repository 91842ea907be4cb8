"""A run that breaks off is tried again, stops when it gets no further, says so, and goes on when it is told to."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Dossier
from portal.accounts.models import User
from portal.inheritance import running, taking
from portal.inheritance.models import ImportJob, JobState
from tests.dossiers.world import World, given_world, make_staff
from tests.inheritance.packing import PDF, account, dossier, imported, packed, paper, result, waiting
from units.roles import Role

FILES = {"tep/don.pdf": PDF, "tep/ket-qua.pdf": PDF}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def admin(world: World, client: Client) -> User:
    """A system administrator, signed in."""
    user = make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    client.force_login(user)
    return user


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Every stretch after the second dossier breaks off, until the mending is called; one row is a stretch."""
    true = taking.take
    monkeypatch.setattr(running, "STRETCH", 1)

    def take(table: str, rows: Any, context: Any) -> Any:
        if rows[0][1]["ma_ho_so"] not in ("A", "B"):
            raise IntegrityError("Nguyễn Thị Bưởi")
        return true(table, rows, context)

    monkeypatch.setattr(taking, "take", take)
    return lambda: monkeypatch.setattr(taking, "take", true)


def package() -> bytes:
    return packed(ho_so=[dossier(code) for code in "ABCD"])


def lose_worker() -> None:
    """As if the worker had shown no sign of life for long enough."""
    ImportJob.objects.update(beat_at=timezone.now() - running.LOST_AFTER - timedelta(seconds=1))


def rounds(number: int) -> None:
    for _round in range(number):
        running.run_waiting()
        lose_worker()


def test_it_is_tried_three_times_then_stops_and_holds_up_no_other(world: World, broken: Callable[[], None]) -> None:
    job, other = waiting(package()), waiting(packed(ho_so=[dossier("A")]), system="vung-tau")
    assert running.run_waiting() == 1, "the other one"
    other.refresh_from_db()
    assert other.state == JobState.DONE
    assert running.run_waiting() == 0, "not again at once: whatever it was may pass"
    lose_worker()
    rounds(4)

    job.refresh_from_db()
    assert (job.state, job.tries, job.position) == (JobState.STOPPED, running.MOST_TRIES, 2)
    assert job.problem == (
        "Đã thử 3 lần và đều dừng ở bảng ho_so, sau dòng thứ 2 (IntegrityError). Phần trước đã được giữ."
    )
    assert running.run_waiting() == 0
    assert Dossier.objects.filter(aliases__system="binh-duong").count() == 2


def test_it_goes_on_where_it_stopped_when_told_to(admin: User, client: Client, broken: Callable[[], None]) -> None:
    job = waiting(package())
    rounds(3)
    shown = client.get(reverse("inheritance:job", args=[job.pk])).content.decode()
    assert "Dừng vì lỗi" in shown
    assert "IntegrityError" in shown
    assert "Chạy tiếp" in shown
    assert "Bưởi" not in shown, "what the database said may name a person"
    broken()

    for _press in range(2):
        assert client.post(reverse("inheritance:go-on", args=[job.pk])).status_code == 302
    running.run_waiting()

    job.refresh_from_db()
    assert (job.state, job.problem, job.done) == (JobState.DONE, "", 4)
    assert job.counts["ho_so"] == {"read": 4, "made": 4, "known": 0, "faulty": 0}
    assert "Chạy tiếp" not in client.get(reverse("inheritance:job", args=[job.pk])).content.decode()


def test_each_stretch_that_is_done_gives_new_tries(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long run meets many deployments."""
    monkeypatch.setattr(running, "STRETCH", 1)
    true, stretches = taking.take, []

    def take(*arguments: Any) -> Any:
        stretches.append(1)
        if len(stretches) % 2 == 0:
            raise ConnectionResetError
        return true(*arguments)

    monkeypatch.setattr(taking, "take", take)
    job = waiting(packed(ho_so=[dossier(f"C{number}") for number in range(5)]))
    rounds(6)

    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 5)


def test_a_run_whose_workers_die_each_time_stops_too(world: World) -> None:
    job = waiting(package())
    ImportJob.objects.update(state=JobState.RUNNING, tries=running.MOST_TRIES, table="ho_so", position=200)
    lose_worker()

    assert running.run_waiting() == 0

    job.refresh_from_db()
    assert (job.state, "máy xử lý mất liên lạc" in job.problem) == (JobState.STOPPED, True)


def test_only_what_stopped_goes_on_and_only_by_an_administrator(world: World, admin: User, client: Client) -> None:
    done = imported(package())
    address = reverse("inheritance:go-on", args=[done.pk])
    assert client.post(address).status_code == 302
    done.refresh_from_db()
    assert done.state == JobState.DONE
    assert client.get(address).status_code == 405
    assert client.post(reverse("inheritance:go-on", args=[done.pk + 1])).status_code == 404

    ImportJob.objects.update(state=JobState.STOPPED)
    for user in (world.ward.leader, world.mother):
        client.force_login(user)
        assert client.post(address).status_code == 403
    done.refresh_from_db()
    assert done.state == JobState.STOPPED


def test_a_run_of_the_command_is_not_the_workers_while_the_command_lives(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that take the same rows would each find the other's in their way."""
    path, taken_up = tmp_path / "goi.zip", []
    path.write_bytes(package())
    true = running.run

    def run(job: ImportJob) -> ImportJob:
        taken_up.append(running.run_waiting())
        return true(job)

    monkeypatch.setattr(running, "run", run)
    call_command("import_old_system", str(path), system="binh-duong", stdout=io.StringIO())

    assert taken_up == [0]
    assert ImportJob.objects.get().state == JobState.DONE


def test_every_table_is_compared_and_each_difference_is_shown_at_its_own(admin: User, client: Client) -> None:
    rows = {"tai_khoan": [account()], "giay_to": [paper()], "ket_qua": [result()]}
    job = imported(packed(FILES, ho_so=[dossier(ma_tai_khoan="u1"), dossier("X", trang_thai="5")], **rows))
    told = job.check_result
    assert (told["package"], told["here"], told["agrees"]) == (1, 1, True)
    found = {table: (one["package"], one["here"], one["agrees"]) for table, one in told["tables"].items()}
    assert found == dict.fromkeys(rows, (1, 1, True))
    page = client.get(reverse("inheritance:job", args=[job.pk])).content.decode()
    assert page.count("1/1 khớp") == 4

    # A second package says otherwise of the same file: what is here stays, and the table says so.
    other = b"%PDF-1.4\n% another\n" + PDF[9:]
    again = imported(packed({"tep/don.pdf": other}, ho_so=[dossier()], giay_to=[paper(content=other)]))
    assert again.check_result["agrees"] is True
    assert again.check_result["tables"]["giay_to"]["agrees"] is False
    assert "1/1 <strong>không khớp</strong>" in client.get(reverse("inheritance:job", args=[again.pk])).content.decode()
