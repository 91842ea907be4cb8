"""Fields of administration by name: national records mostly leave their code out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.vietnamese import without_accents
from procedures.models import Field


def fields_of(wanted: Iterable[tuple[str, str]]) -> dict[str, Field]:
    """The field of each name, from (code or "", name) pairs; made where missing.

    Two spellings that differ in accents, case or signs only are one field. A field first met without its
    code stands under one made from its name, and takes the true one when a source tells it.
    """
    pairs = sorted(set(wanted))
    known = {_alike(field.name): field for field in Field.objects.all()}
    by_code = {field.code: field for field in known.values()}
    for code, name in pairs:
        field = by_code.get(code) or known.get(_alike(name)) or Field(code=code or _made_code(name))
        field.name = field.name or name
        _learn_code(field, code)
        by_code[field.code] = known[_alike(name)] = field
    new = {id(field): field for field in known.values() if field.pk is None}
    Field.objects.bulk_create(new.values())
    return {name: known[_alike(name)] for _code, name in pairs}


def _learn_code(field: Field, code: str) -> None:
    if code and field.code.startswith("X-"):
        field.code = code
        if field.pk is not None:
            field.save(update_fields=["code"])


def _alike(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", without_accents(name)).strip("-")


def _made_code(name: str) -> str:
    return f"X-{_alike(name)[:60]}"
