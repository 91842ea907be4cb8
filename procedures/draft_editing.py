"""Saving a section of a draft: by number, so that of two who write at once the second sees what the first changed.

What is typed and not saved is kept beside, valid or not, and comes back when the page is opened again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from procedures.deciding import log, opened
from procedures.draft_sections.section import Content, Row, Section
from procedures.draft_sections.whole import SECTIONS
from procedures.models import DecisionAct, DecisionChange, DraftSave, DraftTyping, ProcedureVersion

if TYPE_CHECKING:
    from django.forms import Field

    from portal.accounts.models import User


class DraftChanged(Exception):
    """Somebody saved the section since the page was opened; ``saves`` are theirs, oldest first."""

    def __init__(self, saves: list[DraftSave]) -> None:
        super().__init__("the section was saved meanwhile")
        self.saves = saves


@dataclass(frozen=True)
class Difference:
    """One thing that differs: which row ("" in sections without rows), which question, and both values in words."""

    row: str
    label: str
    before: str
    after: str


def number_of(change: DecisionChange, section: str) -> int:
    """The number of the last saving of a section; 0 before the first."""
    return change.saves.filter(section=section).aggregate(last=Max("number"))["last"] or 0


@transaction.atomic
def save(change: DecisionChange, person: User, section: Section, cleaned: Content, *, based_on: int) -> DraftSave:
    """Write a section. Raises DraftChanged when it was saved since number `based_on`, DecisionRefused when closed."""
    locked = opened(change.decision, person, DecisionAct.WRITE)
    last = number_of(change, section.key)
    if last != based_on:
        raise DraftChanged(list(change.saves.filter(section=section.key, number__gt=based_on).select_related("person")))
    version = ProcedureVersion.objects.select_related("field").get(change=change)
    before = section.read(version)
    for reason, mark in section.reasons(version, cleaned):
        log(locked, DecisionAct.CLEAR, person, reason, code=change.procedure.code, doubt=mark)
    section.write(version, cleaned)
    after = section.read(ProcedureVersion.objects.select_related("field").get(pk=version.pk))
    forget_typing(change, person, section.key)
    log(locked, DecisionAct.WRITE, person, change.procedure.code, section=section.key)
    saved: DraftSave = change.saves.create(
        section=section.key, number=last + 1, person=person, before=before, after=after
    )
    return saved


def keep_typing(change: DecisionChange, person: User, section: str, data: dict[str, list[str]], based_on: int) -> None:
    """Keep what was typed, as the form sent it."""
    DraftTyping.objects.update_or_create(
        change=change, section=section, person=person, defaults={"data": data, "based_on": based_on}
    )


def typing_of(change: DecisionChange, person: User, section: str) -> DraftTyping | None:
    """What the person typed here and did not save."""
    return change.typings.filter(section=section, person=person).first()


def forget_typing(change: DecisionChange, person: User, section: str) -> None:
    """Drop what was typed: it is saved, or not wanted."""
    change.typings.filter(section=section, person=person).delete()


def differences(section: Section, before: Content, after: Content) -> list[Difference]:
    """What differs between two contents of a section, in words."""
    fields = section.form().fields
    if isinstance(before, dict) and isinstance(after, dict):
        return _of_rows("", fields, before, after)
    old, new = _by_identity(before), _by_identity(after)
    found: list[Difference] = []
    for place, key in enumerate({**old, **new}, start=1):
        found += _of_rows(f"{section.row} {place}", fields, old.get(key, {}), new.get(key, {}))
    return found


def _by_identity(rows: Content) -> dict[str, Row]:
    """Stored rows by their id, others by their place."""
    listed = rows if isinstance(rows, list) else [rows]
    return {str(row.get("id") or f"place {place}"): row for place, row in enumerate(listed)}


def _of_rows(name: str, fields: dict[str, Field], before: Row, after: Row) -> list[Difference]:
    keys = [key for key in {**before, **after} if key != "id" and before.get(key) != after.get(key)]
    return [
        Difference(name, str(fields[key].label), _say(fields[key], before.get(key)), _say(fields[key], after.get(key)))
        for key in keys
        if key in fields
    ]


def _say(field: Field, value: Any) -> str:
    choices = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if isinstance(value, list):
        return ", ".join(choices.get(str(one), str(one)) for one in value)
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return "" if value is None else choices.get(str(value), str(value))


def section_of(key: str) -> Section | None:
    """The section of this key; None when there is none."""
    return SECTIONS.get(key)
