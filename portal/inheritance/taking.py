"""Taking the rows of one table: what is new is written, what is there already is known again, what is wrong is told.

Every function here takes one stretch of rows within the caller's transaction and says what became of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from dossiers import aliases
from portal.inheritance.columns import ACCOUNTS, DOSSIERS, FILES, RESULTS, WrongCell, read_row
from portal.inheritance.stretches import Context, Good, Said, Taken
from portal.inheritance.tables import Row
from portal.inheritance.taking_accounts import take_accounts
from portal.inheritance.taking_dossiers import take_dossiers
from portal.inheritance.taking_files import take_files

_TAKE: dict[str, Callable[[Good, Context, Taken], None]] = {
    ACCOUNTS: take_accounts,
    DOSSIERS: take_dossiers,
    FILES: take_files,
    RESULTS: take_files,
}


def take(table: str, rows: Sequence[Row], context: Context) -> Taken:
    """Take rows of any table but that of units, which only says what names mean."""
    taken = Taken()
    good: Good = []
    for number, cells in rows:
        try:
            said = read_row(table, cells)
            _refuse_twice(table, said, context)
            good.append((number, cells, said))
        except WrongCell as wrong:
            taken.refuse(number, cells, wrong)
    _TAKE[table](good, context, taken)
    return taken


def remember(table: str, rows: Sequence[Row], faulty: set[int], context: Context) -> None:
    """Know again what a run that was broken off had taken already; `faulty` are the numbers of the rows it refused."""
    for number, cells in rows:
        try:
            said = read_row(table, cells)
            _refuse_twice(table, said, context)
        except WrongCell:
            continue
        if number not in faulty:
            context.note(table, said)


def _refuse_twice(table: str, said: Said, context: Context) -> None:
    """A code stands once in a table of codes, a file once in a dossier."""
    name = {ACCOUNTS: "ma_tai_khoan", DOSSIERS: "ma_ho_so"}.get(table, "tep")
    code = aliases.tidy(said["ma_ho_so" if name == "tep" else name])
    key = f"{table}/{code}/{said['tep']}" if name == "tep" else f"{table}/{code}"
    if key in context.seen:
        raise WrongCell(_("Trùng với một dòng ở trên."), name)
    context.seen.add(key)
