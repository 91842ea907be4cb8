"""Bank statements: from the file that a bank gives to the lines that matching and reconciliation work on. No database.

``read(content, account=…)`` knows CSV and XLSX of the large banks (or by a layout of one's own), MT940 and camt.053.
"""

from __future__ import annotations

from payments.statements.layouts import LAYOUTS, Layout, layout_of
from payments.statements.lines import Fault, Statement, StatementLine, Unreadable
from payments.statements.reading import read

__all__ = ["LAYOUTS", "Fault", "Layout", "Statement", "StatementLine", "Unreadable", "layout_of", "read"]
