"""The report of an import: every doubtful value as CSV or JSON, and how many there are of each kind."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

from portal.ui.csv_files import harmless
from procedures.national.importing import Outcome, Row

COLUMNS = ("code", "flag", "where", "text")


def write_report(outcome: Outcome, path: Path) -> None:
    """Write all doubts to ``path``: JSON with a summary when its name ends so, else CSV (UTF-8, with BOM)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".json":
        _write_json(outcome, path)
    else:
        _write_csv(outcome.rows, path)


def counts(outcome: Outcome) -> list[tuple[str, int, int]]:
    """(flag, doubts, procedures) for each kind of doubt, the most frequent first."""
    doubts = Counter(flag for _code, flag, _where, _text in outcome.rows)
    procedures = Counter(flag for _code, flag in {(code, flag) for code, flag, _where, _text in outcome.rows})
    return [(flag, number, procedures[flag]) for flag, number in doubts.most_common()]


def _write_csv(rows: list[Row], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([harmless(cell) for cell in row] for row in rows)


def _write_json(outcome: Outcome, path: Path) -> None:
    told = {
        "read": outcome.read,
        "queued": outcome.queued,
        "published": outcome.published,
        "unchanged": outcome.unchanged,
        "refused": outcome.refused,
        "counts": [{"flag": f, "doubts": d, "procedures": p} for f, d, p in counts(outcome)],
        "doubts": [dict(zip(COLUMNS, row, strict=True)) for row in outcome.rows],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
