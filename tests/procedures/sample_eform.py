"""A small e-form that has every kind of widget and a condition on the same and on another page."""

from __future__ import annotations

from typing import Any

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Tờ khai",
    "x-pages": [
        {"key": "person", "title": "Người khai", "x-title-en": "You", "properties": ["name", "id", "born", "commune"]},
        {"key": "matter", "title": "Việc", "properties": ["married", "spouse", "copies", "amount", "mail", "sex"]},
        {"key": "end", "title": "Cam đoan", "properties": ["spouse_born", "note", "sure"]},
    ],
    "properties": {
        "name": {
            "type": "string",
            "title": "Họ, chữ đệm, tên",
            "x-title-en": "Full name",
            "x-widget": "person_name",
            "x-prefill": "applicant.full_name",
            "minLength": 2,
            "maxLength": 20,
        },
        "id": {
            "type": "string",
            "title": "Số định danh",
            "x-widget": "id_number",
            "pattern": "^[0-9]{12}$",
            "x-error": "Số định danh gồm đúng 12 chữ số.",
            "x-error-en": "The number has 12 digits.",
        },
        "born": {"type": "string", "title": "Ngày sinh", "x-widget": "date", "format": "date", "x-max": "today"},
        "commune": {"type": "string", "title": "Nơi ở", "x-widget": "commune", "pattern": "^[0-9]{5}$"},
        "married": {
            "type": "string",
            "title": "Đã kết hôn chưa?",
            "x-widget": "radios",
            "enum": ["yes", "no"],
            "x-labels": {"yes": "Rồi", "no": "Chưa"},
            "x-labels-en": {"yes": "Yes", "no": "No"},
            "default": "no",
        },
        "spouse": {
            "type": "string",
            "title": "Tên vợ hoặc chồng",
            "x-widget": "person_name",
            "x-shown-if": {"property": "married", "in": ["yes"]},
        },
        "copies": {"type": "integer", "title": "Số bản", "x-widget": "integer", "minimum": 0, "maximum": 20},
        "amount": {"type": "integer", "title": "Giá trị", "x-widget": "money", "minimum": 1000},
        "mail": {"type": "string", "title": "Thư điện tử", "x-widget": "email", "format": "email"},
        "sex": {"type": "string", "title": "Giới tính", "enum": ["Nam", "Nữ"], "x-widget": "select"},
        "spouse_born": {
            "type": "string",
            "title": "Ngày sinh vợ hoặc chồng",
            "x-widget": "date",
            "format": "date",
            "x-min": "1900-01-01",
            "x-shown-if": {"property": "married", "in": ["yes"]},
        },
        "note": {"type": "string", "title": "Lời thêm", "x-widget": "textarea", "maxLength": 50},
        "sure": {
            "type": "boolean",
            "title": "Tôi cam đoan",
            "x-widget": "checkbox",
            "const": True,
            "x-error": "Hãy đánh dấu vào ô cam đoan.",
        },
    },
    "required": ["name", "id", "born", "married", "sure"],
    "additionalProperties": False,
    "allOf": [
        {
            "if": {"properties": {"married": {"enum": ["yes"]}}, "required": ["married"]},
            "then": {"required": ["spouse", "spouse_born"]},
        }
    ],
}
RIGHT: dict[str, Any] = {
    "name": "Nguyễn Thị Hạnh",
    "id": "079190012345",
    "born": "1990-05-01",
    "married": "no",
    "sure": True,
}
