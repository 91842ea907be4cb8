"""Rules proved: each account of an old system means one account here, a stretch costs the same however long it is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import aliases
from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, Kind, User
from portal.inheritance.models import ImportJob, TakenAccount
from tests.dossiers.world import World, given_world, make_user
from tests.inheritance.packing import SYSTEM, account, dossier, faults, imported, packed

PHONE = "+84912345678"


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def took(*accounts: dict[str, str], is_dry_run: bool = False) -> ImportJob:
    return imported(packed(tai_khoan=accounts, ho_so=[dossier()]), is_dry_run=is_dry_run)


def wrong(job: ImportJob) -> list[tuple[int, str]]:
    return [(row, column) for table, row, column, _what in faults(job) if table == "tai_khoan"]


def who(code: str) -> User:
    return TakenAccount.objects.get(system=SYSTEM, code=code).user


def test_one_address_or_number_in_a_stretch_is_one_account_in_whatever_order(world: World) -> None:
    job = took(
        account("a", dien_thoai="0912345678"),
        account("b", thu_dien_tu="", dien_thoai="0912 345 678"),
        account("c", thu_dien_tu="A@cu.example"),
    )

    assert wrong(job) == []
    assert who("a") == who("b") == who("c")
    assert (who("a").email, who("a").phone) == ("a@cu.example", PHONE)
    assert job.counts["tai_khoan"]["made"] == 3


def test_an_address_of_one_and_a_number_of_another_is_a_question_not_a_guess(world: World) -> None:
    job = took(
        account("a"), account("b", thu_dien_tu="", dien_thoai="0912345678"),
        account("x", thu_dien_tu="a@cu.example", dien_thoai="0912345678"),
    )  # fmt: skip

    assert wrong(job) == [(4, "dien_thoai")]
    assert who("a") != who("b")
    assert not TakenAccount.objects.filter(code="x").exists()


def test_the_same_holds_for_accounts_that_are_here_already(world: World) -> None:
    one = make_user("mot@example.vn", "Một")
    two = make_user("hai@example.vn", "Hai", phone=PHONE)
    job = took(
        account("a", thu_dien_tu="MOT@example.vn"), account("b", thu_dien_tu="", dien_thoai="+84 912 345 678"),
        account("x", thu_dien_tu="mot@example.vn", dien_thoai="0912345678"),
    )  # fmt: skip

    assert wrong(job) == [(4, "dien_thoai")]
    assert (who("a"), who("b")) == (one, two)
    one.refresh_from_db()
    assert (one.full_name, one.phone) == ("Một", None), "what is here is not changed by a package"


def test_an_account_of_staff_or_of_another_kind_takes_nobody_in(world: World) -> None:
    """Else whoever writes a package could hang dossiers on an officer's account."""
    organisation = make_user("cty@example.vn", "Công ty", kind=Kind.ORGANISATION)
    job = took(
        account("a", thu_dien_tu=world.ward.clerk.email or ""),
        account("b", thu_dien_tu="cty@example.vn"),
        account("c", thu_dien_tu="cty@example.vn", loai="to_chuc"),
        account("d", loai="doanh_nghiep", so_dinh_danh="0312345678"),
        account("e", thu_dien_tu="d@cu.example", loai="ca_nhan"),
    )

    assert wrong(job) == [(2, "loai"), (3, "loai"), (6, "loai")]
    assert who("c") == organisation
    assert who("d").kind == Kind.ORGANISATION


def test_an_account_without_a_way_in_is_told_and_the_others_are_made(world: World) -> None:
    job = took(account("a", thu_dien_tu=""), account("b"), account("c", thu_dien_tu="", dien_thoai="0912345678"))

    assert wrong(job) == [(2, "thu_dien_tu")]
    assert who("c").phone == PHONE


def test_a_typed_number_is_kept_and_proves_nothing(world: World) -> None:
    """Whoever signs on with the true number is known by it, not by what an old system wrote down."""
    took(account("a", so_dinh_danh="074.190.001.234"), account("b", so_dinh_danh="074190001234"))

    for code in ("a", "b"):
        user = who(code)
        assert (user.id_number, user.id_number_index) == ("074190001234", blind_index("074190001234"))
        assert user.assurance_level == AssuranceLevel.SELF_DECLARED
        assert not user.has_usable_password()
    assert who("a") != who("b"), "two with one number are two until somebody proves it"


def test_a_second_package_knows_the_codes_and_joins_the_rest(world: World) -> None:
    took(account("a"))
    again = took(account("a", thu_dien_tu="khac@cu.example"), account("b", thu_dien_tu="a@cu.example"))

    assert again.counts["tai_khoan"] == {"read": 2, "made": 1, "known": 1, "faulty": 0}
    assert who("a") == who("b")
    assert not User.objects.filter(email="khac@cu.example").exists()


def test_a_dry_run_makes_nobody_and_finds_the_same_faults(world: World) -> None:
    rows = [account("a"), account("b", thu_dien_tu=""), account("c", thu_dien_tu=world.ward.clerk.email or "")]
    before = User.objects.count()
    tried = took(*rows, is_dry_run=True)
    assert (User.objects.count(), TakenAccount.objects.count()) == (before, 0)
    real = took(*rows)

    assert wrong(tried) == wrong(real) == [(3, "thu_dien_tu"), (4, "loai")]
    assert tried.counts["tai_khoan"] == real.counts["tai_khoan"]


def test_dossiers_hang_on_the_account_that_was_joined(world: World) -> None:
    imported(packed(
        tai_khoan=[account("a", thu_dien_tu=world.mother.email or "")],
        ho_so=[dossier("A", ma_tai_khoan="a"), dossier("B")],
    ))  # fmt: skip

    first, second = aliases.find("A"), aliases.find("B")
    assert first is not None
    assert second is not None
    assert (first.submitted_by, first.owner.user) == (world.mother, world.mother)
    assert second.submitted_by is None


def test_a_stretch_of_accounts_costs_the_same_however_long_it_is(world: World) -> None:
    def cost(number: int) -> int:
        rows = [account(f"{number}-{place}", dien_thoai=f"0912{number:03}{place:03}") for place in range(number)]
        with CaptureQueriesContext(connection) as asked:
            took(*rows)
        return len(asked)

    took(account("first"))
    assert cost(40) == cost(4)
    assert TakenAccount.objects.count() == 45
