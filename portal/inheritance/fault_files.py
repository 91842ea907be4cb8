"""The rows that were not taken, as a package to mend and hand in again: the same tables, with what is wrong beside."""

from __future__ import annotations

import csv
import io
import zipfile

from portal.inheritance.columns import TABLES
from portal.inheritance.models import ImportJob
from portal.ui.csv_files import harmless

_MARK = "\ufeff"
_ABOUT = ["dong", "cot", "loi"]


def package_of_faults(job: ImportJob) -> bytes:
    """A ZIP with one CSV for each table that has faults. No cell of it is run by a spreadsheet as a formula."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in TABLES:
            faults = job.faults.filter(table=table).order_by("row")
            if not faults:
                continue
            text = io.StringIO(newline="")
            writer = csv.writer(text)
            names = [column.name for column in TABLES[table]]
            writer.writerow([*names, *_ABOUT])
            for fault in faults:
                cells = [fault.values.get(name, "") for name in names]
                about = [str(fault.row), fault.column, fault.what]
                writer.writerow([harmless(cell) for cell in [*cells, *about]])
            archive.writestr(f"{table}.csv", _MARK + text.getvalue())
    return buffer.getvalue()
