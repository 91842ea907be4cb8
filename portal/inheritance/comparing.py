"""Holding what the sound rows of a package say against what is in the database now: numbers and checksums by table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256

from dossiers import aliases
from dossiers.models import DossierAlias
from dossiers.statuses import Action
from portal.inheritance.columns import ACCOUNTS, DOSSIERS, FILES, RESULTS, read_row
from portal.inheritance.models import ImportJob, TakenAccount
from portal.inheritance.stretches import Said
from portal.inheritance.tables import Row

_AT_ONCE = 5_000
Line = tuple[str, str, str]
"""One thing, the same here and in the package: the code of its dossier or account, its name beneath, what it says."""


def compared(job: ImportJob, tables: dict[str, list[Row]]) -> dict[str, object]:
    """The dossiers (`package`, `here`, their sums, whether they agree), and under `tables` the same of the others.

    A dossier counts in the status in which it was taken over: what was done here since is no difference.
    """
    others = {table: _table(job, table, rows) for table, rows in tables.items() if table in _OTHERS and rows}
    return _table(job, DOSSIERS, tables[DOSSIERS]) | {"tables": others}


def _table(job: ImportJob, table: str, rows: Sequence[Row]) -> dict[str, object]:
    line_of, lines_here = _WAYS[table]
    faulty = set(job.faults.filter(table=table).values_list("row", flat=True))
    wanted = {line_of(read_row(table, cells)) for number, cells in rows if number not in faulty}
    codes, named = sorted({code for code, _name, _says in wanted}), {(code, name) for code, name, _says in wanted}
    kept: set[Line] = set()
    for place in range(0, len(codes), _AT_ONCE):
        found = lines_here(job.system, codes[place : place + _AT_ONCE])
        # Another package may have brought more files to the same dossiers.
        kept |= {line for line in found if line[:2] in named}
    there, here = _sum(wanted), _sum(kept)
    return {"package": len(wanted), "here": len(kept), "sum_package": there, "sum_here": here, "agrees": there == here}


def _sum(lines: set[Line]) -> str:
    return sha256("\n".join(" ".join(part for part in line if part) for line in sorted(lines)).encode()).hexdigest()


def _dossier_line(said: Said) -> Line:
    return aliases.tidy(said["ma_ho_so"]), "", f"{int(said['trang_thai'])} {int(said['ngay_nop'].timestamp())}"


def _dossiers_here(system: str, codes: Sequence[str]) -> Iterator[Line]:
    taken = DossierAlias.objects.filter(system=system, code__in=codes, dossier__events__action=Action.TAKE_OVER)
    rows = taken.values_list("code", "dossier__events__status_to", "dossier__submitted_at")
    return ((code, "", f"{status} {int(filed.timestamp())}") for code, status, filed in rows)


def _account_line(said: Said) -> Line:
    return said["ma_tai_khoan"], "", ""


def _accounts_here(system: str, codes: Sequence[str]) -> Iterator[Line]:
    found = TakenAccount.objects.filter(system=system, code__in=codes)
    return ((code, "", "") for code in found.values_list("code", flat=True))


def _file_line(said: Said) -> Line:
    return aliases.tidy(said["ma_ho_so"]), said["tep"], said["sha256"]


def _files_here(system: str, codes: Sequence[str], *, is_result: bool) -> Iterator[Line]:
    brought = DossierAlias.objects.filter(system=system, code__in=codes, dossier__inherited_files__is_result=is_result)
    found = brought.values_list(
        "code", "dossier__inherited_files__file_name", "dossier__inherited_files__stored__sha256"
    )
    return ((code, name, digest) for code, name, digest in found)


_WAYS: dict[str, tuple[Callable[[Said], Line], Callable[[str, Sequence[str]], Iterator[Line]]]] = {
    DOSSIERS: (_dossier_line, _dossiers_here),
    ACCOUNTS: (_account_line, _accounts_here),
    FILES: (_file_line, partial(_files_here, is_result=False)),
    RESULTS: (_file_line, partial(_files_here, is_result=True)),
}
_OTHERS = (ACCOUNTS, FILES, RESULTS)
