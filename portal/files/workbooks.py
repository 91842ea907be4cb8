"""A look at a workbook's archive before anything reads its cells: is it one, and can it be read within bounds.

What reads the cells unpacks a sheet whole and lays it out from its first cell to its last; so a few bytes far away, or
an archive that unpacks to more than it says, would end the worker. Here the archive is only streamed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from copy import copy
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree as ET

MOST_BYTES = 300 * 1024 * 1024
MOST_ROWS = 200_000
_PIECE, _OVERLAP = 1 << 20, 4096
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*\br=["\']([A-Z]{1,3})(\d{1,7})["\'][^>]*>\s*<(?:\w+:)?f\b')
#: A cell beyond column Z, or in a row of six digits or more.
_FAR = re.compile(rb'<(?:\w+:)?c\b[^>]*\br=["\']([A-Z]{2,3}|[A-Z](?=\d{6}))(\d{1,9})["\']')
_NOWHERE = re.compile(rb"<(?:\w+:)?c(?=[\s/>])(?![^>]*\sr=)")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What a broken, locked or forged archive makes the standard library raise.
_BROKEN = (zipfile.BadZipFile, zlib.error, ET.ParseError, KeyError, ValueError, RuntimeError, EOFError, OSError)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class NoWorkbook(ValueError):
    """The bytes are no XLSX workbook, or one that unpacks to more than anybody works on."""


@dataclass
class Seen:
    """What streaming over one sheet told. Places are (column's letters, row from 1)."""

    formulas: dict[tuple[str, int], None] = field(default_factory=dict)
    #: The first cell that lies outside of any table of ours.
    far: tuple[str, int] | None = None
    #: Whether a cell leaves out its own place: programs write it always.
    has_cell_without_place: bool = False


def look_over(content: bytes, titles: Collection[str] | None, most_formulas: int) -> dict[str, Seen]:
    """What the sheets of these titles (all: None) have, as far as the workbook has them. Raises NoWorkbook."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_entries(archive)
            parts = {title: part for title, part in _parts(archive).items() if titles is None or title in titles}
            return {title: _look(_pieces(archive, part), most_formulas) for title, part in parts.items()}
    except _BROKEN as error:
        raise NoWorkbook(str(error)) from error


def _check_entries(archive: zipfile.ZipFile) -> None:
    """Every entry once, and all of them together within bounds, as they are and not as they say."""
    entries = archive.infolist()
    if len({entry.filename for entry in entries}) != len(entries):
        raise NoWorkbook("an entry stands twice")
    if any(entry.compress_type not in _PACKED for entry in entries):
        raise NoWorkbook("an entry is packed as no spreadsheet program packs")
    left = MOST_BYTES
    for entry in entries:
        left -= sum(len(piece) for piece in _unpacked(archive, entry, left))


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The bytes of an entry, whatever size it claims. Raises NoWorkbook after ``most`` bytes."""
    whole = copy(entry)
    whole.file_size = most + 1
    with archive.open(whole) as source:
        while piece := source.read(_PIECE):
            most -= len(piece)
            if most < 0:
                raise NoWorkbook("it unpacks to too much")
            yield piece


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The text of a part in pieces that overlap, so that no cell is torn."""
    tail = b""
    for piece in _unpacked(archive, archive.getinfo(part), MOST_BYTES):
        yield tail + piece
        tail = piece[-_OVERLAP:]


def _look(pieces: Iterator[bytes], most_formulas: int) -> Seen:
    seen = Seen()
    for piece in pieces:
        for column, row in _FORMULA.findall(piece):
            if len(seen.formulas) < most_formulas:
                seen.formulas[column.decode(), int(row)] = None
        seen.far = seen.far or _far(piece)
        seen.has_cell_without_place = seen.has_cell_without_place or _NOWHERE.search(piece) is not None
    return seen


def _far(piece: bytes) -> tuple[str, int] | None:
    for column, row in _FAR.findall(piece):
        if len(column) > 1 or int(row) > MOST_ROWS:
            return column.decode(), int(row)
    return None


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The file of each sheet inside the archive."""
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat bounds entities
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    sheets = [element for element in book.iter() if element.tag.endswith("}sheet")]
    named = {str(sheet.get("name")): targets.get(sheet.get(_RELATION), "") for sheet in sheets}
    return {
        name: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        for name, target in named.items()
        if target
    }
