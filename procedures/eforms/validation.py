"""The verdict on an e-form's answers: what is wrong where, and how to mend it, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from procedures.eforms.conditions import prune
from procedures.eforms.words import Schema, word


@dataclass(frozen=True)
class Problem:
    """One thing to mend, at a JSON pointer into the answers.

    ``message`` is in the language asked for, ``message_vi`` always Vietnamese.
    """

    pointer: str
    property: str
    message_vi: str
    message: str


def validate(schema: Schema, data: Any, language: str | None = None) -> list[Problem]:
    """All problems of ``data``, in the order of the form, one a property. Empty when it may be filed.

    Blank answers count as missing and answers to hidden questions are left out of account.
    """
    spoken = language or translation.get_language() or "vi"
    if not isinstance(data, dict):
        return [_problem(schema, "", "type", None, spoken)]
    found: dict[str, Problem] = {}
    for name, keyword, limit in _violations(schema, prune(schema, data)):
        found.setdefault(name, _problem(schema, name, keyword, limit, spoken))
    order = {name: place for place, name in enumerate(schema["properties"])}
    return sorted(found.values(), key=lambda p: order.get(p.property, len(order)))


def _violations(schema: Schema, answers: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(property, broken keyword, its limit) of each broken rule."""
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in validator.iter_errors(answers):
        for name in _properties_of(error, schema):
            yield name, str(error.validator), error.validator_value
    for name, node in schema["properties"].items():
        if (bound := _broken_date_bound(node, answers.get(name))) is not None:
            yield name, *bound


def _properties_of(error: ValidationError, schema: Schema) -> list[str]:
    if error.absolute_path:
        return [str(error.absolute_path[0])]
    answers: Any = error.instance
    limit: Any = error.validator_value
    if error.validator == "required":
        return [name for name in limit if name not in answers]
    if error.validator == "additionalProperties":
        return [name for name in answers if name not in schema["properties"]]
    return [""]


def _broken_date_bound(node: dict[str, Any], value: object) -> tuple[str, date] | None:
    """``x-min`` and ``x-max``: an ISO date or "today", which JSON Schema has no word for."""
    day = _as_date(value)
    if day is None:
        return None
    first, last = _as_date(node.get("x-min")), _as_date(node.get("x-max"))
    if first is not None and day < first:
        return "x-min", first
    if last is not None and day > last:
        return "x-max", last
    return None


def _as_date(value: object) -> date | None:
    if value == "today":
        return timezone.localdate()
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _problem(schema: Schema, name: str, keyword: str, limit: Any, language: str) -> Problem:
    node = schema["properties"].get(name, {})
    said: dict[str, str] = {}
    for spoken in {"vi", language}:
        own = word(node, "x-error", spoken)
        with translation.override(spoken):
            needs_own = own and keyword != "required"
            title = word(node, "title", spoken) or name
            said[spoken] = own if needs_own else _say(keyword, title, limit, node)
    return Problem(f"/{_escape(name)}" if name else "", name, said["vi"], said[language])


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _say(keyword: str, title: str, limit: Any, node: dict[str, Any]) -> str:
    """How to mend a breach of ``keyword``, naming the question."""
    shown = limit.strftime("%d/%m/%Y") if isinstance(limit, date) else limit
    told = {"title": title, "limit": shown}
    if keyword == "required" and (node.get("enum") or node.get("x-widget") == "commune"):
        return _("Hãy chọn câu trả lời cho mục “%(title)s”.") % told
    sayings = {
        "required": _("Hãy điền mục “%(title)s”."),
        "minLength": _("Mục “%(title)s” còn ngắn: cần ít nhất %(limit)s ký tự."),
        "maxLength": _("Mục “%(title)s” quá dài: chỉ ghi nhiều nhất %(limit)s ký tự."),
        "minimum": _("Mục “%(title)s” phải là số không nhỏ hơn %(limit)s."),
        "maximum": _("Mục “%(title)s” phải là số không lớn hơn %(limit)s."),
        "enum": _("Mục “%(title)s”: hãy chọn một trong các câu trả lời có sẵn."),
        "const": _("Mục “%(title)s” cần được đánh dấu."),
        "x-min": _("Ngày ở mục “%(title)s” phải từ %(limit)s trở đi."),
        "x-max": _("Ngày ở mục “%(title)s” không được sau %(limit)s."),
        "additionalProperties": _("Biểu mẫu này không có mục “%(title)s”; hãy bỏ mục đó đi."),
    }
    if keyword == "type" and not title:
        return _("Dữ liệu biểu mẫu phải là một nhóm mục có tên và câu trả lời.")
    if keyword == "format" and node.get("format") == "date":
        return _("Mục “%(title)s” phải là một ngày có thật, ví dụ 15/11/2026.") % told
    fallback = _("Mục “%(title)s” chưa đúng cách ghi; hãy xem lời hướng dẫn rồi ghi lại.")
    return sayings.get(keyword, fallback) % told
