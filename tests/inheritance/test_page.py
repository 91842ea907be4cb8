"""The page of the import at the door: who may, what is asked first, what is shown, and what comes back."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from portal.accounts.models import AccessLogEntry, User
from portal.inheritance import running
from portal.inheritance.models import ImportJob, JobState
from tests.dossiers.world import World, given_world, make_staff, make_user
from tests.inheritance.packing import PDF, account, dossier, imported, packed, paper, result, waiting
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


def hand_in(client: Client, content: bytes, key: str = "", system: str = "binh-duong") -> ImportJob:
    file = SimpleUploadedFile("goi.zip", content)
    sent = {"file": file, "system": system, "submission_key": key or str(uuid4())}
    answer = client.post(ADD, sent)
    assert answer.status_code == 302
    return ImportJob.objects.get(pk=int(answer["Location"].strip("/").rpartition("/")[2]))


def test_only_system_administrators_come_in(world: World, client: Client) -> None:
    job = imported(packed(ho_so=[dossier()]), is_dry_run=True)
    addresses = [LIST, ADD, page("job", job), page("run", job), page("faults", job)]
    for user in (world.ward.leader, world.mother):
        client.force_login(user)
        assert {client.get(address).status_code for address in addresses} == {403}
        assert client.post(page("run", job)).status_code == 403
    client.logout()
    assert {client.get(address).status_code for address in addresses} == {302}


def test_a_package_is_tried_out_first_then_run_once_however_often_asked(admin: User, client: Client) -> None:
    key = str(uuid4())
    content = packed(ho_so=[dossier("A"), dossier("B", trang_thai="5")])
    job = hand_in(client, content, key)
    assert hand_in(client, content, key) == job
    assert (job.is_dry_run, job.started_by) == (True, admin)
    assert client.get(page("job", job))["Refresh"] == "3"
    # Not run yet: there is nothing to agree to.
    assert client.post(page("run", job)).status_code == 404
    running.run_waiting()
    shown = client.get(page("job", job))
    assert "Refresh" not in shown
    assert "Hồ sơ đang chờ người nộp bổ sung" in shown.content.decode()
    assert not Dossier.objects.exists()

    assert "Nhập thật gói này?" in client.get(page("run", job)).content.decode()
    first, second = client.post(page("run", job)), client.post(page("run", job))
    assert first["Location"] == second["Location"]
    running.run_waiting()
    real = ImportJob.objects.exclude(pk=job.pk).get()
    text = client.get(page("job", real)).content.decode()
    assert "gói có 1 hồ sơ hợp lệ, hệ thống có 1" in text
    assert "Tổng kiểm tra khớp." in text
    assert Dossier.objects.count() == 1
    assert "goi.zip" in client.get(LIST).content.decode()
    # What is real is not run for real again.
    assert client.post(page("run", real)).status_code == 404


def test_the_faulty_rows_come_back_and_who_took_them_is_logged(admin: User, client: Client) -> None:
    job = imported(packed(ho_so=[dossier("B", trang_thai="5")]))
    answer = client.get(page("faults", job))
    assert answer["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["ho_so.csv"]
    assert AccessLogEntry.objects.filter(actor=admin, subject__contains="importjob").count() == 1
    # The list of faults on the page names rows and columns, never the people in them.
    assert "Nguyễn Thị Bưởi" not in client.get(page("job", job)).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Hãy chọn gói dữ liệu."),
        ({"file": b""}, "Hãy"),
        ({"file": b"no zip"}, "Tệp không phải gói ZIP đọc được."),
        ({"system": "Bình Dương"}, "Chỉ dùng chữ cái không dấu"),
        ({"system": "x" * 41}, "40"),
        ({"system": "a\x00b"}, "NUL"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_the_field_and_nothing_begins(
    admin: User, client: Client, sent: dict[str, bytes | str], words: str
) -> None:
    data: dict[str, Any] = {"system": "binh-duong", **sent, "submission_key": str(uuid4())}
    if isinstance(content := sent.get("file"), bytes):
        data["file"] = SimpleUploadedFile("goi.zip", content)
    answer = client.post(ADD, data)
    assert answer.status_code == 200
    if words != "NUL":
        assert words in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_a_package_that_failed_says_why(admin: User, client: Client) -> None:
    job = waiting(packed(giay_to=[paper()]))
    running.run_waiting()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "Gói không có bảng ho_so" in client.get(page("job", job)).content.decode()


def test_owner_and_staff_open_what_came_over_and_strangers_do_not(world: World, client: Client) -> None:
    files = {"tep/don.pdf": PDF, "tep/ket-qua.pdf": PDF}
    rows = {"giay_to": [paper()], "ket_qua": [result()]}
    mine = account("u1", thu_dien_tu=world.mother.email or "")
    imported(packed(files, tai_khoan=[mine], ho_so=[dossier(ma_tai_khoan="u1")], **rows))
    one = Dossier.objects.get()
    file = one.inherited_files.get(is_result=True)
    address = reverse("dossiers:inherited-file", args=[one.code, file.pk])

    client.force_login(world.mother)
    assert one.code in client.get(reverse("dossiers:mine")).content.decode()
    shown = client.get(reverse("dossiers:detail", args=[one.code])).content.decode()
    assert "kết quả số 12/KS-2024, ký ngày 17/03/2024" in shown
    assert client.get(address).content == PDF
    client.force_login(world.ward.leader)
    work = client.get(reverse("dossiers:work", args=[one.code]))
    assert "Giấy tờ từ hệ thống cũ" in work.content.decode()
    assert client.get(address).status_code == 200
    assert AccessLogEntry.objects.filter(actor=world.ward.leader).exists()
    client.force_login(make_user("la@example.vn", "Người Lạ"))
    assert client.get(address).status_code == 404
