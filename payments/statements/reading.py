"""The one door: whatever kind of statement a file is."""

from __future__ import annotations

from payments.statements import camt053, mt940, tables
from payments.statements.characters import text_of
from payments.statements.layouts import Layout
from payments.statements.lines import Statement
from payments.statements.spreadsheets import csv_rows, workbook_rows

_ZIP = b"PK\x03\x04"


def read(content: bytes, account: str = "", layout: Layout | None = None) -> Statement:
    """The lines of a statement file, told by what it holds and not by its name.

    ``account``: whose it should be; "" takes the one it names. ``layout``: the columns of a table; None finds them.
    Raises Unreadable for a file that is no statement, of another account or money; faults of rows stand in the result.
    """
    if content.startswith(_ZIP):
        return tables.lines_of(workbook_rows(content), account, layout)
    if camt053.is_xml(content):
        return camt053.lines_of(content, account)
    text = text_of(content)
    if mt940.is_mt940(text):
        return mt940.lines_of(text, account)
    return tables.lines_of(csv_rows(text), account, layout)
