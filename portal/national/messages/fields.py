"""How fields of the classic messages look: all text, with lengths, closed lists, and moments of fourteen digits.

A table of `Field` is the one description of a message; its JSON Schema is made from it, and refuses what the table does
not name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator, FormatChecker

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MOMENT = "%Y%m%d%H%M%S"
_moments = FormatChecker(formats=())


@dataclass(frozen=True)
class Field:
    """One field. `required`: never empty; `codes`: the closed list; `items`: the fields of each row of a list."""

    name: str
    longest: int | None = None
    required: bool = False
    codes: tuple[str, ...] = ()
    is_moment: bool = False
    items: tuple[Field, ...] = ()

    def schema(self) -> dict[str, Any]:
        """The field as JSON Schema."""
        if self.items:
            return {"type": "array", "items": schema_of(self.items)}
        if self.is_moment:
            return {"type": "string", "format": "moment", **({"minLength": 14} if self.required else {})}
        if self.codes:
            return {"enum": [*self.codes] if self.required else ["", *self.codes]}
        lengths = {"maxLength": self.longest} if self.longest else {}
        return {"type": "string", "minLength": int(self.required), **lengths}


def moment(name: str, *, required: bool = False) -> Field:
    """A field that holds a moment, or "" while there is none."""
    return Field(name, is_moment=True, required=required)


def schema_of(fields: Sequence[Field]) -> dict[str, Any]:
    """The JSON Schema of a message with exactly these fields."""
    return {
        "type": "object",
        "properties": {field.name: field.schema() for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def problems_of(message: object, fields: tuple[Field, ...]) -> list[str]:
    """What is wrong with a message, in words that name the field and never its content; [] when it is right."""
    found = _checker(fields).iter_errors(message)
    return sorted(f"{'/'.join(map(str, error.absolute_path)) or 'message'}: {error.validator}" for error in found)


def moment_text(at: dt.datetime | None) -> str:
    """A moment as the messages write it (yyyyMMddHHmmss in Vietnam's time); "" for none. ValueError for a naive one."""
    if at is None:
        return ""
    if at.tzinfo is None:
        raise ValueError("a moment without its time zone")
    # strftime pads no years before 1000; no dossier is that old, but a message must never be crooked.
    return at.astimezone(VIETNAM).strftime(MOMENT).zfill(14)


def moment_of(text: str) -> dt.datetime | None:
    """The moment that a message writes; None for "". Raises ValueError for anything else."""
    if not text:
        return None
    if len(text) != 14 or not (text.isascii() and text.isdecimal()):
        raise ValueError("a moment has fourteen digits")
    return dt.datetime.strptime(text, MOMENT).replace(tzinfo=VIETNAM)


@_moments.checks("moment", raises=ValueError)
def _is_moment(value: object) -> bool:
    """Whether it reads as a moment; what is no text is the business of `type`."""
    if isinstance(value, str):
        moment_of(value)
    return True


@cache
def _checker(fields: tuple[Field, ...]) -> Draft202012Validator:
    return Draft202012Validator(schema_of(fields), format_checker=_moments)
