"""The pages of the import at every door: each role, both languages, each state of a run, and what must not happen."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Dossier
from portal.accounts.models import AccessLogEntry, User
from portal.files.models import StoredFile
from portal.inheritance import running, views
from portal.inheritance.models import ImportFault, ImportJob, JobState
from tests.dossiers.world import World, given_world, make_staff
from tests.house.test_page_language import Listener
from tests.inheritance.packing import PDF, dossier, imported, packed, paper, waiting
from units.roles import Role

LIST, ADD = reverse("inheritance:jobs"), reverse("inheritance:add")


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


def page(name: str, job: ImportJob) -> str:
    return reverse(f"inheritance:{name}", args=[job.pk])


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def hand_in(client: Client, content: bytes, **sent: str) -> Any:
    file = SimpleUploadedFile(sent.pop("name", "goi.zip"), content)
    return client.post(ADD, {"file": file, "system": "binh-duong", "submission_key": str(uuid4()), **sent})


def test_no_other_role_sees_anything_or_begins_anything(world: World) -> None:
    job = imported(packed(ho_so=[dossier("A"), dossier("B", trang_thai="5")]), is_dry_run=True)
    content = packed(ho_so=[dossier()])
    for role in Role:
        if role == Role.SYSTEM_ADMIN:
            continue
        client = Client()
        client.force_login(make_staff(f"{role}@example.vn", "Người Khác", role, world.ward.committee))
        gets = [client.get(address) for address in (LIST, ADD, *(page(name, job) for name in ("job", "run", "faults")))]
        posts = [hand_in(client, content), client.post(page("run", job))]
        assert {answer.status_code for answer in [*gets, *posts]} == {403}, role
        assert "he-thong-cu" not in client.get(reverse("home")).content.decode()
    assert ImportJob.objects.count() == 1
    assert not AccessLogEntry.objects.filter(subject__contains="importjob").exists()


def test_the_menu_of_a_system_administrator_leads_there(admin: User, client: Client) -> None:
    assert f'href="{LIST}"' in shown(client, LIST)
    text = shown(client, LIST)
    assert "Chưa nhập gói nào" in text
    assert "Mỗi gói được chạy thử trước" in text


def test_pages_answer_only_to_the_verbs_they_have(admin: User, client: Client) -> None:
    job = imported(packed(ho_so=[dossier()]), is_dry_run=True)
    for address in (LIST, page("job", job), page("faults", job)):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200
    for address in (ADD, page("run", job)):
        assert client.put(address).status_code == client.delete(address).status_code == 405
    assert ImportJob.objects.count() == 1


def test_numbers_of_runs_that_are_not_there_lead_nowhere(admin: User, client: Client) -> None:
    for number in (0, 999_999, 2**31, 2**63, 10**40):
        for name in ("job", "run", "faults"):
            address = reverse(f"inheritance:{name}", args=[number])
            assert client.get(address).status_code == 404, address
        assert client.post(reverse("inheritance:run", args=[number])).status_code == 404


def everything(client: Client) -> list[str]:
    """Every page in every state that a run has."""
    done = imported(
        packed({"tep/don.pdf": PDF}, ho_so=[dossier("A"), dossier("B", trang_thai="5")], giay_to=[paper("A")])
    )
    tried = imported(packed(ho_so=[dossier("C", kenh="fax")]), is_dry_run=True)
    failed = imported(packed(giay_to=[paper()]))
    begun = waiting(packed(ho_so=[dossier("D")]), is_dry_run=True)
    differs = imported(packed(ho_so=[dossier("A", trang_thai="9")]))
    jobs = (done, tried, failed, begun, differs)
    return [LIST, ADD, *(page("job", job) for job in jobs), page("run", tried)]


def test_every_page_speaks_one_language_whatever_became_of_the_run(admin: User, client: Client) -> None:
    addresses = everything(client)
    for language in ("vi", "en"):
        listener = Listener(language)
        client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = language
        for address in addresses:
            listener.hear(address, client.get(address))
        listener.hear("an empty form", client.post(ADD, {}))
        assert listener.wrong == []


def test_in_english_the_figures_and_the_faults_are_told(admin: User, client: Client) -> None:
    client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = "en"
    job = imported(packed(ho_so=[dossier("A"), dossier("B", trang_thai="5")]))

    text = shown(client, page("job", job))

    for words in ("Import for real", "The checksums agree.", "the package has 1 sound ones, the system has 1"):
        assert words in text
    assert '<span lang="vi">Hồ sơ đang chờ người nộp bổ sung' in text, "kept in the words of the table that is mended"


def test_a_comparison_that_fails_stands_out(admin: User, client: Client) -> None:
    imported(packed(ho_so=[dossier("A")]))
    again = imported(packed(ho_so=[dossier("A", trang_thai="9")]))

    text = shown(client, page("job", again))

    assert "<strong>Tổng kiểm tra không khớp: hãy xem lại.</strong>" in text
    assert "Tổng kiểm tra khớp." not in text


def test_while_a_run_is_under_way_the_page_counts_and_comes_again(admin: User, client: Client) -> None:
    job = waiting(packed(ho_so=[dossier()]))
    for state, done in ((JobState.WAITING, 0), (JobState.RUNNING, 1200)):
        ImportJob.objects.filter(pk=job.pk).update(state=state, done=done, total=1600)
        answer = client.get(page("job", job))
        assert answer["Refresh"] == "3"
        assert f'max="100" value="{done * 100 // 1600}"' in answer.content.decode()
        assert "Trang này tự mở lại" in answer.content.decode()
    assert "Đã đọc 1200 trong 1600 dòng." in answer.content.decode()


def test_only_a_dry_run_that_ended_well_may_be_run_for_real(admin: User, client: Client) -> None:
    job = imported(packed(ho_so=[dossier()]), is_dry_run=True)
    for state, is_dry_run, may in (
        (JobState.DONE, True, True),
        (JobState.DONE, False, False),
        (JobState.FAILED, True, False),
        (JobState.RUNNING, True, False),
        (JobState.WAITING, True, False),
    ):
        ImportJob.objects.filter(pk=job.pk).update(state=state, is_dry_run=is_dry_run)
        assert (page("run", job) in shown(client, page("job", job))) is may, (state, is_dry_run)
        assert client.get(page("run", job)).status_code == (200 if may else 404)
        if not may:
            assert client.post(page("run", job)).status_code == 404
    assert ImportJob.objects.count() == 1


def test_the_real_run_is_over_the_same_package_and_names_who_agreed(admin: User, client: Client) -> None:
    tried = imported(packed(ho_so=[dossier()]), is_dry_run=True)
    for _time in range(3):
        client.post(page("run", tried))

    real = ImportJob.objects.get(is_dry_run=False)
    assert (real.stored, real.file_name, real.system) == (tried.stored, tried.file_name, tried.system)
    assert (real.started_by, real.state) == (admin, JobState.WAITING)
    assert "Cao Xuân Trường" in shown(client, LIST)


def test_asking_shows_what_cannot_be_taken_back_and_does_nothing(admin: User, client: Client) -> None:
    tried = imported(packed(ho_so=[dossier()]), is_dry_run=True)

    text = shown(client, page("run", tried))

    assert "không rút lại được" in text
    assert page("job", tried) in text
    assert ImportJob.objects.count() == 1


def test_a_system_has_one_name_in_small_letters(admin: User, client: Client) -> None:
    for told in ("Binh-Duong", " BINH-DUONG "):
        assert hand_in(client, packed(ho_so=[dossier()]), system=told).status_code == 302
    assert set(ImportJob.objects.values_list("system", flat=True)) == {"binh-duong"}


def test_no_old_system_takes_the_name_of_the_national_portal(admin: User, client: Client) -> None:
    """Its codes would be taken for those of dossiers that were filed there."""
    for told in ("national", "National"):
        answer = hand_in(client, packed(ho_so=[dossier()]), system=told)
        assert answer.status_code == 200
        assert "Tên này dành cho Cổng Dịch vụ công quốc gia" in answer.content.decode()
        assert f'value="{told}"' in answer.content.decode(), "what was typed is kept"
    assert not ImportJob.objects.exists()


def test_a_package_over_the_limit_or_empty_is_told_beside_the_field(admin: User, client: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1 << 20
    before = StoredFile.objects.count()
    large = packed({"tep/a": bytes(range(256)) * 5_000}, ho_so=[dossier()])
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("tep/lon", bytes(2 << 20))
    assert len(large) < 1 << 20

    answer = hand_in(client, stored.getvalue())

    assert "quá lớn" in answer.content.decode()
    assert 'href="#id_file"' in answer.content.decode()
    assert (ImportJob.objects.exists(), StoredFile.objects.count()) == (False, before)
    assert hand_in(client, large).status_code == 302, "what it unpacks to is judged file by file"


def test_a_name_of_a_file_however_long_or_odd_is_shown_and_kept(admin: User, client: Client) -> None:
    for name in ("x" * 300 + ".zip", "<b>gói</b> & 'dữ liệu'.zip", "../../thoat.zip"):
        assert hand_in(client, packed(ho_so=[dossier()]), name=name).status_code == 302
    text = shown(client, LIST)
    assert "<b>gói" not in text
    assert all(len(name) <= 255 and "/" not in name for name in ImportJob.objects.values_list("file_name", flat=True))


def test_a_key_that_is_none_is_a_new_sending(admin: User, client: Client) -> None:
    answer = hand_in(client, packed(ho_so=[dossier()]), submission_key="")

    assert answer.status_code == 302
    assert isinstance(ImportJob.objects.get().submission_key, UUID)


def test_lists_cost_the_same_however_many_runs_and_faults_there_are(admin: User, world: World, client: Client) -> None:
    job = imported(packed(ho_so=[dossier("A", kenh="fax")]))

    def costs() -> list[int]:
        counts = []
        for address in (LIST, page("job", job)):
            with CaptureQueriesContext(connection) as found:
                client.get(address)
            counts.append(len(found))
        return counts

    costs()
    few = costs()
    for number in range(4):
        other = make_staff(f"s{number}@example.vn", "Quản Trị", Role.SYSTEM_ADMIN, world.ward.committee)
        ImportJob.objects.create(
            system="x", file_name=f"{number}.zip", stored=job.stored, is_dry_run=True, started_by=other,
            submission_key=uuid4(),
        )  # fmt: skip
    ImportFault.objects.bulk_create([ImportFault(job=job, table="ho_so", row=row, what="Lỗi") for row in range(10, 40)])
    assert costs() == few


def test_the_newest_hundred_runs_are_listed_newest_first(
    admin: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_SHOWN", 2)
    jobs = [waiting(packed(ho_so=[dossier(name)])) for name in "ABC"]

    text = shown(client, LIST)

    assert text.index(page("job", jobs[2])) < text.index(page("job", jobs[1]))
    assert page("job", jobs[0]) not in text


def test_two_administrators_see_one_another_and_agree_once(admin: User, world: World, client: Client) -> None:
    tried = imported(packed(ho_so=[dossier()]), is_dry_run=True)
    other = Client()
    other.force_login(make_staff("hai@example.vn", "Lê Thị Hai", Role.SYSTEM_ADMIN, world.other_ward.committee))

    first, second = client.post(page("run", tried)), other.post(page("run", tried))

    assert first["Location"] == second["Location"]
    assert ImportJob.objects.get(is_dry_run=False).started_by == admin
    assert running.run_waiting() == 1
    assert Dossier.objects.count() == 1


def test_a_run_that_shows_life_is_left_to_its_worker(admin: User) -> None:
    job = waiting(packed(ho_so=[dossier()]))
    now = timezone.now()
    for state, beat, taken in (
        (JobState.RUNNING, now, 0),
        (JobState.RUNNING, now - running.LOST_AFTER + timedelta(seconds=20), 0),
        (JobState.DONE, None, 0),
        (JobState.FAILED, now - timedelta(days=1), 0),
        (JobState.RUNNING, None, 1),
    ):
        ImportJob.objects.filter(pk=job.pk).update(state=state, beat_at=beat)
        assert running.run_waiting() == taken, (state, beat)
