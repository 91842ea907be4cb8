"""How examples are made."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

FIELD = {"code": "G15-TP07", "name": "Hộ tịch"}


BIRTH: dict[str, Any] = {
    "code": "1.001193",
    "version": 2,
    "name": "Thủ tục đăng ký khai sinh",
    "field": FIELD,
    "levels": ["commune"],
    "targets": ["citizen"],
    "online_level": "full",
    "non_territorial": True,
    "non_territorial_from": None,
    "filed_at": "here",
    "assurance_level": 0,
    "executing_agency": "Ủy ban nhân dân cấp xã",
    "valid_from": "2026-06-01",
    "valid_to": None,
    "is_in_force": True,
    "replaced_by": None,
    "source": "starter",
}


ENDED = BIRTH | {"code": "2.000635", "valid_to": "2026-11-01", "is_in_force": False, "replaced_by": "1.001193"}


def example(name: str, value: Any) -> list[OpenApiExample]:
    """An answer, as the document takes it."""
    return [OpenApiExample(name, value=value, response_only=True, status_codes=["200"])]


def page(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A page of a list with these rows."""
    return {"results": list(rows), "next": None, "previous": None, **more}
