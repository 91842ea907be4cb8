"""Filings still being written: found, saved as typed, and turned into submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dossiers import intake
from dossiers.draft_claims import claimed
from dossiers.draft_papers import drop_files, handed_in, named_files
from dossiers.models import Dossier, Draft
from dossiers.statuses import Channel, PaperSource, PartyKind, ResultDelivery
from dossiers.submission import PaperData, PartyData, Submission
from portal.accounts.models import AssuranceLevel, Kind
from units import kept

if TYPE_CHECKING:
    from portal.accounts.models import User
    from procedures.models import Case, ProcedureVersion
    from units.models import Unit

PARTY_FIELDS = ("full_name", "id_number", "phone", "email", "commune", "street")


def open_drafts(user: User) -> QuerySet[Draft]:
    """The person's filings that were not sent yet, last touched first."""
    return (
        Draft.objects.filter(user=user, dossier=None)
        .select_related("procedure_version__procedure", "case")
        .order_by("-saved_at")
    )


def start(user: User, version: ProcedureVersion, case: Case, commune: str = "") -> Draft:
    """Opens a filing, with what the account already knows filled in; an untouched one of the same case is reused."""
    untouched = open_drafts(user).filter(case=case)
    known = next((draft for draft in untouched if not draft.data.get("done")), None)
    if known is not None:
        return _file_at(known, commune)
    kind = PartyKind.BUSINESS if user.kind == Kind.ORGANISATION else PartyKind.CITIZEN
    applicant = {"full_name": user.full_name, "email": user.email or "", "phone": user.phone or "", "kind": kind}
    return Draft.objects.create(
        user=user,
        procedure_version=version,
        case=case,
        commune_code=commune,
        data={"applicant": {**applicant, "commune": commune}, "form": {}, "papers": {}, "delivery": {}, "done": []},
    )


def _file_at(draft: Draft, commune: str) -> Draft:
    """The draft with the place of filing that was chosen last."""
    if commune and draft.commune_code != commune:
        draft.commune_code = commune
        draft.save(update_fields=["commune_code", "saved_at"])
    return draft


def place_of_filing(draft: Draft) -> Unit | None:
    """The centre that the person chose to file at; None leaves it to the competent agency's own centre.

    Only a non-territorial procedure leaves the choice (NĐ 118/2025 Đ20). A commune that has gone since leaves it open.
    """
    if not draft.commune_code or not draft.procedure_version.is_non_territorial():
        return None
    units = kept.today()
    try:
        return units.centre_of(units.committee_of(draft.commune_code))
    except LookupError:
        return None


def save_section(draft: Draft, section: str, values: dict[str, Any], *, done: str = "") -> Draft:
    """Merges what was typed into a section ("applicant", "form", "papers", … as in `Draft`), valid or not.

    `done` names the page when its values were valid. The row is locked, since autosave and save may race.
    """
    with transaction.atomic():
        current = Draft.objects.select_for_update().get(pk=draft.pk)
        data = dict(current.data)
        data[section] = {**data.get(section, {}), **values}
        if done:
            data["done"] = sorted({*data.get("done", []), done})
        current.data = data
        current.save(update_fields=["data", "saved_at"])
    return current


def submission_of(draft: Draft) -> Submission:
    """The filing as the intake wants it; faults are found there, not here."""
    data = draft.data
    owner = data.get("owner") or {}
    is_other = owner.get("is_other") in (True, "yes", "true", "on")
    place = place_of_filing(draft)
    return Submission(
        procedure=draft.procedure_version.procedure.code,
        case=draft.case.key,
        channel=Channel.ONLINE,
        receiving_unit=place.code if place else "",
        applicant=_party(data.get("applicant", {})),
        owner=_party(owner) if is_other else None,
        form={key: value for key, value in data.get("form", {}).items() if value not in ("", None)},
        papers=[_paper(component, paper) for component, paper in handed_in(draft).items()],
        fee_claims=claimed(draft),
        result_delivery=data.get("delivery", {}).get("result_delivery", ResultDelivery.ONLINE),
    )


def _party(values: dict[str, Any]) -> PartyData:
    typed = {name: str(values.get(name) or "") for name in PARTY_FIELDS}
    return PartyData(
        full_name=typed["full_name"],
        id_number=typed["id_number"],
        phone=typed["phone"],
        email=typed["email"],
        commune=typed["commune"],
        street=typed["street"],
        kind=str(values.get("kind") or PartyKind.CITIZEN),
    )


def _paper(component: str, paper: dict[str, str]) -> PaperData:
    upload = paper.get("upload") if paper["source"] == PaperSource.UPLOADED else None
    return PaperData(component, paper["source"], UUID(upload) if upload else None)


def send(draft: Draft, user: User, level: AssuranceLevel = AssuranceLevel.SELF_DECLARED) -> Dossier:
    """Sends the filing in. Sent twice it gives back the same dossier. Raises as `intake.submit`."""
    dossier = intake.submit(submission_of(draft), by=user, submission_key=_key(draft), level=level)
    Draft.objects.filter(pk=draft.pk).update(dossier=dossier)
    return dossier


def sent_meanwhile(draft: Draft) -> Dossier | None:
    """What became of a filing that was sent since it was read: pressed twice, the first press took its files."""
    return intake.filed_under(_key(draft))


def _key(draft: Draft) -> str:
    return f"draft:{draft.public_id}"


def discard(draft: Draft) -> None:
    """Throws an unsent filing away with its files (the person confirmed it); files that another filing names stay."""
    with transaction.atomic():
        thrown, _by_model = Draft.objects.filter(pk=draft.pk, dossier=None).delete()
        if thrown:
            named_elsewhere = {name for other in open_drafts(draft.user) for name in named_files(other)}
            drop_files(draft.user, named_files(draft) - named_elsewhere)
