"""Dossier codes: agency code, day and the number of the day, as `H29.151-261122-0001`.

TT 01/2018/TT-VPCP Đ19 and QĐ 20/2020/QĐ-TTg Đ4. The rules now belong to the Ministry of Public
Security (NĐ 309/2026), so everything about the shape of a code is in this one module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.db import connection

CODE_PATTERN = re.compile(r"^(?:[A-Z]\d{2}(?:\.\d{1,3}){0,3}|(?:\d{3}\.\d{2}\.\d{2}\.)[A-Z]\d{2})-\d{6}-\d{4,6}$")
"""Codes of today and the older form (`000.17.22.H56-210531-0001`), both met in history."""

_TAKE_NEXT = """
INSERT INTO dossiers_codecounter (agency_code, day, last) VALUES (%s, %s, 1)
ON CONFLICT (agency_code, day) DO UPDATE SET last = dossiers_codecounter.last + 1
RETURNING last
"""

_TAKE_MANY = """
INSERT INTO dossiers_codecounter (agency_code, day, last)
SELECT * FROM unnest(%s::text[], %s::date[], %s::integer[])
ON CONFLICT (agency_code, day) DO UPDATE SET last = dossiers_codecounter.last + EXCLUDED.last
RETURNING agency_code, day, last
"""


def next_code(agency_code: str, day: date) -> str:
    """The next code of the agency on `day`; unique and without gaps, since it is rolled back with its dossier.

    The counter's row stays locked until the transaction ends, so call this last before the inserts.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NEXT, [agency_code, day])
        (number,) = cursor.fetchone()
    return format_code(agency_code, day, number)


def take_numbers(wanted: Mapping[tuple[str, date], int]) -> dict[tuple[str, date], int]:
    """Takes several numbers at once for each agency and day; the last one taken of each.

    For writing in bulk: numbers that are not used after all stay gaps.
    """
    # Always in the same order, so that two who take the same never wait for each other.
    keys = sorted(wanted)
    columns = [agency for agency, _day in keys], [day for _agency, day in keys], [wanted[key] for key in keys]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_MANY, columns)
        return {(agency, day): last for agency, day, last in cursor.fetchall()}


def format_code(agency_code: str, day: date, number: int) -> str:
    """The code in writing; a number past 9,999 takes a fifth digit, as all of the sandbox have (decision 36)."""
    return f"{agency_code}-{day:%y%m%d}-{number + settings.CODE_NUMBERS_AFTER:04d}"


def once_each(codes: Iterable[str]) -> list[str]:
    """The codes of a request, each once and in their order, without what the database cannot even look for (NUL)."""
    return list(dict.fromkeys(code for code in codes if "\x00" not in code))


def looks_like_code(text: str) -> bool:
    """Whether the text has the shape of a dossier code (spaces around and lower case are forgiven)."""
    return bool(CODE_PATTERN.match(text.strip().upper()))
