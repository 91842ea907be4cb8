"""What a package brings stands here as it was there, once, under both codes; what is wrong comes back to be mended."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import aliases, chain
from dossiers.models import Dossier, InheritedFile, Paperwork
from dossiers.statuses import Status
from dossiers.tracking import track
from portal.accounts.models import User
from portal.files import store
from portal.inheritance import fault_files, running, taking, tasks
from portal.inheritance.models import ImportFault, ImportJob, JobState, TakenAccount
from portal.outbox.models import OutboxMessage
from tests.dossiers.world import World, given_world
from tests.inheritance.packing import PDF, SYSTEM, account, dossier, faults, imported, packed, paper, result, waiting
from units.models import Unit

FILES = {"tep/don.pdf": PDF, "tep/ket-qua.pdf": PDF}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def whole() -> bytes:
    """One of everything."""
    return packed(
        FILES, tai_khoan=[account()], ho_so=[dossier(ma_tai_khoan="u1")], giay_to=[paper()], ket_qua=[result()]
    )


def test_a_dossier_comes_over_with_its_owner_files_and_result_under_both_codes(world: World) -> None:
    job = imported(whole())

    assert (job.state, job.problem, faults(job)) == (JobState.DONE, "", [])
    one = Dossier.objects.get()
    assert one.code.startswith("H29.101")
    assert one.code.split("-")[1] == "240315"
    assert (one.status, one.competent_unit, one.receiving_unit) == (
        Status.RETURNED,
        world.ward.committee,
        world.ward.centre,
    )
    assert track("bdg-2024-0001")[0] == track(one.code)[0] == one.code
    assert aliases.find("BDG-2024-0001") == one
    assert (one.owner.full_name, one.owner.id_number) == ("Nguyễn Thị Bưởi", "074190001234")
    user = User.objects.get(email="u1@cu.example")
    assert (one.submitted_by, one.owner.user, user.has_usable_password()) == (user, user, False)
    kept = {file.is_result: file for file in one.inherited_files.all()}
    assert store.open(kept[False].stored) == PDF
    assert (kept[True].number, str(kept[True].signed_on)) == ("12/KS-2024", "2024-03-17")


def test_its_log_says_where_it_came_from_and_holds_together(world: World) -> None:
    imported(whole())
    one = Dossier.objects.get()
    filed, taken = one.events.all()
    assert (filed.action, filed.at, taken.action) == ("submit", one.submitted_at, "take_over")
    assert taken.data == {"system": SYSTEM, "code": "BDG-2024-0001"}
    assert chain.first_broken(one) is None


def test_nobody_is_told_nothing_is_due_and_no_paper_is_made(world: World, settings: Any) -> None:
    settings.NATIONAL_PORTAL_URL = "http://127.0.0.1:1"
    imported(whole())
    assert not OutboxMessage.objects.exists()
    assert not Paperwork.objects.exists()
    assert not Dossier.objects.get().tasks.exists()


def test_the_same_package_again_changes_nothing(world: World) -> None:
    imported(whole())
    again = imported(whole())
    assert {table: (count["made"], count["known"]) for table, count in again.counts.items()} == {
        "tai_khoan": (0, 1),
        "ho_so": (0, 1),
        "giay_to": (0, 1),
        "ket_qua": (0, 1),
    }
    assert (Dossier.objects.count(), InheritedFile.objects.count(), TakenAccount.objects.count()) == (1, 2, 1)


def test_another_system_may_use_the_same_codes(world: World) -> None:
    imported(whole())
    imported(whole(), system="vung-tau")
    assert Dossier.objects.count() == 2
    # The code alone says neither then, and the account that is the same person's is one.
    assert aliases.own_code("BDG-2024-0001") == ""
    assert aliases.own_code("BDG-2024-0001", "vung-tau") != aliases.own_code("BDG-2024-0001", SYSTEM)
    assert User.objects.filter(email="u1@cu.example").count() == 1


def test_a_dry_run_finds_what_the_real_one_would_and_leaves_nothing(world: World) -> None:
    content = packed(
        FILES,
        tai_khoan=[account()],
        ho_so=[dossier("A", ma_tai_khoan="u1"), dossier("B", ma_tai_khoan="nobody"), dossier("C", trang_thai="5")],
        giay_to=[paper("A"), paper("D"), paper("A", "tep/none.pdf")],
    )
    users = User.objects.count()
    tried = imported(content, is_dry_run=True)
    assert (Dossier.objects.exists(), InheritedFile.objects.exists(), User.objects.count()) == (False, False, users)
    real = imported(content)

    assert faults(tried) == faults(real)
    assert [(table, row, column) for table, row, column, _what in faults(real)] == [
        ("giay_to", 3, "ma_ho_so"),
        ("giay_to", 4, "tep"),
        ("ho_so", 3, "ma_tai_khoan"),
        ("ho_so", 4, "trang_thai"),
    ]
    assert tried.counts == real.counts
    assert (real.check_result["package"], real.check_result["here"], real.check_result["agrees"]) == (1, 1, True)


def test_faulty_rows_come_back_as_a_package_that_is_taken_once_mended(world: World) -> None:
    evil = '=cmd|" /C calc"!A1'
    job = imported(
        packed(ho_so=[dossier("A"), dossier("B", trang_thai="5", chu_ho_so=evil, dien_thoai="+84912345678")])
    )
    content = fault_files.package_of_faults(job)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [name] = archive.namelist()
        text = archive.read(name).decode("utf-8-sig")
    assert name == "ho_so.csv"
    assert f"'{evil[:5]}" in text
    assert ",=" not in text
    assert "kết thúc" in text

    mended = imported(packed(ho_so=text.replace(",5,,truc_tiep", ",10,,truc_tiep").encode()))
    assert faults(mended) == []
    assert aliases.find("B").owner.full_name == evil  # type: ignore[union-attr]


def test_a_code_or_a_file_that_stands_twice_is_taken_once(world: World) -> None:
    job = imported(packed(FILES, ho_so=[dossier("A"), dossier(" a ")], giay_to=[paper("A"), paper("A")]))
    assert [(table, row) for table, row, _column, _what in faults(job)] == [("giay_to", 3), ("ho_so", 3)]
    assert Dossier.objects.count() == 1


def test_files_must_be_what_their_checksum_and_their_name_say(world: World) -> None:
    content = {"tep/a.pdf": PDF, "tep/b.pdf": b"MZ no document", "tep/c.exe": b"MZ"}
    rows = [
        paper("A", "tep/a.pdf", b"another"),
        paper("A", "tep/b.pdf", content["tep/b.pdf"]),
        paper("A", "tep/c.exe", b"MZ"),
    ]
    job = imported(packed(content, ho_so=[dossier("A")], giay_to=rows))
    assert [column for _table, _row, column, _what in faults(job)] == ["sha256", "tep", "tep"]
    assert not InheritedFile.objects.exists()


def test_a_unit_of_before_leads_to_its_heir_and_the_table_of_units_decides_where_several_are_meant(
    world: World,
) -> None:
    ended = Unit.objects.get(pk=world.other_ward.committee.pk)
    job = imported(
        packed(
            don_vi=[{"co_quan": "UBND huyện Xa Lạ", "ma_don_vi": ended.code}],
            ho_so=[dossier("A", co_quan="UBND huyện Xa Lạ"), dossier("B", co_quan="Sao Hỏa"), dossier("C")],
        )
    )
    assert [(row, column) for _table, row, column, _what in faults(job)] == [(3, "co_quan")]
    assert aliases.find("A").competent_unit == ended  # type: ignore[union-attr]


def test_moments_that_contradict_each_other_are_refused(world: World) -> None:
    rows = [
        dossier("A", ngay_tiep_nhan="2024-03-14"),
        dossier("B", ngay_tra="2024-03-16"),
        dossier("C", ngay_tra=""),
        dossier("D", trang_thai="3", ngay_xong="", ngay_tra="", ngay_tiep_nhan="", ngay_hen_tra=""),
    ]
    job = imported(packed(ho_so=rows))
    assert [(row, column) for _table, row, column, _what in faults(job)] == [
        (2, "ngay_tiep_nhan"),
        (3, "ngay_tra"),
        (4, "ngay_tra"),
    ]
    assert Dossier.objects.get().status == Status.NOT_RECEIVED


def test_accounts_join_those_that_are_there_and_never_mix_two_people(world: World) -> None:
    User.objects.create_user(phone="+84912000111", full_name="Ai Đó")
    rows = [
        account("a", thu_dien_tu=str(world.mother.email)),
        account("b", thu_dien_tu=""),
        account("c", thu_dien_tu=str(world.mother.email), dien_thoai="0912000111"),
        account("d", thu_dien_tu=str(world.ward.clerk.email)),
        account("e", so_dinh_danh="074190001234"),
    ]
    job = imported(packed(tai_khoan=rows, ho_so=[dossier()]))
    assert [(row, column) for _table, row, column, _what in faults(job)] == [
        (3, "thu_dien_tu"),
        (4, "dien_thoai"),
        (5, "loai"),
    ]
    taken = {row.code: row.user for row in TakenAccount.objects.select_related("user")}
    assert taken["a"] == world.mother
    assert (taken["e"].id_number, taken["e"].assurance_level) == ("074190001234", 0)


class Died(BaseException):
    """A worker dies."""


def test_a_run_whose_worker_died_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "STRETCH", 2)
    rows = [dossier(f"C{number}") for number in range(5)] + [dossier("C1"), dossier("X", trang_thai="5")]
    job = waiting(packed(FILES, ho_so=rows, giay_to=[paper("C4")]))
    true, stretches = taking.take, 0

    def take(*arguments: Any) -> Any:
        nonlocal stretches
        stretches += 1
        if stretches == 3:
            raise Died
        return true(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(taking, "take", take)
        with pytest.raises(Died):
            running.run_waiting()
    job.refresh_from_db()
    assert (job.state, job.table, job.position, Dossier.objects.count()) == (JobState.RUNNING, "ho_so", 4, 4)

    # Nobody takes it up while its worker may live.
    assert running.run_waiting() == 0
    ImportJob.objects.update(beat_at=timezone.now() - running.LOST_AFTER - timedelta(seconds=1))
    tasks.run_imports()
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 8, 8)
    assert job.counts["ho_so"] == {"read": 7, "made": 5, "known": 0, "faulty": 2}
    assert (Dossier.objects.count(), InheritedFile.objects.count()) == (5, 1)
    assert job.check_result["agrees"] is True


def test_a_package_that_cannot_be_read_fails_with_a_sentence_and_stops_no_other(world: World) -> None:
    broken, sound = waiting(b"PK no zip"), waiting(whole())
    assert running.run_waiting() == 2
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, sound.state) == (JobState.FAILED, JobState.DONE)
    assert "ZIP" in broken.problem


def test_the_work_of_a_stretch_does_not_grow_with_its_rows(world: World) -> None:
    def queries(number: int) -> int:
        content = packed(ho_so=[dossier(f"{number}-{place}") for place in range(number)])
        with CaptureQueriesContext(
            connection,
        ) as found:
            imported(content)
        return len(found)

    imported(packed(ho_so=[dossier("first")]))
    assert queries(30) == queries(3)


def test_the_command_runs_a_package_and_puts_the_faults_where_it_is_told(world: World, tmp_path: Any) -> None:
    package, back, out = tmp_path / "goi.zip", tmp_path / "loi.zip", io.StringIO()
    package.write_bytes(packed(ho_so=[dossier("A"), dossier("B", trang_thai="5")]))
    call_command("import_old_system", str(package), system="Binh-Duong", faults=back, stdout=out)
    assert "ho_so: 2 read, 1 made, 0 known, 1 faulty" in out.getvalue()
    assert zipfile.is_zipfile(back)
    assert (ImportFault.objects.count(), ImportJob.objects.get().system) == (1, SYSTEM)
    package.write_bytes(b"nothing")
    with pytest.raises(CommandError, match="ZIP"):
        call_command("import_old_system", str(package), system="x", stdout=out)
