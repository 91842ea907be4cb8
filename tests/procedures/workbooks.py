"""Workbooks for tests: the catalogue as it is exported, changed as a person would, or forged byte by byte."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from procedures import tasks
from procedures.models import ImportRun, ProcedureVersion, ReviewItem
from procedures.review.running import import_sheet
from procedures.sheets.importing import FaultyWorkbook
from procedures.sheets.layout import PROCEDURES, SHEETS
from procedures.sheets.writing import write_workbook

CODE, OTHER = "1.000001", "1.000002"
EXPORT, IMPORT = "/cong-khai/ra-soat/bang-tinh/", "/cong-khai/ra-soat/nhap/"
Change = Callable[[Any], None]
Place = tuple[str, int | None, str]


def exported(folder: Path, change: Change = lambda book: None) -> Path:
    """The catalogue in force as a workbook, changed as a person would."""
    path = folder / "catalogue.xlsx"
    with path.open("wb") as file:
        write_workbook(ProcedureVersion.objects.valid_on(), file)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def cell(sheet: str, address: str, value: Any) -> Change:
    """Write one cell."""

    def change(book: Any) -> None:
        book[sheet][address] = value

    return change


def row(sheet: str, *values: Any) -> Change:
    """Add a row."""

    def change(book: Any) -> None:
        book[sheet].append(list(values))

    return change


def faults_of(path: Path) -> list[Place]:
    """Where the faults of a workbook are; each says what and how, and nothing of the workbook was used."""
    with pytest.raises(FaultyWorkbook) as caught:
        import_sheet(path)
    assert all(fault.what and fault.how for fault in caught.value.faults), "what is wrong, and how to mend it"
    assert not ReviewItem.objects.exists(), "nothing is half-written"
    assert not ImportRun.objects.exists()
    assert not ProcedureVersion.objects.exclude(state="published").exists()
    return [(fault.sheet, fault.row, fault.column) for fault in caught.value.faults]


def handed_in(client: Client, path: Path) -> Any:
    """Hand a workbook in on the page and let the worker read it."""
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(IMPORT, {"file": file, "submission_key": str(uuid4())})
    tasks.run_imports()
    return answer


def blank_of(change: Change = lambda book: None) -> bytes:
    """A workbook with all sheets and their heads, and nothing else in it."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for sheet in SHEETS:
        book.create_sheet(sheet.title).append([column.title for column in sheet.columns])
    change(book)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def forged(folder: Path, entries: dict[str, bytes], content: bytes | None = None) -> Path:
    """A workbook whose entries of these names are replaced."""
    path = folder / "forged.xlsx"
    with (
        zipfile.ZipFile(BytesIO(content or blank_of())) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in source.namelist():
            if name not in entries:
                made.writestr(name, source.read(name))
        for name, data in entries.items():
            made.writestr(name, data)
    return path


def part_of(title: str) -> str:
    """The name of a sheet's entry in the archive."""
    return f"xl/worksheets/sheet{[sheet.title for sheet in SHEETS].index(title) + 1}.xml"


def sheet_xml(rows: Iterable[str]) -> bytes:
    """A sheet of these rows, written by hand: each is the inside of <sheetData>."""
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{name}"><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()


def row_xml(number: int, values: Iterable[Any]) -> str:
    """One row of texts and numbers in their places."""
    cells = (_cell_xml(f"{chr(65 + place)}{number}", value) for place, value in enumerate(values) if value != "")
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell_xml(place: str, value: Any) -> str:
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def procedure_row(code: str = CODE, **changes: Any) -> list[Any]:
    """A sound row of the sheet of procedures; ``changes`` by the title of the column."""
    told: dict[str, Any] = {
        "Mã thủ tục": code,
        "Tên thủ tục": "Thủ tục mới",
        "Lĩnh vực": "Đất đai",
        "Cấp thực hiện": "Cấp xã",
        "Nộp trực tuyến": "Trực tuyến toàn trình",
        "Phi địa giới": "có",
        "Thẩm quyền": "Nơi người yêu cầu cư trú",
        "Cơ quan chuyên môn cấp xã": "kinh-te",
        "Ngày quyết định": date(2026, 3, 1),
    } | changes
    return [told.get(column.title, "") for column in PROCEDURES.columns]
