"""Packages for tests, as an old system would hand them over."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any
from uuid import uuid4

import openpyxl

from portal.files import store
from portal.inheritance import running
from portal.inheritance.models import ImportJob
from tests.dossiers.world import BIRTH

SYSTEM = "binh-duong"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n163\n%%EOF\n"  # noqa: E501
Rows = Iterable[Mapping[str, str]]


def dossier(code: str = "BDG-2024-0001", **cells: str) -> dict[str, str]:
    """A dossier of a ward that is there today, returned in 2024."""
    usual = {
        "ma_ho_so": code,
        "ma_thu_tuc": BIRTH,
        "noi_dung": "Đăng ký khai sinh cho cháu Nguyễn Văn An",
        "trang_thai": "10",
        "kenh": "truc_tiep",
        "co_quan": "H29.101",
        "ngay_nop": "2024-03-15 08:30",
        "ngay_tiep_nhan": "15/03/2024 09:00",
        "ngay_hen_tra": "18/03/2024",
        "ngay_xong": "17/03/2024",
        "ngay_tra": "18/03/2024",
        "chu_ho_so": "Nguyễn Thị Bưởi",
        "so_dinh_danh": "074190001234",
        "dien_thoai": "0912 345 678",
    }
    return usual | cells


def account(code: str = "u1", **cells: str) -> dict[str, str]:
    """An account with an e-mail address."""
    usual = {"ma_tai_khoan": code, "loai": "ca_nhan", "ho_ten": "Nguyễn Thị Bưởi", "thu_dien_tu": f"{code}@cu.example"}
    return usual | cells


def paper(code: str = "BDG-2024-0001", name: str = "tep/don.pdf", content: bytes = PDF, **cells: str) -> dict[str, str]:
    """A file of a dossier with its true checksum."""
    return {"ma_ho_so": code, "ten": "Tờ khai", "tep": name, "sha256": sha256(content).hexdigest()} | cells


def result(code: str = "BDG-2024-0001", **cells: str) -> dict[str, str]:
    """A result with its number."""
    signed = {"so": "12/KS-2024", "ngay_ky": "17/03/2024", "nguoi_ky": "Trần Văn Chủ tịch"}
    return paper(code, "tep/ket-qua.pdf", ten="Giấy khai sinh") | signed | cells


def as_csv(rows: Rows) -> bytes:
    """A table as a spreadsheet program saves it: UTF-8 with its mark."""
    listed = list(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in listed for name in row)))
    writer.writeheader()
    writer.writerows(listed)
    return ("\ufeff" + text.getvalue()).encode()


def as_xlsx(rows: Rows) -> bytes:
    """The same as a workbook."""
    listed = list(rows)
    book, names = openpyxl.Workbook(), list(dict.fromkeys(name for row in listed for name in row))
    sheet: Any = book.active
    sheet.append(names)
    for row in listed:
        sheet.append([row.get(name) for name in names])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(files: Mapping[str, bytes] | None = None, **tables: Rows | bytes) -> bytes:
    """A package of tables (rows, or the bytes of a CSV) and files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, rows in tables.items():
            archive.writestr(f"{table}.csv", rows if isinstance(rows, bytes) else as_csv(rows))
        for name, content in (files or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def waiting(content: bytes, *, is_dry_run: bool = False, system: str = SYSTEM) -> ImportJob:
    """A job that nobody took up yet."""
    stored = store.save(content, "goi.zip", "application/zip")
    return running.start(stored, "goi.zip", system, uuid4(), None, is_dry_run=is_dry_run)


def imported(content: bytes, *, is_dry_run: bool = False, system: str = SYSTEM) -> ImportJob:
    """A job run to its end."""
    return running.run(waiting(content, is_dry_run=is_dry_run, system=system))


def faults(job: ImportJob) -> list[tuple[str, int, str, str]]:
    """What was wrong, in order."""
    return list(job.faults.order_by("table", "row").values_list("table", "row", "column", "what"))
