"""A procedure as the public interface of 2026 tells it, in the keys of `LayThuTuc`. Pure.

The keys of 2026 were seen (domain.md 6.3); nothing is judged here, the import doubts what it cannot trust.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

LEVELS = {"isMinistry": "1", "isProvince": "2", "isWard": "3", "isOtherAgency": "4"}
METHODS = {"DIRECT": "1", "ONLINE": "2", "POSTAL": "3"}
UNITS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày", "HOUR": "giờ", "MONTH": "tháng"}
AGENCIES = {
    "departmentsExecuting": "COQUANTHUCHIEN",
    "departmentsAuthority": "COQUANCOTHAMQUYEN",
    "departmentsAuthorized": "COQUANDUOCUYQUYEN",
    "departmentsCoordinating": "COQUANPHOIHOP",
}
TEXTS = {"requirementsAndConditions": "YEUCAU", "keywords": "TUKHOA", "description": "MOTA"}


def summary(told: Row) -> Row:
    """A row of the list of procedures."""
    return {"MATTHC": told.get("code"), "TENTTHC": told.get("name")}


def procedure(told: Row) -> Row:
    """One procedure in full."""
    agencies = {
        theirs: [{"MADONVI": row.get("code"), "TENDONVI": row.get("name")} for row in _rows(told, ours)]
        for ours, theirs in AGENCIES.items()
    }
    return {
        **summary(told),
        "ID": told.get("id"),
        "TRANGTHAI": "1" if told.get("state") == "ACTIVE" else "0",
        "LOAITTHC": told.get("formalityType"),
        "CAPTHUCHIEN": [{"CAPTHUCHIEN": level} for name, level in LEVELS.items() if told.get(name)],
        "LINHVUCTHUCHIEN": [
            {"MALINHVUC": row.get("code"), "TENLINHVUC": row.get("name")} for row in _rows(told, "categoriesDetails")
        ],
        "DOITUONGTHUCHIEN": [row.get("name") for row in _rows(told, "subjectTypesDetails")],
        **agencies,
        "TRINHTUTHUCHIEN": [_step(row) for row in _rows(told, "executionSteps")],
        "CACHTHUCTHUCHIEN": [_method(row) for row in _rows(told, "executionMethods")],
        "THANHPHANHOSO": [_case(row) for row in _rows(told, "executionCases")],
        "KETQUATHUCHIEN": [
            {"MAKETQUA": row.get("code"), "TENKETQUA": row.get("name")} for row in _rows(told, "resultsDetails")
        ],
        "CANCUPHAPLY": [
            {"SOVANBAN": row.get("code"), "TENVANBAN": row.get("name")} for row in _rows(told, "legalBasisesDetails")
        ],
        "DIACHITIEPNHAN": "; ".join(_texts(told.get("dossierReceivingAddresses"))),
        **{theirs: told.get(ours) for ours, theirs in TEXTS.items()},
    }


def _step(row: Row) -> Row:
    words = ". ".join(str(text) for text in (row.get("name"), row.get("description")) if text)
    return {"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": words}]}


def _method(row: Row) -> Row:
    unit = str(row.get("processingTimeUnit") or "")
    limit = {
        "THOIGIANGIAIQUYET": row.get("processingTime"),
        "DONVITINH": UNITS.get(unit, unit),
        "MOTA": row.get("description"),
        "PHILEPHI": [{"SOTIEN": _amount(fee), "MOTA": fee.get("name")} for fee in _rows(row, "fees")],
    }
    return {"KENH": METHODS.get(str(row.get("submissionMethod"))), "THOIGIAN": [limit]}


def _amount(fee: Row) -> str:
    """Whole đồng where it is a number; else as it came, for the import to doubt."""
    told = fee.get("amount")
    if isinstance(told, (int, float)) and not isinstance(told, bool) and told == told // 1:
        return str(int(told))
    return str(told if told is not None else "")


def _case(row: Row) -> Row:
    return {"TRUONGHOP": row.get("name"), "GIAYTO": [_paper(paper) for paper in _rows(row, "profileComponents")]}


def _paper(row: Row) -> Row:
    return {
        "TENGIAYTO": row.get("name"),
        "SOBANCHINH": row.get("originalQty"),
        "SOBANSAO": row.get("copyQty"),
        "TENMAUDON": next((file.get("fileName") for file in _rows(row, "attachments")), None),
    }


def _texts(told: Any) -> list[str]:
    """What is listed; a single text stands for a list of it."""
    return [str(one) for one in told] if isinstance(told, list) else [told] if isinstance(told, str) else []


def _rows(told: Row, key: str) -> list[Row]:
    value = told.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
