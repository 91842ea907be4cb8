"""A procedure as a line of JSON and as rows of a table: what the files with the whole catalogue are made of.

A change that could break a reader raises SCHEMA_VERSION; docs/api.md holds the dictionary of both.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from portal.ui.csv_files import harmless
from procedures.api.whole_serializer import ProcedureDetailSerializer
from procedures.cards import say_fee, say_limit
from procedures.choices import Channel
from procedures.models import Case, Component, Fee, ProcedureVersion, TimeLimit

SCHEMA_VERSION = 1
COLUMNS = (
    "code",
    "version",
    "name",
    "field_code",
    "field_name",
    "levels",
    "targets",
    "online_level",
    "online_reason",
    "non_territorial",
    "competence",
    "competent_department",
    "executing_agency",
    "valid_from",
    "valid_to",
    "decision_number",
    "decision_agency",
    "decision_date",
    "results",
    "legal_basis",
    "requirements",
    "case_key",
    "case_name",
    "case_when",
    "papers",
    "fees",
    "time_limits",
    "source",
)
#: One serializer for all lines: to make its fields anew for each costs more than all the rest.
_TELL = ProcedureDetailSerializer().to_representation


def json_line(version: ProcedureVersion) -> bytes:
    """The same object that `procedures/{code}/` answers, in one line."""
    told = _TELL(version)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n"


def table_head() -> bytes:
    """The names of the columns; with the mark by which Excel knows UTF-8."""
    return b"\xef\xbb\xbf" + _line(COLUMNS)


def table_rows(version: ProcedureVersion) -> bytes:
    """A row for each case, one without a case where there is none."""
    whole = _of_version(version)
    cases: list[Case | None] = list(version.cases.all())
    return b"".join(_line(_row(whole | _of_case(case), version)) for case in cases or [None])


def _row(cells: dict[str, str], version: ProcedureVersion) -> Iterator[str]:
    return (cells[column] for column in COLUMNS)


def _line(cells: Sequence[str] | Iterator[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow([harmless(cell.replace("\0", "")) for cell in cells])
    return written.getvalue().encode()


def _of_version(version: ProcedureVersion) -> dict[str, str]:
    return {
        "code": version.procedure.code,
        "version": str(version.number),
        "name": version.name,
        "field_code": version.field.code,
        "field_name": version.field.name,
        "levels": "; ".join(version.levels),
        "targets": "; ".join(version.targets),
        "online_level": version.online_level,
        "online_reason": version.online_reason,
        "non_territorial": "true" if version.non_territorial else "false",
        "competence": version.competence,
        "competent_department": version.competent_department,
        "executing_agency": version.executing_agency,
        "valid_from": str(version.valid_from or ""),
        "valid_to": str(version.valid_to or ""),
        "decision_number": version.decision_number,
        "decision_agency": version.decision_agency,
        "decision_date": str(version.decision_date or ""),
        "results": "\n".join(str(result.get("name", "")) for result in version.results),
        "legal_basis": "\n".join(f"{law.get('code', '')} {law.get('name', '')}".strip() for law in version.legal_basis),
        "requirements": version.requirements,
        "source": version.source,
    }


def _of_case(case: Case | None) -> dict[str, str]:
    if case is None:
        return dict.fromkeys(("case_key", "case_name", "case_when", "papers", "fees", "time_limits"), "")
    return {
        "case_key": case.key,
        "case_name": case.name,
        "case_when": case.when,
        "papers": "\n".join(_paper(paper) for paper in case.papers()),
        "fees": "\n".join(_fee(fee) for fee in case.fees.all()),
        "time_limits": "\n".join(_limit(limit) for limit in case.time_limits.all()),
    }


def _paper(paper: Component) -> str:
    must = "" if paper.required else "; nếu thuộc trường hợp này"
    return f"{paper.name} ({paper.originals} bản chính, {paper.copies} bản sao{must})"


def _fee(fee: Fee) -> str:
    return f"{fee.name}: {say_fee(fee)}{_way(fee.channel)}"


def _limit(limit: TimeLimit) -> str:
    return f"{say_limit(limit.amount, limit.unit, limit.same_day_before_15)}{_way(limit.channel)}"


def _way(channel: str) -> str:
    return "" if channel == Channel.ANY else f" ({Channel(channel).label})"
