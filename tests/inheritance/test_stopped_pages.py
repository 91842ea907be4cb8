"""Rules proved: a run that stopped says so to administrators alone, in their language, and goes on once they say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.inheritance import running
from portal.inheritance.models import ImportJob, JobState
from tests.dossiers.world import World, given_world, make_staff
from tests.inheritance.packing import dossier, imported, packed, waiting
from units.roles import Role

WHY = "Đã thử 3 lần và đều dừng ở bảng ho_so, sau dòng thứ 2 (IntegrityError). Phần trước đã được giữ."


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
def stopped(world: World) -> ImportJob:
    """A run that stopped after two of its four rows."""
    job = waiting(packed(ho_so=[dossier(code) for code in "ABCD"]))
    ImportJob.objects.filter(pk=job.pk).update(
        state=JobState.STOPPED, tries=running.MOST_TRIES, problem=WHY, table="ho_so", position=2, done=2, total=4,
        counts={"ho_so": {"read": 2, "made": 2, "known": 0, "faulty": 0}}, finished_at=timezone.now(),
    )  # fmt: skip
    return ImportJob.objects.get(pk=job.pk)


def page(name: str, job: ImportJob) -> str:
    return reverse(f"inheritance:{name}", args=[job.pk])


def test_it_says_where_it_stopped_and_comes_again_no_more(admin: User, client: Client, stopped: ImportJob) -> None:
    answer = client.get(page("job", stopped))
    text = answer.content.decode()

    assert "Refresh" not in answer
    assert f'lang="vi">{WHY}' in text
    assert "không dòng nào bị ghi hai lần" in text
    assert page("go-on", stopped) in text
    assert "<progress" not in text
    assert "Đối chiếu" not in text, "nothing was compared yet"
    assert "Dừng vì lỗi" in client.get(reverse("inheritance:jobs")).content.decode()


def test_it_is_told_in_english_too(admin: User, client: Client, stopped: ImportJob) -> None:
    client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = "en"
    text = client.get(page("job", stopped)).content.decode()

    assert "Stopped by an error, can go on" in text
    assert "Ask the operator to look at the system’s log." in text
    assert "Go on</button>" in text


def test_a_trial_that_stopped_cannot_be_run_for_real(admin: User, client: Client, stopped: ImportJob) -> None:
    ImportJob.objects.update(is_dry_run=True)

    assert page("run", stopped) not in client.get(page("job", stopped)).content.decode()
    assert client.post(page("run", stopped)).status_code == 404
    assert ImportJob.objects.count() == 1


def test_nobody_but_an_administrator_lets_it_go_on(world: World, stopped: ImportJob) -> None:
    for role in Role:
        if role != Role.SYSTEM_ADMIN:
            client = Client()
            client.force_login(make_staff(f"{role}@example.vn", "Người Khác", role, world.ward.committee))
            assert client.post(page("go-on", stopped)).status_code == 403, role
    answer = Client().post(page("go-on", stopped))
    assert answer.status_code == 302
    assert "/tai-khoan/login/" in answer["Location"]
    stopped.refresh_from_db()
    assert stopped.state == JobState.STOPPED


def test_only_a_press_of_the_button_lets_it_go_on(admin: User, client: Client, stopped: ImportJob) -> None:
    for method in ("get", "head", "put", "delete", "patch"):
        assert getattr(client, method)(page("go-on", stopped)).status_code == 405, method
    for number in (0, stopped.pk + 1, 2**63, 10**40):
        assert client.post(reverse("inheritance:go-on", args=[number])).status_code == 404, number
    stopped.refresh_from_db()
    assert stopped.state == JobState.STOPPED


def test_it_begins_its_tries_anew_and_ends_with_what_it_had(admin: User, client: Client, stopped: ImportJob) -> None:
    assert client.post(page("go-on", stopped))["Location"] == page("job", stopped)
    stopped.refresh_from_db()
    assert (stopped.state, stopped.tries, stopped.problem, stopped.finished_at) == (JobState.WAITING, 0, "", None)
    assert client.get(page("job", stopped))["Refresh"] == "3"

    assert running.run_waiting() == 1

    stopped.refresh_from_db()
    assert (stopped.state, stopped.done) == (JobState.DONE, 4)
    assert stopped.counts["ho_so"] == {"read": 4, "made": 4, "known": 0, "faulty": 0}


def test_told_twice_at_once_it_goes_on_once(admin: User, stopped: ImportJob) -> None:
    """Two administrators at two desks."""
    same = ImportJob.objects.get(pk=stopped.pk)

    assert (running.go_on(stopped), running.go_on(same)) == (True, False)


def test_no_other_state_is_one_to_go_on_from(world: World) -> None:
    job = imported(packed(ho_so=[dossier()]))
    for state in set(JobState) - {JobState.STOPPED}:
        ImportJob.objects.filter(pk=job.pk).update(state=state, problem="lý do", tries=2)
        assert running.go_on(job) is False, state
        job.refresh_from_db()
        assert (job.state, job.problem, job.tries) == (state, "lý do", 2)


def test_what_is_over_is_left_alone_by_the_worker(stopped: ImportJob) -> None:
    for state in (JobState.STOPPED, JobState.DONE, JobState.FAILED):
        ImportJob.objects.update(state=state, beat_at=timezone.now() - timedelta(days=1))
        assert running.run_waiting() == 0, state
        stopped.refresh_from_db()
        assert stopped.state == state
        assert stopped.is_over


def test_a_run_that_beats_is_left_to_its_worker_and_one_that_does_not_is_taken_up(stopped: ImportJob) -> None:
    alive = timezone.now() - running.LOST_AFTER + timedelta(minutes=1)
    ImportJob.objects.update(state=JobState.RUNNING, tries=1, beat_at=alive)
    assert running.run_waiting() == 0

    ImportJob.objects.update(beat_at=None)
    assert running.run_waiting() == 1
    stopped.refresh_from_db()
    assert (stopped.state, stopped.done) == (JobState.DONE, 4)
