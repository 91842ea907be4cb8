"""One national record as a version of ours, with the doubts about it."""

from __future__ import annotations

import re
from typing import Any

from procedures.choices import Level, OnlineLevel, Source, Target
from procedures.drafting import CaseContent, VersionContent
from procedures.models import Case, ProcedureVersion
from procedures.national.competence import competent
from procedures.national.doubts import Doubts
from procedures.national.fees import fees
from procedures.national.papers import components
from procedures.national.process import default_process
from procedures.national.shapes import MOST_FIELD_CODE, MOST_FIELD_NAME, in_shape, short_enough
from procedures.national.survey import Survey
from procedures.national.times import says_same_day, time_limits
from procedures.national.words import clean, doubt_texts, without_bullet

NO_FIELD = "Chưa phân lĩnh vực"
CASE_KEY, CASE_NAME = "standard", "Trường hợp chung"
ONLINE_UNCLEAR = "Dữ liệu quốc gia cho nộp trực tuyến nhưng không nêu là toàn trình hay một phần."
NOT_ONLINE = "Dữ liệu quốc gia không ghi cách nộp trực tuyến."
# As in the national list, with the local part that provinces add; never longer than the column.
CODE = re.compile(r"[0-9]\.[0-9]{6}(?:\.[0-9A-Z]{1,8}){0,6}")
_LEGAL_CODE = re.compile(r"\d[\w./]*(?:-[\w.]+)*/[\w./-]+")
_TARGETS = (
    (("nước ngoài",), Target.FOREIGNER),
    (("cán bộ", "công chức", "viên chức", "đảng viên"), Target.OFFICIAL),
    (("doanh nghiệp, htx",), Target.ORGANISATION),
    (("doanh nghiệp", "hợp tác xã"), Target.BUSINESS),
    (("tổ chức",), Target.ORGANISATION),
    (("công dân", "người việt nam"), Target.CITIZEN),
)


class UnusableRecord(ValueError):
    """A record without a code or a name of its own: there is nothing to file it under."""


def content_of(record: Any, survey: Survey, fingerprint: str = "") -> tuple[VersionContent, Doubts]:
    """The content of a record. Raises UnusableRecord; every lesser fault becomes a doubt."""
    if not isinstance(record, dict):
        raise UnusableRecord("not an object")
    code, name = clean(record.get("code")), clean(record.get("name"))
    if not CODE.fullmatch(code):
        raise UnusableRecord(f"no usable code: {code!r}")
    if not name:
        raise UnusableRecord(f"{code} has no name")
    doubts = Doubts()
    record = in_shape(record, doubts)
    doubt_texts(record, doubts)
    field_name = short_enough(clean(record.get("field")), MOST_FIELD_NAME, "field", doubts) or NO_FIELD
    limits = time_limits(record, doubts)
    case = CaseContent(Case(key=CASE_KEY, name=CASE_NAME), components(record, doubts), fees(record, doubts), limits)
    version = _version(record, name, field_name, doubts)
    _doubt_gaps(record, version, survey, doubts)
    _take_given_flags(record, doubts)
    told_code = clean(record.get("field_code")) or survey.field_codes.get(field_name.lower(), "")
    field_code = short_enough(told_code, MOST_FIELD_CODE, "field_code", doubts)
    version.doubts = doubts.as_marks()
    version.content_hash = fingerprint
    return VersionContent(code, field_code, field_name, version, [case], [default_process(limits)]), doubts


def _version(record: dict[str, Any], name: str, field_name: str, doubts: Doubts) -> ProcedureVersion:
    levels = _levels(record, doubts)
    executing = clean(record.get("executing_agency"))
    agencies = f"{executing} {clean(record.get('competent_agency'))}"
    who = competent(levels, agencies, field_name, name)
    has_online = any(c.get("method") == "online" for c in record.get("channels") or [] if isinstance(c, dict))
    return ProcedureVersion(
        name=name,
        levels=levels,
        targets=_targets(record),
        online_level=OnlineLevel.PARTIAL if has_online else OnlineLevel.NONE,
        online_reason=ONLINE_UNCLEAR if has_online else NOT_ONLINE,
        competence=who.rule,
        competent_department=who.department,
        division=who.division,
        executing_agency=executing or clean(record.get("competent_agency")),
        decision_number=clean(record.get("decision_no"))[:200],
        decision_agency=clean(record.get("promulgating_agency")),
        requirements=clean(record.get("requirements")),
        guide=_guide(record),
        results=[{"code": "", "name": text} for text in _lines(record.get("results"))],
        legal_basis=_legal_basis(record, doubts),
        source=Source.NATIONAL,
        source_url=_web_address(clean(record.get("source_url"))),
        sources=_origin(record) | {"same_day_rule_in_text": says_same_day(record)},
    )


def _web_address(text: str) -> str:
    """An address that a page may link to; "" for javascript: and the like."""
    return text if text.startswith(("https://", "http://")) else ""


def _levels(record: dict[str, Any], doubts: Doubts) -> list[str]:
    levels = [level for level in record.get("levels") or [] if level in Level.values]
    if not levels:
        doubts.add("no_level", "levels", record.get("levels"))
    return levels or [Level.OTHER]


def _targets(record: dict[str, Any]) -> list[str]:
    told = [clean(target).lower() for target in record.get("targets") or []]
    found = [next((t for words, t in _TARGETS if any(w in text for w in words)), None) for text in told]
    return sorted({target for target in found if target})


def _guide(record: dict[str, Any]) -> list[dict[str, str]]:
    steps = [step for step in record.get("steps") or [] if isinstance(step, dict)]
    told = [(clean(step.get("name")).rstrip(":"), clean(step.get("text"))) for step in steps]
    named = [(name or f"Bước {number}", text) for number, (name, text) in enumerate(told, 1) if name or text]
    return [{"title": name, "text": text} for name, text in named]


def _lines(texts: Any) -> list[str]:
    return [line for text in texts or [] if (line := without_bullet(clean(text)))]


def _legal_basis(record: dict[str, Any], doubts: Doubts) -> list[dict[str, str]]:
    found = []
    for place, basis in enumerate(record.get("legal_basis") or []):
        if not isinstance(basis, dict):
            doubts.add("legal_basis_not_readable", f"legal_basis[{place}]", basis)
            continue
        code = clean(basis.get("code"))
        if code and not _LEGAL_CODE.fullmatch(code):
            doubts.add("legal_code_not_a_code", f"legal_basis[{place}].code", code)
        found.append({"code": code, "name": clean(basis.get("name"))})
    return found


def _origin(record: dict[str, Any]) -> dict[str, Any]:
    """What the record says beside our model, kept for the publisher."""
    kept = (
        "kind",
        "scope",
        "source",
        "structured",
        "crawled_at",
        "source_updated_at",
        "competent_agency",
        "coordinating_agency",
        "receiving_address",
        "case_times",
        "same_name_as",
    )
    return {key: record[key] for key in kept if record.get(key)}


def _doubt_gaps(record: dict[str, Any], version: ProcedureVersion, survey: Survey, doubts: Doubts) -> None:
    """What is missing, and what only a look at the whole file tells."""
    gaps = {
        "no_agency": version.executing_agency,
        "no_field": clean(record.get("field")),
        "no_legal_basis": version.legal_basis,
        "no_result": version.results,
        "no_decision": version.decision_number,
        "no_steps": version.guide,
        "channels_unparsed": record.get("channels"),
    }
    for flag, value in gaps.items():
        if not value:
            doubts.add(flag, flag.partition("_")[2])
    told = record.get("same_name_as")
    linked = set(map(str, told)) if isinstance(told, list) else set()
    if twins := survey.twins(version.name) - {clean(record.get("code"))} - linked:
        doubts.add("duplicate_name_other_code", "name", ", ".join(sorted(twins)))
    if record.get("scope") == "provincial":
        doubts.add("other_province", "promulgating_agency", version.decision_agency)


def _take_given_flags(record: dict[str, Any], doubts: Doubts) -> None:
    """Flags that came with the record and that we did not find ourselves."""
    for flag in record.get("quality_flags") or []:
        if isinstance(flag, str) and not doubts.has(flag):
            doubts.add(flag, "quality_flags")
