"""Rules proved: a dry run tells what the real one will do, and a run that broke off ends as if it had not."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.inheritance import running, taking
from portal.inheritance.models import ImportJob, JobState
from tests.dossiers.world import World, given_world
from tests.inheritance.packing import PDF, account, dossier, faults, imported, packed, paper, waiting

FILES = {"tep/don.pdf": PDF, "tep/ket-qua.pdf": PDF}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def places(job: ImportJob) -> list[tuple[str, int, str]]:
    return [(table, row, column) for table, row, column, _what in faults(job)]


ACCOUNTS = st.lists(
    st.sampled_from(
        [account("u1"), account("U1"), account("u2", thu_dien_tu=""), account("u3", loai="la"), account("u4")]
    ),
    max_size=4,
)
DOSSIERS = st.lists(
    st.builds(
        lambda code, user, status: dossier(code, ma_tai_khoan=user, trang_thai=status),
        st.sampled_from(["A", "a", "B", "C"]),
        st.sampled_from(["", "u1", "U1", "u2", "u3", "u9"]),
        st.sampled_from(["10", "3", "5"]),
    ),
    min_size=1,
    max_size=4,
)
PAPERS = st.lists(
    st.builds(
        paper,
        st.sampled_from(["A", "a", "B", "D"]),
        st.sampled_from(["tep/don.pdf", "tep/khong.pdf", "tep/ket-qua.pdf"]),
    ),
    max_size=4,
)


@given(tai_khoan=ACCOUNTS, ho_so=DOSSIERS, giay_to=PAPERS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_dry_run_finds_just_what_the_real_one_does(
    world: World, tai_khoan: list[Any], ho_so: list[Any], giay_to: list[Any]
) -> None:
    """Also where a row speaks of an account or a dossier whose own row is at fault."""
    tables = {"tai_khoan": tai_khoan, "ho_so": ho_so, "giay_to": giay_to}
    content = packed(FILES, **{table: rows for table, rows in tables.items() if rows})
    with transaction.atomic():
        tried = imported(content, is_dry_run=True)
        real = imported(content)
        assert (tried.state, real.state) == (JobState.DONE, JobState.DONE)
        assert faults(tried) == faults(real)
        assert tried.counts == real.counts
        assert real.check_result["agrees"] is True
        transaction.set_rollback(True)


class Died(BaseException):
    """A worker dies."""


def broken_off(content: bytes, after: int, monkeypatch: pytest.MonkeyPatch, *, is_dry_run: bool) -> ImportJob:
    """A run whose worker died after so many stretches of one row, taken up again."""
    monkeypatch.setattr(running, "STRETCH", 1)
    job, true, left = waiting(content, is_dry_run=is_dry_run), taking.take, [after]

    def take(*arguments: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Died
        return true(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(taking, "take", take)
        with pytest.raises(Died):
            running.run(job)
    return running.run(ImportJob.objects.get(pk=job.pk))


def test_wherever_a_run_breaks_off_it_ends_as_if_it_had_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed(
        FILES,
        tai_khoan=[account("u1"), account("u2", thu_dien_tu="")],
        ho_so=[dossier("A", ma_tai_khoan="u1"), dossier("B", ma_tai_khoan="u2"), dossier("a")],
        giay_to=[paper("A"), paper("B"), paper("a")],
    )
    for is_dry_run in (True, False):
        with transaction.atomic():
            whole = imported(content, is_dry_run=is_dry_run)
            transaction.set_rollback(True)
        expected = [(table, row, column) for table, row, column in EXPECTED]
        for after in range(8):
            with transaction.atomic():
                job = broken_off(content, after, monkeypatch, is_dry_run=is_dry_run)
                assert (job.state, job.done, job.total) == (JobState.DONE, 8, 8)
                assert places(job) == expected, (is_dry_run, after)
                assert job.counts == whole.counts
                transaction.set_rollback(True)


EXPECTED = [
    ("giay_to", 3, "ma_ho_so"),
    ("giay_to", 4, "tep"),
    ("ho_so", 3, "ma_tai_khoan"),
    ("ho_so", 4, "ma_ho_so"),
    ("tai_khoan", 3, "thu_dien_tu"),
]
