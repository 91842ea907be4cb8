"""National records for tests: one that is clean, and a way to soil it."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

CLEAN: dict[str, Any] = {
    "code": "1.000001",
    "name": "Cấp giấy phép bán lẻ rượu",
    "field": "Lưu thông hàng hóa trong nước",
    "levels": ["commune"],
    "kind": "TTHC được giao luật quy định chi tiết",
    "decision_no": "1/QĐ-BCT",
    "promulgating_agency": "Bộ Công Thương",
    "executing_agency": "Ủy ban nhân dân cấp xã",
    "competent_agency": "",
    "targets": ["Doanh nghiệp", "Hợp tác xã"],
    "channels": [
        {"method": "online", "time_qty": 7, "time_unit": "working_day", "fees": [], "note": ""},
        {"method": "direct", "time_qty": 7, "time_unit": "working_day", "fees": [], "note": ""},
    ],
    "steps": [{"name": "", "text": "Nộp hồ sơ."}, {"name": "Bước 2:", "text": "Nhận kết quả."}],
    "documents": [{"group": "", "items": [{"name": "- Đơn đề nghị", "originals": 1, "copies": 0, "form": "Mẫu 01"}]}],
    "results": ["+ Giấy phép"],
    "requirements": "",
    "legal_basis": [{"code": "105/2017/NĐ-CP", "name": "Nghị định về kinh doanh rượu"}],
    "scope": "national",
    "source": "A",
    "source_url": "https://dichvucong.gov.vn/1.000001",
    "quality_flags": [],
}


def record(**changes: Any) -> dict[str, Any]:
    """The clean record with some values replaced."""
    return deepcopy(CLEAN) | changes


def channel(**changes: Any) -> dict[str, Any]:
    """One channel of a record."""
    return {"method": "direct", "time_qty": 7, "time_unit": "working_day", "fees": [], "note": ""} | changes


def fee(**changes: Any) -> dict[str, Any]:
    """One fee of a channel."""
    return {"amount": 0, "currency": "VND", "text": "", "kind": "fee"} | changes


def paper(name: str, originals: Any = 1, copies: Any = 0, **more: Any) -> dict[str, Any]:
    """One row of the list of papers."""
    return {"name": name, "originals": originals, "copies": copies} | more


def written(folder: Path, *records: Any) -> Path:
    """A file with these records."""
    path = folder / "procedures.json"
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return path
