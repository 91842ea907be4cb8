"""Statement files that were made to harm: archives and XML that unpack to gigabytes, cells far away, entities."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from payments.statements import Unreadable, read
from payments.statements import characters as characters_module
from portal.files import workbooks
from tests.payments.statement_files import HEADS, camt, entry, table, workbook

ROW = ["22/11/2026", "R1", "", "50.000", "x"]


def rewritten(content: bytes, **parts: str) -> bytes:
    """A workbook with the text of its sheet changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for old, new in parts.items():
                    data = data.replace(old.encode(), new.encode())
            target.writestr(name, data)
    return out.getvalue()


def test_a_workbook_that_is_none_is_refused() -> None:
    with pytest.raises(Unreadable, match="không phải bảng tính"):
        read(b"PK\x03\x04 and no more")


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1 << 16)
    content = workbook(HEADS, ROW, ["x" * 30_000 for _ in range(5)])

    with pytest.raises(Unreadable, match="không phải bảng tính"):
        read(content)


@pytest.mark.parametrize(("place", "reason"), [("XFD2", "Ô XFD2 nằm ngoài bảng"), ("A1048576", "tối đa 200000 dòng")])
def test_a_cell_far_away_is_told_and_not_laid_out(place: str, reason: str) -> None:
    content = rewritten(workbook(HEADS, ROW), **{'r="A2"': f'r="{place}"'})

    with pytest.raises(Unreadable, match=reason):
        read(content)


def test_a_formula_shows_another_amount_than_it_holds_and_is_refused() -> None:
    with pytest.raises(Unreadable, match="Ô D2 chứa công thức"):
        read(workbook(HEADS, [*ROW[:3], "=1+1", "x"]))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>',
        '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "https://example.org/x.dtd">',
    ],
)
def test_xml_with_a_document_type_is_refused_whatever_its_entities_say(head: str) -> None:
    with pytest.raises(Unreadable, match="không phải XML đọc được"):
        read(camt(entry(), head=head))


@pytest.mark.parametrize(
    "content",
    [
        b"<",
        b"<Document>",
        b"<?xml version='1.0' encoding='no-such'?><Document/>",
        camt(entry())[:-20],
        camt(entry()).decode().encode("utf-16"),
    ],
)
def test_torn_xml_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(content)


def test_a_file_larger_than_any_statement_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(characters_module, "MOST_BYTES", 50)

    with pytest.raises(Unreadable, match="quá lớn"):
        read(table(ROW, ROW))


def test_more_rows_than_anybody_works_on_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.statements.spreadsheets.MOST_ROWS", 3)

    with pytest.raises(Unreadable, match="tối đa 3 dòng"):
        read(table(ROW, ROW, ROW))
