"""The fingerprint of a record: what was read, and what we made of it.

Because what we made is part of it, a release that reads records otherwise shows at the next import just the records it
reads otherwise; there is no number to raise, and so none to forget (docs/decisions).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from procedures.drafting import VersionContent, content_hash

#: Not the record's own: where the row stands, and the fingerprint itself.
_APART = ("id", "procedure_id", "field_id", "version_id", "case_id", "process_id", "number", "content_hash")


def fingerprint(record: Any, twins: list[str], content: VersionContent) -> str:
    """The fingerprint of a record under the content made of it without any mends.

    The code of its field is left out: it is learned from other records of the file, and is the field's own.
    """
    return content_hash(record, twins, _told(content))


def _told(content: VersionContent) -> list[Any]:
    cases = [
        [_row(each.case), *([_row(row) for row in rows] for rows in (each.components, each.fees, each.time_limits))]
        for each in content.cases
    ]
    processes = [[_row(each.process), [_row(step) for step in each.steps]] for each in content.processes]
    return [content.code, content.field_name, _row(content.version), cases, processes]


def _row(row: Model) -> dict[str, Any]:
    """What a row says beside the defaults: a column that a later release adds changes no fingerprint."""
    told = {field: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in _APART}
    return {field.attname: value for field, value in told.items() if value != field.get_default()}
