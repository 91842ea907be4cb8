"""What the result paper says: drawn from the form, completed by the officer, frozen when the leader approves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import forms_out
from dossiers.models import Dossier, Result
from portal.documents import forms
from procedures import eforms
from units import kept
from units.models import Division

GENERIC_TEMPLATE = "documents/results/generic.html"
REFUSAL_TITLE = "Văn bản từ chối giải quyết hồ sơ"
BIRTH_TEMPLATE = "documents/results/birth_certificate.html"

SEXES = {"male": "Nam", "female": "Nữ"}


def officer_schema(dossier: Dossier) -> dict[str, Any]:
    """The part of the result that the officer writes, as an e-form of one page (empty where there is none)."""
    properties = told_by_eform(dossier).get("officer-properties", {})
    if not properties:
        properties = {
            "decision": {
                "type": "string",
                "title": "Nội dung giải quyết",
                "x-title-en": "Decision",
                "x-widget": "textarea",
            }
        }
    page = {"key": "result", "title": "Nội dung kết quả", "x-title-en": "The result", "properties": list(properties)}
    return {"type": "object", "x-pages": [page], "properties": properties, "required": list(properties)}


def told_by_eform(dossier: Dossier) -> dict[str, Any]:
    """What the e-form says of the result; nothing where its questions were never answered, as of an older system's."""
    if dossier.case.eform is None or dossier.is_taken_over:
        return {}
    told: dict[str, Any] = dossier.case.eform.schema.get("x-result", {})
    return told


def officer_problems(dossier: Dossier, content: dict[str, Any]) -> list[eforms.Problem]:
    """What is missing or wrong in the officer's part."""
    return eforms.validate(officer_schema(dossier), content)


def build(result: Result, number: str) -> forms.BirthCertificate | forms.GenericResult:
    """The result as its template wants it, with its number and the present moment."""
    return _refusal(result, number) if result.is_refusal else BUILDERS.get(result.template, _generic)(result, number)


def _head(dossier: Dossier, number: str, at: datetime) -> forms.Letterhead:
    unit = dossier.competent_unit
    return forms.Letterhead(
        unit_name=unit.name,
        parent_name=unit.parent.name if unit.parent else "",
        number=number,
        place=unit.division.full_name,
        issued_at=at,
        dossier_code=dossier.code,
    )


def _signer_name(result: Result) -> str:
    return result.approved_by.full_name if result.approved_by else ""


def _birth(result: Result, number: str) -> forms.BirthCertificate:
    dossier, answers, now = result.dossier, result.dossier.form, timezone.localtime()
    return forms.BirthCertificate(
        head=_head(dossier, number, now),
        child_name=answers["child_name"],
        born_on=date.fromisoformat(answers["child_birth_date"]),
        sex=SEXES[answers["child_sex"]],
        ethnicity=answers["child_ethnicity"],
        nationality=answers["child_nationality"],
        birthplace=_birthplace(answers),
        hometown=answers["child_native_place"],
        personal_id=result.content.get("child_personal_number", ""),
        mother=_parent(answers, "mother"),
        father=_parent(answers, "father"),
        registrant_name=answers["requester_name"],
        registrant_paper=_("Số định danh cá nhân %(number)s") % {"number": answers["requester_id_number"]},
        registered_by=dossier.competent_unit.name,
        registered_on=now.date(),
        signer_title=_("CHỦ TỊCH"),
        signer_name=_signer_name(result),
    )


def _birthplace(answers: dict[str, Any]) -> str:
    if answers["birth_place_kind"] == "abroad":
        return str(answers["birth_place_abroad"])
    commune = _name_of_commune(answers["birth_place_commune"])
    parts = (answers.get("birth_place_name", ""), answers.get("birth_place_address", ""), commune)
    return ", ".join(part for part in parts if part)


def _name_of_commune(code: str) -> str:
    """The name of today; of a commune that has gone since the filing, the one it had: codes are never used again."""
    today = kept.today().commune_names({code}).get(code)
    past = Division.objects.filter(code=code).values_list("full_name", flat=True)
    return today or past.first() or code


def _parent(answers: dict[str, Any], who: str) -> forms.Parent:
    if answers.get(f"{who}_declared") != "yes":
        return forms.Parent()
    return forms.Parent(
        name=answers[f"{who}_name"],
        born=str(answers[f"{who}_birth_year"]),
        ethnicity=answers[f"{who}_ethnicity"],
        nationality=answers[f"{who}_nationality"],
        residence=answers[f"{who}_residence"],
    )


def _generic(result: Result, number: str) -> forms.GenericResult:
    dossier = result.dossier
    schema = dossier.case.eform.schema if dossier.case.eform else None
    pages = eforms.summary(schema, dossier.form, "vi") if schema else []
    return forms.GenericResult(
        head=_head(dossier, number, timezone.localtime()),
        title=result.title,
        owner=forms_out.person(dossier.owner),
        decision=result.content.get("decision", ""),
        facts=_officer_facts(result) + [(label, shown) for _page, rows in pages for label, shown in rows],
        signer_title=_("THỦ TRƯỞNG CƠ QUAN"),
        signer_name=_signer_name(result),
        legal_basis=[f"{law['name']} ({law['code']})" for law in dossier.procedure_version.legal_basis[:4]],
    )


def _refusal(result: Result, number: str) -> forms.GenericResult:
    """The paper of a refusal: which request, why not, on what ground (NĐ 61/2018 Đ19(8))."""
    paper, told = _generic(result, number), result.content
    lines = [
        _("%(unit)s không giải quyết đề nghị nêu trên.") % {"unit": result.dossier.competent_unit.name},
        _("Lý do: %(reason)s") % {"reason": told["reason"]},
        _("Căn cứ: %(ground)s") % {"ground": told["legal_ground"]},
    ]
    asked = [(_("Nội dung đề nghị"), result.dossier.title)]
    return replace(paper, decision="\n".join(lines), facts=asked, legal_basis=[])


def _officer_facts(result: Result) -> list[tuple[str, str]]:
    """What the officer wrote besides the decision, as the code of a new business: it belongs first on the paper."""
    asked = officer_schema(result.dossier)
    if "decision" in asked["properties"]:
        return []
    return [row for _page, rows in eforms.summary(asked, result.content, "vi") for row in rows]


BUILDERS: dict[str, Callable[[Result, str], forms.BirthCertificate | forms.GenericResult]] = {BIRTH_TEMPLATE: _birth}
"""Results with a form of their own; any other procedure gets the generic one."""
