"""What a version has once, read and written: the general part, conditions, the clock while papers are added."""

from __future__ import annotations

from procedures.draft_sections.section import Row
from procedures.models import Field, ProcedureVersion
from procedures.plain_values import plain

_GENERAL = (
    "name",
    "levels",
    "targets",
    "executing_agency",
    "competence",
    "competent_department",
    "division",
    "non_territorial",
    "non_territorial_from",
    "online_level",
    "online_reason",
    "filed_at",
    "filed_at_reason",
    "assurance_level",
    "keywords",
)


def read_general(version: ProcedureVersion) -> Row:
    """The general part."""
    return {"field": version.field.code} | {name: plain(getattr(version, name)) for name in _GENERAL}


def write_general(version: ProcedureVersion, content: Row) -> None:
    """Write the general part."""
    version.field = Field.objects.get(code=content["field"])
    for name in _GENERAL:
        setattr(version, name, content[name])
    version.save(update_fields=["field", *_GENERAL])


def read_requirements(version: ProcedureVersion) -> Row:
    """The conditions."""
    return {"requirements": version.requirements}


def write_requirements(version: ProcedureVersion, content: Row) -> None:
    """Write the conditions."""
    version.requirements = content["requirements"]
    version.save(update_fields=["requirements"])


def read_supplements(version: ProcedureVersion) -> Row:
    """What the clock does while papers are added."""
    return {"clock_on_supplement": version.clock_on_supplement}


def write_supplements(version: ProcedureVersion, content: Row) -> None:
    """Write what the clock does while papers are added."""
    version.clock_on_supplement = content["clock_on_supplement"]
    version.save(update_fields=["clock_on_supplement"])
