"""The form behind each page of a filing, what it begins with, and where in the draft its answers are kept."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.http import QueryDict

from dossiers import drafts
from dossiers.filing_pages import FilingPage, schema_of
from dossiers.forms.delivering import DeliveryForm
from dossiers.forms.parties import ApplicantForm, OwnerForm
from dossiers.models import Draft
from dossiers.statuses import PartyKind
from portal.ui.fields import show_phone
from procedures import eforms

PageForm: TypeAlias = ApplicantForm | OwnerForm | DeliveryForm | eforms.EFormPage


def form_for(draft: Draft, page: FilingPage, language: str, data: QueryDict | None = None) -> PageForm:
    """The page's form: with what the draft holds, or bound to what was just typed."""
    kept = draft.data
    if page.eform_key:
        form_class = eforms.form_class(schema_of(draft), page.eform_key, language)
        return form_class(data, initial=_eform_start(draft))
    if page.key == "owner":
        return OwnerForm(data, initial=kept.get("owner", {}))
    if page.key == "delivery":
        return DeliveryForm(data, initial=kept.get("delivery", {}))
    is_other = kept.get("owner", {}).get("is_other")
    applicant = kept.get("applicant", {})
    return ApplicantForm(data, initial={**applicant, "is_other": is_other}, kind=applicant.get("kind", ""))


def _eform_start(draft: Draft) -> dict[str, Any]:
    """Answers given so far over what the filing already knows about its people (nobody types the same twice).

    E-forms ask for a person's number: the tax code of an organisation is none.
    """
    known = {role: _as_api(draft.data.get(role, {})) for role in ("applicant", "owner")}
    if known["applicant"].get("kind") == PartyKind.BUSINESS:
        known["applicant"]["id_number"] = ""
    return {**eforms.starting_data(schema_of(draft), known), **draft.data.get("form", {})}


def _as_api(party: dict[str, Any]) -> dict[str, Any]:
    address = {"commune": party.get("commune", ""), "street": party.get("street", "")}
    phone = show_phone(party.get("phone") or "").replace(" ", "")
    return {**party, "address": address, "phone": phone}


def keep(draft: Draft, page: FilingPage, form: PageForm, *, is_done: bool) -> Draft:
    """Keeps what the bound form holds, valid or not; `is_done` marks the page as answered."""
    answers = form.answers()
    done = page.key if is_done else ""
    if page.eform_key:
        return drafts.save_section(draft, "form", answers, done=done)
    if page.key == "applicant":
        drafts.save_section(draft, "owner", {"is_other": answers.pop("is_other", "") or ""})
    return drafts.save_section(draft, page.key, answers, done=done)
