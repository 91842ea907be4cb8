"""Rules proved: at the end every table is held against the database, and each way in which they part is seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import aliases, returning
from dossiers.models import Dossier, DossierAlias, InheritedFile
from portal.inheritance import comparing
from portal.inheritance.columns import TABLES
from portal.inheritance.models import ImportJob, TakenAccount
from portal.inheritance.packages import opened
from tests.dossiers.world import World, given_world
from tests.inheritance.packing import PDF, account, dossier, faults, imported, packed, paper, result

FILES = {"tep/don.pdf": PDF, "tep/ket-qua.pdf": PDF}
WHOLE = {
    "tai_khoan": [account("u1"), account("u2")],
    "ho_so": [dossier("A", ma_tai_khoan="u1"), dossier("B")],
    "giay_to": [paper("A"), paper("B")],
    "ket_qua": [result("A")],
}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def job(world: World) -> ImportJob:
    """A run that took over two dossiers with accounts, files and a result."""
    done = imported(packed(FILES, **WHOLE))
    assert faults(done) == []
    return done


def compared(job: ImportJob, content: bytes | None = None) -> dict[str, tuple[int, int, bool]]:
    """Compared anew: what the package has, what is here, and whether they agree."""
    with opened(content or packed(FILES, **WHOLE)) as package:
        told: Any = comparing.compared(job, {table: package.rows(table) for table in TABLES})
    each = {"ho_so": told, **told["tables"]}
    return {table: (one["package"], one["here"], one["agrees"]) for table, one in each.items()}


def test_every_table_that_the_package_has_is_compared(job: ImportJob) -> None:
    assert compared(job) == {
        "ho_so": (2, 2, True), "tai_khoan": (2, 2, True), "giay_to": (2, 2, True), "ket_qua": (1, 1, True),
    }  # fmt: skip
    assert compared(job, packed(ho_so=WHOLE["ho_so"])) == {"ho_so": (2, 2, True)}


def test_what_was_kept_of_it_names_nobody(job: ImportJob) -> None:
    """It is shown on the page and stays with the run."""
    kept = str(job.check_result)

    for said in ("Bưởi", "074190001234", "cu.example", "BDG", "don.pdf"):
        assert said not in kept
    assert len(job.check_result["sum_package"]) == 64


def test_a_dossier_that_is_missing_is_seen_with_its_files(job: ImportJob) -> None:
    DossierAlias.objects.filter(code="B").delete()

    told = compared(job)

    assert told["ho_so"] == (2, 1, False)
    assert told["giay_to"] == (2, 1, False)
    assert told["tai_khoan"][2] is told["ket_qua"][2] is True


def test_a_day_of_filing_or_a_status_that_is_another_is_seen(job: ImportJob) -> None:
    moved = [dossier("A", ngay_nop="2024-03-15 08:31"), dossier("B")]
    assert compared(job, packed(ho_so=moved))["ho_so"] == (2, 2, False)
    ended = [dossier("A"), dossier("B", trang_thai="9")]
    assert compared(job, packed(ho_so=ended))["ho_so"] == (2, 2, False)
    same = [dossier("a", ngay_nop="15/03/2024 08:30:00"), dossier(" b ")]
    assert compared(job, packed(ho_so=same))["ho_so"] == (2, 2, True), "written otherwise it says the same"


def test_what_was_done_here_since_is_no_difference(world: World) -> None:
    """It counts in the status in which it came over."""
    today = timezone.localdate().isoformat()
    cells = {"trang_thai": "1", "ngay_nop": today, **dict.fromkeys(
        ("ngay_tiep_nhan", "ngay_hen_tra", "ngay_xong", "ngay_tra"), "")}  # fmt: skip
    mine = account("u1", thu_dien_tu=world.mother.email or "")
    content = packed(tai_khoan=[mine], ho_so=[dossier("A", ma_tai_khoan="u1", **cells)])
    job = imported(content)
    one = aliases.find("A")
    assert one is not None, faults(job)
    returning.withdraw(one, world.mother, reason="Không cần nữa.")

    assert compared(job, content)["ho_so"] == (1, 1, True)


def test_rows_that_were_refused_count_on_neither_side(world: World) -> None:
    job = imported(packed(FILES, ho_so=[dossier("A"), dossier("B", kenh="fax")], giay_to=[paper("A"), paper("B")]))

    assert [row for _table, row, _column, _what in faults(job)] == [3, 3]
    assert (job.check_result["package"], job.check_result["here"], job.check_result["agrees"]) == (1, 1, True)
    told = job.check_result["tables"]["giay_to"]
    assert (told["package"], told["here"], told["agrees"]) == (1, 1, True)


def test_accounts_and_codes_of_another_system_count_for_nothing(job: ImportJob) -> None:
    TakenAccount.objects.filter(code="u2").update(system="vung-tau")
    DossierAlias.objects.filter(code="A").update(system="vung-tau")

    told = compared(job)

    assert told["tai_khoan"] == (2, 1, False)
    assert told["ho_so"] == (2, 1, False)
    assert told["ket_qua"] == (1, 0, False)


def test_a_paper_is_no_result_and_a_result_no_paper(job: ImportJob) -> None:
    InheritedFile.objects.filter(is_result=True).update(is_result=False, number="", signed_on=None)

    told = compared(job)

    assert told["ket_qua"] == (1, 0, False)
    assert told["giay_to"] == (2, 2, True), "what another package brought beside is no difference"


def test_a_file_of_the_same_name_with_another_content_is_seen(job: ImportJob) -> None:
    other = {**WHOLE, "giay_to": [paper("A", content=PDF + b"%"), paper("B")]}

    assert compared(job, packed(FILES, **other))["giay_to"] == (2, 2, False)


def test_files_that_a_later_package_brought_to_the_same_dossiers_are_no_difference(job: ImportJob) -> None:
    later = imported(packed({"tep/them.pdf": PDF}, ho_so=WHOLE["ho_so"], giay_to=[paper("A", "tep/them.pdf")]))

    assert later.check_result["tables"]["giay_to"]["agrees"] is True
    assert compared(job)["giay_to"] == (2, 2, True)
    assert InheritedFile.objects.filter(is_result=False).count() == 3


def test_the_sum_tells_packages_apart_whatever_their_order(job: ImportJob) -> None:
    def sum_of(*rows: dict[str, str]) -> object:
        with opened(packed(ho_so=list(rows))) as package:
            return comparing.compared(job, {table: package.rows(table) for table in TABLES})["sum_package"]

    one, two = WHOLE["ho_so"]
    assert sum_of(one, two) == sum_of(two, one)
    assert len({sum_of(one, two), sum_of(one), sum_of(two), sum_of(one, {**two, "trang_thai": "9"})}) == 4


def test_the_cost_of_comparing_does_not_grow_with_the_rows(job: ImportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            compared(job)
        return len(asked)

    few = cost()
    many = {**WHOLE, "ho_so": [*WHOLE["ho_so"], *(dossier(f"N{place}") for place in range(30))]}
    content = packed(FILES, **many)
    with CaptureQueriesContext(connection) as asked:
        compared(job, content)
    assert len(asked) == few == 8, "of each table the faulty rows and what is here"

    monkeypatch.setattr(comparing, "_AT_ONCE", 10)
    told = compared(job, content)
    assert told["ho_so"] == (32, 2, False), "in portions it finds the same"
    assert Dossier.objects.count() == 2
