"""What is asked back and what others settle, from vocabulary.yaml into the tables that publishers edit.

Each entry of the file becomes a row once. A newer release may change a row that nobody touched; what a publisher
changed or switched off stays as it is.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction

from procedures import page_cache
from procedures.models import AskedBack, Referral
from procedures.vocabulary_table import starter

M = TypeVar("M", AskedBack, Referral)


@transaction.atomic
def load() -> int:
    """Bring the untouched rows up to the file; how many were new or changed."""
    asked = {row["key"]: _asked_back(row) for row in starter()["topics"]}
    referred = {row["key"]: _referral(row) for row in starter()["elsewhere"]}
    written = _bring_up_to(AskedBack, asked) + _bring_up_to(Referral, referred)
    if written:
        transaction.on_commit(lambda: page_cache.forget([]))
    return written


def _bring_up_to(model: type[M], told: dict[str, dict[str, Any]]) -> int:
    known = {
        wording.key: wording for wording in model._default_manager.select_related("changed_by").filter(key__in=told)
    }
    model._default_manager.bulk_create([model(key=key, **values) for key, values in told.items() if key not in known])
    untouched = {key: wording for key, wording in known.items() if wording.changed_by is None}
    return len(told) - len(known) + sum(_follow(wording, told[key]) for key, wording in untouched.items())


def _follow(wording: AskedBack | Referral, values: dict[str, Any]) -> bool:
    """Whether a row had to change to be as the file has it."""
    if all(getattr(wording, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(wording, name, value)
    wording.save()
    return True


def _asked_back(row: dict[str, Any]) -> dict[str, Any]:
    choices = [[str(label), str(words)] for label, words in row["choices"].items()]
    return {"said": "\n".join(row["said"]), "question": row["question"], "choices": choices}


def _referral(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "said": "\n".join(row["said"]),
        "unless": "\n".join(row.get("unless", [])),
        "competent": row["competent"],
        "advice": row.get("advice", ""),
        "also_ours": bool(row.get("also_ours")),
    }
