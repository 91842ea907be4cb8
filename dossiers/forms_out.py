"""The statutory forms of a dossier as `portal.documents.forms` wants them: facts only, no layout."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dossiers.filing_fees import owed_for_dossier
from dossiers.models import Apology, Dossier, Party, SupplementOverride, SupplementRequest
from dossiers.statuses import Channel, DatabaseException, PaperSource, PartyKind, ResultDelivery, Stage
from portal.documents import apology_form, forms
from portal.vietnamese import format_dong
from procedures.choices import TimeUnit
from units.day_off_words import say_reason


def letterhead(dossier: Dossier, number: str, at: datetime) -> forms.Letterhead:
    """Who issues: the receiving one-stop under its agency (NĐ 30/2020)."""
    unit = dossier.receiving_unit
    return forms.Letterhead(
        unit_name=unit.name,
        parent_name=unit.agency.name if unit.agency != unit else "",
        number=number,
        place=place_of(dossier),
        issued_at=at,
        dossier_code=dossier.code,
    )


def place_of(dossier: Dossier) -> str:
    """The place named above the date: the commune, or the province for its own agencies."""
    return str(dossier.receiving_unit.division.full_name)


def person(party: Party) -> forms.Person:
    """A party as a form names them; the number is masked since forms travel."""
    label = _("Mã số thuế") if party.kind != PartyKind.CITIZEN else _("Số định danh cá nhân")
    return forms.Person(
        name=party.full_name,
        address=party.address,
        phone=party.phone,
        email=party.email,
        id_label=label,
        id_number=party.masked_id_number,
    )


def lookup_url(dossier: Dossier) -> str:
    """The address behind the second QR: the public tracking page with the code filled in."""
    query = urlencode({"code": dossier.code})
    return f"{settings.PORTAL_URL.rstrip('/')}{reverse('dossiers:track')}?{query}"


def receipt(dossier: Dossier, number: str, form: type[forms.Receipt] = forms.Receipt) -> forms.Receipt:
    """Form 01; as `forms.Acknowledgement` the same facts before the clerk received the dossier."""
    received_at = dossier.received_at or dossier.submitted_at
    moved = dossier.receiving_unit.agency.pk != dossier.competent_unit.agency.pk
    return form(
        head=letterhead(dossier, number, received_at),
        receiving_unit=dossier.receiving_unit.name,
        competent_unit=dossier.competent_unit.name,
        applicant=person(dossier.submitter),
        owner=person(dossier.owner),
        channel=str(Channel(dossier.channel).label),
        subject=dossier.title,
        papers=_papers(dossier),
        time_limit=time_limit_in_words(dossier),
        received_at=received_at,
        due_at=dossier.due_at,
        due_sum=due_sum_in_words(dossier.due_sum),
        competent_received_at=dossier.competent_received_at if moved else None,
        result_delivery=str(ResultDelivery(dossier.result_delivery).label),
        lookup_url=lookup_url(dossier),
        fees=_fees(dossier),
        receiver_name=_receiver(dossier),
        hotline=dossier.receiving_unit.hotline or settings.PORTAL_HOTLINE,
    )


def _papers(dossier: Dossier) -> list[forms.ReceivedPaper]:
    rows = dossier.papers.filter(replaced_by=None).select_related("component")
    return [
        forms.ReceivedPaper(
            name=paper.component.name,
            originals=paper.component.originals if paper.source == PaperSource.BROUGHT else 0,
            copies=paper.component.copies if paper.source == PaperSource.BROUGHT else 0,
            electronic=0 if paper.source == PaperSource.BROUGHT else 1,
        )
        for paper in rows
    ]


def _fees(dossier: Dossier) -> list[tuple[str, str]]:
    """Name and amount of what is owed; where only a text sets the amount, the counter says it."""
    owed = owed_for_dossier(dossier)
    return [(line.due.name, format_dong(line.owed_dong)) for line in owed.lines if line.owed_dong is not None]


def _receiver(dossier: Dossier) -> str:
    event = dossier.events.filter(action="receive").order_by("-sequence").first()
    return event.actor_name if event else ""


def time_limit_in_words(dossier: Dossier) -> str:
    """The legal limit as the receipt says it ("1 ngày làm việc")."""
    limit = dossier.case.time_limit(dossier.channel)
    if limit is not None:
        return str(limit)
    return f"{dossier.due_sum['amount']} {TimeUnit(dossier.due_sum['unit']).label}"


def due_sum_in_words(due_sum: dict[str, Any]) -> str:
    """The days counted and skipped, so that anybody can check the due moment by hand."""
    counted = ", ".join(_day(day) for day in due_sum.get("counted", []))
    skipped = ", ".join(f"{_day(day)} ({say_reason(reason)})" for day, reason in due_sum.get("skipped", []))
    words = [_("Tính các ngày: %(days)s.") % {"days": counted}] if counted else []
    if skipped:
        words.append(_("Không tính: %(days)s.") % {"days": skipped})
    return " ".join(words)


def _day(iso: str) -> str:
    return date_format(datetime.fromisoformat(iso), "d/m/Y")


def supplement(asked: SupplementRequest, number: str) -> forms.SupplementRequest:
    """Form 02 of one request."""
    dossier = asked.dossier
    items = asked.items.select_related("component")
    return forms.SupplementRequest(
        head=letterhead(dossier, number, asked.requested_at),
        owner=person(dossier.owner),
        subject=dossier.title,
        wanted=[forms.WantedPaper(item.component.name, item.remark) for item in items],
        reason=asked.reason,
        lookup_url=lookup_url(dossier),
        legal_basis=_grounds_of(asked),
        stage=str(Stage(asked.stage).label),
        time_of_asking=asked.number,
        answer_by=asked.answer_due_at,
        officer_name=asked.requested_by.full_name,
        officer_phone=dossier.receiving_unit.phone,
    )


def apology(made: Apology, number: str) -> apology_form.Apology:
    """Form 04, issued by the competent agency over its head's name."""
    dossier, unit = made.dossier, made.dossier.competent_unit
    return apology_form.Apology(
        head=forms.Letterhead(
            unit_name=unit.name,
            parent_name=unit.agency.name if unit.agency != unit else "",
            number=number,
            place=str(unit.division.full_name),
            issued_at=made.approved_at or made.drafted_at,
            dossier_code=dossier.code,
        ),
        owner=person(dossier.owner),
        subject=dossier.title,
        received_at=dossier.received_at or dossier.submitted_at,
        due_before=made.due_before,
        reason=made.reason,
        new_due_at=made.new_due_at,
        lookup_url=lookup_url(dossier),
        signer_name=made.approved_by.full_name if made.approved_by else "",
        due_sum=due_sum_in_words(made.due_sum),
        phone=unit.phone,
    )


def _grounds_of(asked: SupplementRequest) -> str:
    """The basis named by whoever asks, the leader's ground of one more request, and the exception for databases."""
    override = SupplementOverride.objects.filter(used_by=asked).first()
    exception = DatabaseException(asked.database_exception).label if asked.database_exception else ""
    grounds = [asked.legal_basis, override.legal_ground if override else "", str(exception)]
    return "; ".join(ground for ground in grounds if ground)


def refusal(dossier: Dossier, number: str) -> forms.Refusal:
    """Form 03."""
    refused = dossier.refusal
    return forms.Refusal(
        head=letterhead(dossier, number, refused.refused_at),
        owner=person(dossier.owner),
        subject=dossier.title,
        reason=refused.reason,
        legal_basis=refused.legal_ground,
        lookup_url=lookup_url(dossier),
        officer_name=refused.refused_by.full_name,
        officer_phone=dossier.receiving_unit.phone,
    )
