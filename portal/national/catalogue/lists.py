"""Comparing the lists of agencies and fields with ours. What differs is shown; nothing here changes either."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from portal.national.drivers.base import Message, NationalDriver
from portal.national.models import ListDifference
from portal.national.models.catalogue import ListDifferenceKind as Kind
from portal.vietnamese import normalise
from procedures.models import Field
from units.models import Unit

_LONGEST_CODE, _LONGEST_NAME = 60, 300


def compare(driver: NationalDriver) -> int:
    """Write down every difference of today in place of those of before; how many. Raises the driver's failures."""
    agencies, fields = driver.agencies(), driver.fields()
    found = [*_agencies(_named(agencies, "MADONVI", "TENDONVI")), *_fields(_named(fields, "MALINHVUC", "TENLINHVUC"))]
    with transaction.atomic():
        ListDifference.objects.all().delete()
        ListDifference.objects.bulk_create(found, batch_size=1_000, ignore_conflicts=True)
    return len(found)


def _agencies(there: dict[str, str]) -> Iterable[ListDifference]:
    """Those of our own province: the national list has every ministry's, too."""
    own = settings.NATIONAL_PORTAL_UNIT
    theirs = {code: name for code, name in there.items() if code == own or code.startswith(f"{own}.")}
    here = dict(Unit.objects.current().values_list("code", "name"))
    return _differences(here, theirs, (Kind.AGENCY_MISSING_HERE, Kind.AGENCY_MISSING_THERE, Kind.AGENCY_NAME))


def _fields(there: dict[str, str]) -> Iterable[ListDifference]:
    here = dict(Field.objects.values_list("code", "name"))
    return _differences(here, there, (Kind.FIELD_MISSING_HERE, Kind.FIELD_MISSING_THERE, Kind.FIELD_NAME))


def _differences(
    here: dict[str, str], there: dict[str, str], kinds: tuple[Kind, Kind, Kind]
) -> Iterable[ListDifference]:
    missing_here, missing_there, named_otherwise = kinds
    for code in sorted(here.keys() | there.keys()):
        ours, theirs = here.get(code, ""), there.get(code, "")
        if normalise(ours).casefold() == normalise(theirs).casefold():
            continue
        kind = named_otherwise if ours and theirs else missing_there if ours else missing_here
        yield ListDifference(kind=kind, code=code, here=ours[:_LONGEST_NAME], there=theirs[:_LONGEST_NAME])


def _named(rows: Iterable[Message], code: str, name: str) -> dict[str, str]:
    """Names by code; rows without either tell nothing."""
    told = {str(row.get(code) or "")[:_LONGEST_CODE]: str(row.get(name) or "") for row in rows}
    return {key: value for key, value in told.items() if key and value}
