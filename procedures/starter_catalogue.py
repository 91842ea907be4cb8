"""The starter catalogue: procedures written by us from the facts, shipped with the code as YAML.

One file a procedure in procedures/starter/, one JSON Schema an e-form in procedures/starter/eforms/.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from portal.vietnamese import normalise
from procedures import case_questions
from procedures.choices import Assurance, FilingPlace, Source, SupplementClock, VersionState
from procedures.drafting import CaseContent, ProcessContent, VersionContent
from procedures.models import (
    Case,
    Component,
    EForm,
    Fee,
    InternalProcess,
    ProcedureVersion,
    Step,
    TimeLimit,
)

STARTER = Path(__file__).parent / "starter"
# Part of every fingerprint: raise it when the reading below changes, so that files are read anew.
READING = "4"
_EFORM_KEY = re.compile(r"^\s*(?:- )?eform:\s*['\"]?([a-z0-9_-]+)", re.MULTILINE)


class StarterFileError(ValueError):
    """A file of the starter catalogue cannot be used; the message names the file and the place."""


@dataclass(frozen=True)
class StarterFile:
    """One file with its fingerprint, which also covers the e-forms it names."""

    path: Path
    text: str
    eform_keys: tuple[str, ...]
    fingerprint: str

    @property
    def code(self) -> str:
        """The procedure's code: the file's name."""
        return self.path.stem


def starter_files(folder: Path = STARTER) -> list[StarterFile]:
    """All files with their fingerprints, without parsing any: cheap enough for each start."""
    return [_look_at(path) for path in sorted(folder.glob("*.yaml"))]


def _look_at(path: Path) -> StarterFile:
    text = path.read_text(encoding="utf-8")
    keys = tuple(sorted(set(_EFORM_KEY.findall(text)) - {"null"}))
    digest = hashlib.sha256(READING.encode() + text.encode())
    for key in keys:
        digest.update(_eform_path(path.parent, key).read_bytes())
    return StarterFile(path, text, keys, digest.hexdigest())


def _eform_path(folder: Path, key: str) -> Path:
    path = folder / "eforms" / f"{key}.json"
    if not path.is_file():
        raise StarterFileError(f"{path.name}: no such e-form")
    return path


def read_eform(folder: Path, key: str) -> tuple[dict[str, Any], str]:
    """The schema called ``key`` and its fingerprint. StarterFileError when it is no usable form."""
    path = _eform_path(folder, key)
    try:
        schema = json.loads(path.read_bytes())
        Draft202012Validator.check_schema(schema)
    except (json.JSONDecodeError, SchemaError) as error:
        raise StarterFileError(f"{path.name}: {error}") from error
    listed = {name for page in schema.get("x-pages", []) for name in page["properties"]}
    if unknown := listed - set(schema.get("properties", {})):
        raise StarterFileError(f"{path.name}: x-pages names unknown {sorted(unknown)}")
    return schema, hashlib.sha256(path.read_bytes()).hexdigest()


def read_procedure(file: StarterFile, eforms: dict[str, EForm]) -> VersionContent:
    """The content of a file, ready to be stored. StarterFileError names what is wrong in it."""
    try:
        record = yaml.load(file.text, Loader=_Loader)  # noqa: S506 - a SafeLoader in C
        return _content(record, file, eforms)
    except KeyError as error:
        raise StarterFileError(f"{file.path.name}: lacks {error}") from error
    except (TypeError, ValueError, InvalidOperation, yaml.YAMLError) as error:
        raise StarterFileError(f"{file.path.name}: {error}") from error


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _content(r: dict[str, Any], file: StarterFile, eforms: dict[str, EForm]) -> VersionContent:
    if r["code"] != file.code:
        raise ValueError(f"code {r['code']} does not fit the file's name")
    shared_form = eforms.get(r.get("eform") or "")
    cases = [_case(c, shared_form, eforms) for c in r["cases"]]
    return VersionContent(
        code=r["code"],
        field_code=r["field"]["code"],
        field_name=normalise(r["field"]["name"]),
        version=_version(r, file.fingerprint),
        cases=cases,
        processes=_processes(r, cases),
    )


def _version(r: dict[str, Any], fingerprint: str) -> ProcedureVersion:
    decision = r.get("decision") or {}
    return ProcedureVersion(
        state=VersionState.DRAFT,
        name=normalise(r["name"]),
        levels=r["levels"],
        targets=r["targets"],
        online_level=r["online"],
        online_reason=_text(r, "online_reason"),
        non_territorial=r["non_territorial"],
        non_territorial_from=_day(r.get("non_territorial_from")),
        filed_at=r.get("filed_at") or FilingPlace.HERE,
        filed_at_reason=_text(r, "filed_at_reason"),
        assurance_level=Assurance(r.get("assurance_level") or Assurance.ANY),
        clock_on_supplement=SupplementClock(r.get("clock_on_supplement") or SupplementClock.RESTART),
        competence=r["competence"],
        competent_department=_text(r, "department"),
        division=_text(r, "division"),
        executing_agency=_text(r, "executing_agency"),
        decision_number=_text(decision, "number"),
        decision_agency=_text(decision, "agency"),
        decision_date=_day(decision.get("date")),
        requirements=_text(r, "requirements"),
        guide=r.get("guide") or [],
        results=r.get("results") or [],
        legal_basis=r.get("legal_basis") or [],
        questions=_questions(r),
        keywords=[normalise(str(word)) for word in r.get("keywords") or []],
        source=Source.STARTER,
        sources=r.get("sources") or {},
        doubts=r.get("doubts") or [],
        content_hash=fingerprint,
    )


def _questions(r: dict[str, Any]) -> list[dict[str, Any]]:
    stored: list[dict[str, Any]] = r.get("questions") or []
    if wrong := case_questions.faults(case_questions.read(stored), [case["key"] for case in r["cases"]]):
        raise ValueError("; ".join(wrong))
    return stored


def _case(c: dict[str, Any], shared_form: EForm | None, eforms: dict[str, EForm]) -> CaseContent:
    own_form = eforms[c["eform"]] if c.get("eform") else shared_form
    return CaseContent(
        case=Case(key=c["key"], name=c["name"], when=_text(c, "when"), eform=own_form),
        components=[_component(paper) for paper in c.get("components") or []],
        fees=[_fee(fee) for fee in c.get("fees") or []],
        time_limits=[_time_limit(limit) for limit in c.get("time_limits") or []],
    )


def _component(p: dict[str, Any]) -> Component:
    return Component(
        code=_text(p, "code"),
        name=normalise(p["name"]),
        originals=p.get("originals", 1),
        copies=p.get("copies", 0),
        required=p.get("required", True),
        form_name=_text(p, "form"),
        note=_text(p, "note"),
    )


def _fee(f: dict[str, Any]) -> Fee:
    return Fee(
        channel=f["channel"],
        kind=f["kind"],
        code=_text(f, "code"),
        name=normalise(f["name"]),
        amount_dong=f["amount_dong"],
        quantity_of=_text(f, "per"),
        legal_basis=_text(f, "legal_basis"),
        note=_text(f, "note"),
    )


def _time_limit(limit: dict[str, Any]) -> TimeLimit:
    return TimeLimit(
        channel=limit["channel"],
        amount=Decimal(str(limit["amount"])),
        unit=limit["unit"],
        same_day_before_15=bool(limit.get("same_day")),
        note=_text(limit, "note"),
    )


def _processes(r: dict[str, Any], cases: list[CaseContent]) -> list[ProcessContent]:
    """The shared process, and those of cases that bring their own."""
    found: list[tuple[Any, Case | None]] = [(r["process"], None)] if r.get("process") else []
    own = zip(r["cases"], cases, strict=True)
    found += [(c["process"], case.case) for c, case in own if c.get("process")]
    return [_process(process, case) for process, case in found]


def _process(p: dict[str, Any], case: Case | None) -> ProcessContent:
    approval = p.get("approval") or {}
    return ProcessContent(
        process=InternalProcess(
            approval_number=_text(approval, "number"),
            approval_date=_day(approval.get("date")),
            valid_from=_day(approval.get("from")),
            valid_to=_day(approval.get("to")),
        ),
        steps=[
            Step(
                key=step["key"],
                name=step["name"],
                role=step["role"],
                unit_rule=step["unit"],
                working_hours=Decimal(str(step["hours"])),
                outcomes=step["outcomes"],
                leads_to=step.get("leads_to") or [],
                named_unit=_text(step, "named_unit"),
                consulted=step.get("consulted") or [],
            )
            for step in p["steps"]
        ],
        case=case,
    )


def _text(node: dict[str, Any], key: str) -> str:
    return normalise(str(node.get(key) or ""))


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) or value is None else date.fromisoformat(str(value))
