"""What is given back: the faulty rows of a run, and the files that came over, to whom they belong."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, InheritedFile
from portal.accounts.models import AccessLogEntry, User
from portal.inheritance.models import ImportFault, ImportJob
from tests.dossiers import filings
from tests.dossiers.world import World, given_world, make_staff
from tests.inheritance.packing import PDF, account, dossier, imported, packed, paper, result
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


def test_fifty_faults_are_shown_and_all_are_in_the_file(admin: User, client: Client) -> None:
    job = imported(packed(ho_so=[dossier(f"A{number}", trang_thai="5") for number in range(51)]))

    text = shown(client, page("job", job))

    assert text.count("Hồ sơ đang chờ người nộp bổ sung") == 50
    assert "Còn dòng lỗi khác trong tệp tải về." in text
    with zipfile.ZipFile(io.BytesIO(client.get(page("faults", job)).content)) as archive:
        assert archive.read("ho_so.csv").count(b"H29.101") == 51
    ImportFault.objects.filter(row=52).delete()
    assert "Còn dòng lỗi khác" not in shown(client, page("job", job))


def test_a_run_without_faults_gives_an_empty_package_back(admin: User, client: Client) -> None:
    job = imported(packed(ho_so=[dossier()]))

    assert "Dòng lỗi" not in shown(client, page("job", job))
    answer = client.get(page("faults", job))
    assert answer["Content-Disposition"] == f'attachment; filename="dong-loi-binh-duong-{job.pk}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == []


def test_faulty_rows_of_every_table_come_back_in_its_own_columns(admin: User, client: Client) -> None:
    job = imported(
        packed(
            tai_khoan=[account("u", thu_dien_tu="")], ho_so=[dossier("A", kenh="fax")],
            giay_to=[paper("A")], ket_qua=[result("A")],
        )
    )  # fmt: skip

    with zipfile.ZipFile(io.BytesIO(client.get(page("faults", job)).content)) as archive:
        heads = {name: archive.read(name).decode("utf-8-sig").splitlines()[0] for name in archive.namelist()}
        lines = {name: archive.read(name).decode("utf-8-sig").splitlines()[1] for name in archive.namelist()}

    assert list(heads) == ["tai_khoan.csv", "ho_so.csv", "giay_to.csv", "ket_qua.csv"]
    assert all(head.endswith(",dong,cot,loi") for head in heads.values())
    assert ",2,kenh," in lines["ho_so.csv"]
    assert "Chỉ nhận" in lines["ho_so.csv"]


def test_looking_at_faulty_rows_is_logged_each_time_looking_at_the_page_is_not(admin: User, client: Client) -> None:
    job = imported(packed(ho_so=[dossier("A", kenh="fax")]))
    client.get(page("job", job))
    assert not AccessLogEntry.objects.filter(actor=admin).exists()

    for _time in range(2):
        client.get(page("faults", job))

    logged = AccessLogEntry.objects.filter(actor=admin)
    assert {(entry.subject, entry.why) for entry in logged} == {
        (f"inheritance.importjob {job.pk}", "took the faulty rows of an import")
    }
    assert logged.count() == 2


def test_a_dossier_of_ours_shows_nothing_of_older_systems(world: World, client: Client) -> None:
    one = filings.submitted(world)
    client.force_login(world.mother)
    assert "hệ thống cũ" not in shown(client, reverse("dossiers:detail", args=[one.code]))


def test_an_inherited_file_is_found_under_its_own_dossier_alone(world: World, client: Client) -> None:
    files = {"tep/don.pdf": PDF}
    mine = account("u1", thu_dien_tu=world.mother.email or "")
    rows = [dossier("A", ma_tai_khoan="u1"), dossier("B", ma_tai_khoan="u1")]
    imported(packed(files, tai_khoan=[mine], ho_so=rows, giay_to=[paper("A")]))
    file = InheritedFile.objects.get()
    other = Dossier.objects.exclude(pk=file.dossier_id).get()
    client.force_login(world.mother)

    right = client.get(reverse("dossiers:inherited-file", args=[file.dossier.code, file.pk]))
    saved = client.get(reverse("dossiers:inherited-file", args=[file.dossier.code, file.pk]) + "?tai-ve")

    assert (right.status_code, right["Content-Type"]) == (200, "application/pdf")
    assert "attachment" in saved["Content-Disposition"]
    assert "don.pdf" in saved["Content-Disposition"]
    for code, number in ((other.code, file.pk), (file.dossier.code, file.pk + 1), (file.dossier.code, 10**30)):
        assert client.get(reverse("dossiers:inherited-file", args=[code, number])).status_code == 404
    client.logout()
    assert client.get(reverse("dossiers:inherited-file", args=[file.dossier.code, file.pk])).status_code == 302


def test_a_dossier_without_files_says_so_in_both_languages(world: World, client: Client) -> None:
    mine = account("u1", thu_dien_tu=world.mother.email or "")
    imported(packed(tai_khoan=[mine], ho_so=[dossier("A", ma_tai_khoan="u1")]))
    client.force_login(world.mother)
    address = reverse("dossiers:detail", args=[Dossier.objects.get().code])

    vietnamese = shown(client, address)
    client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = "en"
    english = shown(client, address)

    assert "Không có tệp nào." in vietnamese
    assert "mã cũ vẫn tra cứu được" in vietnamese
    assert "Không có tệp nào." not in english
    assert "binh-duong" in vietnamese, "the old code is told with its system"
