"""Rules proved: each row becomes just what it says or a fault of its own, kept from eyes and within bounds."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dossiers import aliases, chain
from dossiers.models import Dossier, InheritedFile, Party
from dossiers.statuses import CLOSED, Channel, DeliveryState, PartyKind, Status
from portal.accounts.identity import blind_index
from portal.accounts.models import Kind, User
from portal.files import store
from portal.inheritance import running
from portal.inheritance.models import ImportFault, ImportJob, JobState, TakenAccount
from portal.vietnamese.moments import VIETNAM
from tests.dossiers.world import World, given_world
from tests.inheritance.packing import PDF, SYSTEM, account, dossier, faults, imported, packed, paper, result, waiting

FILES = {"tep/don.pdf": PDF, "tep/ket-qua.pdf": PDF}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def places(job: ImportJob) -> list[tuple[str, int, str]]:
    return [(table, row, column) for table, row, column, _what in faults(job)]


def the(code: str) -> Dossier:
    found = aliases.find(code)
    assert found is not None
    return found


def test_each_ended_status_comes_over_as_it_was(world: World) -> None:
    rows = [dossier(f"S{int(status)}", trang_thai=str(int(status))) for status in CLOSED]

    job = imported(packed(ho_so=rows))

    assert faults(job) == []
    for status in CLOSED:
        one = the(f"S{int(status)}")
        handed_out = DeliveryState.HANDED_OUT if status == Status.RETURNED else DeliveryState.NOTHING
        assert (one.status, one.delivery_state, one.is_open, one.is_taken_over) == (status, handed_out, False, True)
        assert chain.first_broken(one) is None


def test_what_a_row_leaves_out_is_what_is_usual(world: World) -> None:
    empty = dict.fromkeys(
        ("noi_dung", "kenh", "ngay_tiep_nhan", "ngay_hen_tra", "ngay_xong", "so_dinh_danh", "dien_thoai"), ""
    )
    imported(packed(ho_so=[dossier("A", **empty), dossier("B", **empty, trang_thai="3", ngay_tra="")]))

    one, two = the("A"), the("B")
    assert (one.title, one.channel) == (world.birth.name, Channel.DIRECT)
    assert (one.due_at, one.finished_at) == (one.returned_at, one.returned_at)
    assert (two.due_at, two.finished_at, two.returned_at) == (two.submitted_at, None, None)
    assert (one.owner.kind, one.owner.id_number, one.owner.phone, one.owner.email) == (PartyKind.CITIZEN, "", "", "")
    assert (one.submitted_by, one.owner.user, one.received_at) == (None, None, None)


def test_every_word_about_the_owner_comes_over(world: World) -> None:
    told = dossier(
        loai_chu_ho_so="doanh_nghiep",
        thu_dien_tu="Cty@Cu.example",
        dia_chi="12 Lê Lợi, phường Phú Cường",
        kenh="buu_chinh",
    )
    imported(packed(ho_so=[told]))

    owner = Party.objects.get()
    assert (owner.kind, owner.phone, owner.email) == (PartyKind.BUSINESS, "+84912345678", "cty@cu.example")
    assert owner.street == "12 Lê Lợi, phường Phú Cường"
    assert owner.id_number_index == blind_index("074190001234"), "found by the number, which is not readable"
    assert Dossier.objects.get().channel == Channel.POSTAL


def test_codes_go_on_after_those_of_the_day_and_each_agency_counts_its_own(world: World) -> None:
    imported(packed(ho_so=[dossier("A"), dossier("B", co_quan="H29.102"), dossier("C")]))
    imported(packed(ho_so=[dossier("D"), dossier("E", ngay_nop="2024-03-14 10:00")]))

    codes = {name: the(name).code for name in "ABCDE"}
    assert codes == {
        "A": "H29.101-240315-0001",
        "B": "H29.102-240315-0001",
        "C": "H29.101-240315-0002",
        "D": "H29.101-240315-0003",
        "E": "H29.101-240314-0001",
    }


def test_an_old_code_is_one_however_it_is_written(world: World) -> None:
    imported(packed(ho_so=[dossier("bdg 2024-1")]))
    again = imported(packed(FILES, ho_so=[dossier("BDG2024-1")], giay_to=[paper("Bdg2024-1")]))

    assert again.counts["ho_so"]["known"] == 1
    assert again.counts["giay_to"]["made"] == 1
    assert the(" bdg2024-1 ") == Dossier.objects.get()


def test_a_file_that_stands_twice_under_a_code_written_twice_is_a_fault_not_the_end_of_the_run(world: World) -> None:
    job = imported(packed(FILES, ho_so=[dossier("A1")], giay_to=[paper("A1"), paper("a 1"), paper("a1")]))

    assert job.state == JobState.DONE
    assert places(job) == [("giay_to", 3, "tep"), ("giay_to", 4, "tep")]
    assert InheritedFile.objects.count() == 1


def test_one_file_may_be_a_paper_and_the_result_and_of_several_dossiers(world: World) -> None:
    same = result("A", tep="tep/don.pdf")
    job = imported(packed(FILES, ho_so=[dossier("A"), dossier("B")], giay_to=[paper("A"), paper("B")], ket_qua=[same]))

    assert faults(job) == []
    assert InheritedFile.objects.count() == 3
    assert len({file.stored_id for file in InheritedFile.objects.all()}) == 1, "content is stored once"


def test_a_result_keeps_its_day_in_vietnam_and_its_signer_or_none(world: World) -> None:
    rows = [result("A", ngay_ky="2024-03-17 00:30"), result("B", nguoi_ky="")]
    imported(packed(FILES, ho_so=[dossier("A"), dossier("B")], ket_qua=rows))

    signed = {file.dossier_id: (str(file.signed_on), file.signed_by) for file in InheritedFile.objects.all()}
    assert signed == {
        the("A").pk: ("2024-03-17", "Trần Văn Chủ tịch"),
        the("B").pk: ("2024-03-17", ""),
    }


def test_the_database_keeps_no_result_without_number_or_day_whoever_writes_it(world: World) -> None:
    imported(packed(FILES, ho_so=[dossier()], giay_to=[paper()]))
    file = InheritedFile.objects.get()
    for change in ({"is_result": True}, {"is_result": True, "number": "1"}):
        with pytest.raises(IntegrityError, match="inherited_result_is_numbered"), transaction.atomic():
            InheritedFile.objects.filter(pk=file.pk).update(**change)
    with pytest.raises(IntegrityError, match="inherited_file_once"), transaction.atomic():
        InheritedFile.objects.create(dossier=file.dossier, title="Khác", file_name=file.file_name, stored=file.stored)


def test_files_of_a_dossier_that_was_refused_or_is_of_another_system_have_no_place(world: World) -> None:
    imported(packed(ho_so=[dossier("THERE")]), system="vung-tau")
    rows = [paper("BAD"), paper("THERE"), paper("NOWHERE")]

    job = imported(packed(FILES, ho_so=[dossier("BAD", kenh="fax")], giay_to=rows))

    assert places(job) == [("giay_to", row, "ma_ho_so") for row in (2, 3, 4)] + [("ho_so", 2, "kenh")]


def test_files_may_follow_their_dossiers_in_a_later_package(world: World) -> None:
    imported(packed(ho_so=[dossier("A")]))
    tried = imported(packed(FILES, ho_so=[dossier("B")], giay_to=[paper("A")]), is_dry_run=True)
    real = imported(packed(FILES, ho_so=[dossier("B")], giay_to=[paper("A")]))

    assert faults(tried) == faults(real) == []
    assert the("A").inherited_files.count() == 1


def test_what_was_taken_is_not_changed_by_a_later_package_which_says_so(world: World) -> None:
    """The old status stands; the numbers agree and the checksum does not, which is what it is for."""
    imported(packed(ho_so=[dossier("A")]))

    again = imported(packed(ho_so=[dossier("A", trang_thai="9", chu_ho_so="Người Khác")]))

    assert the("A").status == Status.RETURNED
    assert the("A").owner.full_name == "Nguyễn Thị Bưởi"
    assert (again.check_result["package"], again.check_result["here"], again.check_result["agrees"]) == (1, 1, False)


def test_the_comparison_is_over_sound_rows_of_this_system_alone(world: World) -> None:
    imported(packed(ho_so=[dossier("A"), dossier("Z")]), system="vung-tau")

    job = imported(packed(ho_so=[dossier("A"), dossier("B", trang_thai="5"), dossier("a")]))

    assert (job.check_result["package"], job.check_result["here"], job.check_result["agrees"]) == (1, 1, True)
    assert len(str(job.check_result["sum_here"])) == 64


def test_a_dry_run_compares_nothing(world: World) -> None:
    assert imported(packed(ho_so=[dossier()]), is_dry_run=True).check_result == {}


def test_moments_may_be_the_same_but_never_run_backwards(world: World) -> None:
    same = dict.fromkeys(("ngay_nop", "ngay_tiep_nhan", "ngay_xong", "ngay_tra"), "2024-03-15 08:30")
    rows = [
        dossier("A", **same),
        dossier("B", **{**same, "ngay_xong": "2024-03-15 08:29"}),
        dossier("C", **{**same, "ngay_xong": "", "ngay_tra": "2024-03-15 08:29"}),
        dossier("D", **{**same, "ngay_tiep_nhan": "", "ngay_xong": "", "ngay_tra": "2024-03-14"}),
    ]

    job = imported(packed(ho_so=rows))

    assert places(job) == [("ho_so", 3, "ngay_xong"), ("ho_so", 4, "ngay_tra"), ("ho_so", 5, "ngay_tra")]


def test_an_account_needs_a_way_to_its_holder(world: World) -> None:
    job = imported(packed(ho_so=[dossier()], tai_khoan=[account("a", thu_dien_tu="")]))

    assert faults(job) == [
        ("tai_khoan", 2, "thu_dien_tu", "Tài khoản cần thư điện tử hoặc số điện thoại."),
    ]


def test_accounts_are_of_their_kind_and_prove_nothing(world: World) -> None:
    rows = [
        account("p", dien_thoai="0912000222", thu_dien_tu=""),
        account("b", loai="doanh_nghiep", ho_ten="Công ty Cũ"),
        account("o", loai="to_chuc", ho_ten="Hội Cũ"),
        account("n", loai=""),
    ]
    imported(packed(ho_so=[dossier()], tai_khoan=rows))

    users = {row.code: row.user for row in TakenAccount.objects.select_related("user")}
    assert [users[code].kind for code in "pbon"] == [Kind.CITIZEN, Kind.ORGANISATION, Kind.ORGANISATION, Kind.CITIZEN]
    assert {user.assurance_level for user in users.values()} == {0}
    assert not any(user.has_usable_password() or user.is_staff or user.phone_verified_at for user in users.values())
    assert users["p"].phone == "+84912000222"


def test_two_accounts_of_one_person_there_are_one_here_under_both_codes(world: World) -> None:
    before = User.objects.count()
    rows = [account("a", thu_dien_tu="mot@cu.example"), account("b", thu_dien_tu="MOT@cu.example")]
    imported(packed(tai_khoan=rows, ho_so=[dossier("A", ma_tai_khoan="a"), dossier("B", ma_tai_khoan="b")]))

    assert User.objects.count() == before + 1
    assert the("A").submitted_by == the("B").submitted_by


def test_an_account_that_is_there_keeps_its_name_and_its_password(world: World) -> None:
    mother = world.mother
    imported(packed(ho_so=[dossier()], tai_khoan=[account("a", ho_ten="Tên Khác", thu_dien_tu=str(mother.email))]))

    fresh = User.objects.get(pk=mother.pk)
    assert (fresh.full_name, fresh.password, fresh.id_number) == (mother.full_name, mother.password, mother.id_number)


def test_an_account_may_come_in_a_package_before_its_dossiers(world: World) -> None:
    imported(packed(ho_so=[dossier("A")], tai_khoan=[account("u1")]))
    tried = imported(packed(ho_so=[dossier("B", ma_tai_khoan="u1")]), is_dry_run=True)
    real = imported(packed(ho_so=[dossier("B", ma_tai_khoan="u1")]))

    assert faults(tried) == faults(real) == []
    assert the("B").submitted_by == User.objects.get(email="u1@cu.example")


def test_an_account_of_another_system_is_none_of_this_one(world: World) -> None:
    imported(packed(ho_so=[dossier("A")], tai_khoan=[account("u1")]), system="vung-tau")

    assert places(imported(packed(ho_so=[dossier("B", ma_tai_khoan="u1")]))) == [("ho_so", 2, "ma_tai_khoan")]


def test_what_a_faulty_row_says_of_people_is_kept_unreadable(world: World) -> None:
    imported(packed(ho_so=[dossier("A", trang_thai="5", chu_ho_so="Lê Thị Kín Đáo")]))

    assert ImportFault.objects.get().values["chu_ho_so"] == "Lê Thị Kín Đáo"
    with connection.cursor() as cursor:
        cursor.execute('SELECT "values"::text FROM inheritance_importfault')
        [(kept,)] = cursor.fetchall()
    assert "Kín" not in str(kept)
    assert "074190001234" not in str(kept)


def test_a_fault_is_told_once_a_row_and_never_longer_than_its_place(world: World) -> None:
    job = imported(packed(ho_so=[dossier("A", co_quan="X" * 300)]))

    [fault] = job.faults.all()
    assert 0 < len(fault.what) <= 500
    with pytest.raises(IntegrityError, match="inheritance_fault_once_a_row"), transaction.atomic():
        ImportFault.objects.create(job=job, table=fault.table, row=fault.row, what="Nữa")
    assert str(fault) == f"ho_so 2: {fault.what}"


def test_a_row_with_a_nul_is_a_fault_that_can_be_kept(world: World) -> None:
    job = imported(packed(ho_so=[dossier("A", chu_ho_so="Nguyễn\x00Văn")]))

    assert [what for *_place, what in faults(job)] == ["Có ký tự không đọc được (NUL)."]
    assert job.faults.get().values["chu_ho_so"] == "NguyễnVăn"


def test_the_cost_of_accounts_and_files_is_a_few_statements_a_row(world: World) -> None:
    """Each row of these is an account or a file of its own; nothing is asked twice for all of a stretch."""

    def statements(number: int) -> int:
        codes = [f"N{number}-{place}" for place in range(number)]
        files = {f"tep/{code}.pdf": PDF + code.encode() for code in codes}
        rows = [paper(code, f"tep/{code}.pdf", PDF + code.encode()) for code in codes]
        content = packed(files, ho_so=[dossier(code) for code in codes], giay_to=rows)
        with CaptureQueriesContext(connection) as found:
            job = imported(content)
        assert faults(job) == []
        return len(found)

    statements(1)
    two, four = statements(2), statements(4)
    assert (four - two) / 2 <= 8


def test_a_package_whose_bytes_are_lost_fails_with_a_sentence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(stored: object) -> bytes:
        raise FileNotFoundError("gone")

    job = waiting(packed(ho_so=[dossier()]))
    monkeypatch.setattr(store, "open", lost)

    assert (running.run(job).state, job.problem) == (JobState.FAILED, "gone")
    assert job.finished_at is not None
    assert running.run_waiting() == 0, "what failed is not tried for ever"


def test_percent_and_names_say_where_a_run_is() -> None:
    job = ImportJob(system=SYSTEM, file_name="goi.zip")
    assert (job.percent, job.is_over, str(job)) == (0, False, "binh-duong: goi.zip")
    job.total, job.done, job.state = 3, 2, JobState.FAILED
    assert (job.percent, job.is_over) == (66, True)
    job.count("ho_so", read=2, faulty=1)
    job.count("ho_so", read=1)
    assert job.counts == {"ho_so": {"read": 3, "made": 0, "known": 0, "faulty": 1}}


def test_the_day_of_filing_stays_the_day_in_vietnam(world: World) -> None:
    imported(packed(ho_so=[dossier("A", ngay_nop="2024-03-15T00:10:00Z", ngay_tiep_nhan="")]))

    one = the("A")
    assert one.submitted_at.astimezone(VIETNAM).hour == 7
    assert one.code == "H29.101-240315-0001"
