"""The worker's side of paperwork: render, number, sign and issue what waits, each row in a transaction of its own.

A failure is written on the row, where staff see it, and tried again later; one bad row never holds up the others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from dossiers import control_slip_facts, corrected_answers, forms_out, lifecycle, replacing, result_content, stop_notice
from dossiers.models import Dossier, Paperwork
from portal.documents import forms, issuing, numbering
from portal.documents.apology_form import Apology
from portal.documents.control_slip_form import ControlSlip
from portal.documents.models import IssuedDocument, Kind
from portal.documents.stop_form import StopNotice

log = structlog.get_logger(__name__)

RETRY_MINUTES = (1, 5, 15, 60)
"""Waits between tries; the last one repeats."""


def make_waiting(limit: int = 200) -> int:
    """Makes up to `limit` waiting documents, oldest first; the number made. Several workers share the work."""
    made = 0
    for _round in range(limit):
        row = _claim()
        if row is None:
            break
        made += _make(row)
    return made


def _claim() -> int | None:
    """The id of one waiting row, put off by a minute so that a worker that dies leaves it to the next round."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Paperwork.objects.select_for_update(skip_locked=True).filter(made_at=None, next_try_at__lte=now)
        row = waiting.order_by("next_try_at", "pk").first()
        if row is None:
            return None
        row.attempts += 1
        row.next_try_at = _next_try(now, row.attempts)
        row.save(update_fields=["attempts", "next_try_at"])
    return row.pk


def _next_try(now: datetime, attempts: int) -> datetime:
    return now + timedelta(minutes=RETRY_MINUTES[min(attempts, len(RETRY_MINUTES)) - 1])


def _make(pk: int) -> bool:
    try:
        _make_one(pk)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"[:2000]
        Paperwork.objects.filter(pk=pk).update(problem=problem)
        log.exception("paperwork_failed", paperwork=pk)
        return False
    return True


@transaction.atomic
def _make_one(pk: int) -> None:
    row = Paperwork.objects.select_related("dossier").get(pk=pk)
    with lifecycle.locked(row.dossier) as dossier:
        # The dossier's lock comes first, as everywhere; a second worker then finds the row made.
        row = Paperwork.objects.select_for_update().get(pk=pk)
        if row.made_at is not None:
            return
        row.document = MAKERS[Paperwork.Kind(row.kind)](dossier, row)
        row.made_at, row.problem = timezone.now(), ""
        row.save(update_fields=["document", "made_at", "problem"])


def _number(dossier: Dossier, suffix: str) -> str:
    """The next number of the unit's yearly series, as `12/TNHS` (TT 01/2018 Đ10)."""
    year = timezone.localdate().year
    unit = dossier.receiving_unit.code if suffix in {"TNHS", "HDHS", "TCTN", "KSHS"} else dossier.competent_unit.code
    return f"{numbering.next_number(f'{unit}/{suffix}', year)}/{suffix}"


def _issue_form(
    dossier: Dossier,
    kind: Kind,
    form: forms.Receipt | forms.SupplementRequest | forms.Refusal | ControlSlip,
    title: str,
) -> IssuedDocument:
    code = issuing.reserve_code()
    return issuing.issue(
        kind,
        form.head.number,
        title,
        dossier.code,
        dossier.receiving_unit.name,
        forms.render_form(form, code),
        signer_name=dossier.receiving_unit.name,
        sign=True,
        verification_code=code,
    )


def _acknowledgement(dossier: Dossier, row: Paperwork) -> IssuedDocument:
    form = forms_out.receipt(dossier, "", forms.Acknowledgement)
    return _issue_form(dossier, Kind.ACKNOWLEDGEMENT, form, str(Paperwork.Kind(row.kind).label))


def _receipt(dossier: Dossier, row: Paperwork) -> IssuedDocument:
    form = forms_out.receipt(dossier, _number(dossier, "TNHS"))
    return _issue_form(dossier, Kind.RECEIPT, form, str(Paperwork.Kind(row.kind).label))


def _supplement(dossier: Dossier, row: Paperwork) -> IssuedDocument:
    asked = dossier.supplement_requests.get(number=row.number)
    form = forms_out.supplement(asked, _number(dossier, "HDHS"))
    return _issue_form(dossier, Kind.SUPPLEMENT_REQUEST, form, str(Paperwork.Kind(row.kind).label))


def _refusal(dossier: Dossier, row: Paperwork) -> IssuedDocument:
    form = forms_out.refusal(dossier, _number(dossier, "TCTN"))
    return _issue_form(dossier, Kind.REFUSAL, form, str(Paperwork.Kind(row.kind).label))


def _control_slip(dossier: Dossier, row: Paperwork) -> IssuedDocument:
    """The slip of the dossier as it stands when it is drawn, in the name of the receiving unit."""
    form = control_slip_facts.of(dossier, _number(dossier, "KSHS"))
    return _issue_form(dossier, Kind.CONTROL_SLIP, form, str(Paperwork.Kind(row.kind).label))


def _apology(dossier: Dossier, row: Paperwork) -> IssuedDocument:
    """The apology, signed in the name of the leader who answers for it."""
    return _issue_leaders(dossier, Kind.APOLOGY, forms_out.apology(dossier.apology, _number(dossier, "XLHL")), row)


def _stop_notice(dossier: Dossier, row: Paperwork) -> IssuedDocument:
    """The notice of a stop, signed in the name of the leader who decided it."""
    return _issue_leaders(dossier, Kind.STOP_NOTICE, stop_notice.of(dossier, _number(dossier, "DGQ")), row)


def _issue_leaders(dossier: Dossier, kind: Kind, form: Apology | StopNotice, row: Paperwork) -> IssuedDocument:
    code = issuing.reserve_code()
    return issuing.issue(
        kind,
        form.head.number,
        str(Paperwork.Kind(row.kind).label),
        dossier.code,
        form.head.unit_name,
        forms.render_form(form, code),
        signer_name=form.signer_name,
        sign=True,
        verification_code=code,
    )


def _result(dossier: Dossier, row: Paperwork) -> IssuedDocument:
    """Numbers, renders, signs and issues the approved result, which finishes the dossier; or a corrected one."""
    result, note = corrected_answers.round_of(dossier, row.number)
    year = timezone.localdate().year
    number = f"{numbering.next_number(f'{dossier.competent_unit.code}/result', year)}/{year}"
    code = issuing.reserve_code()
    paper = replace(result_content.build(result, number), note=note)
    pdf = forms.render_result(paper, code, result.template)
    signer = result.approved_by
    document = issuing.issue(
        Kind.RESULT,
        number,
        result.title,
        dossier.code,
        dossier.competent_unit.name,
        pdf,
        signer_name=signer.full_name if signer else "",
        sign=True,
        verification_code=code,
    )
    replacing.issue(dossier, row, document)
    return document


MAKERS = {
    Paperwork.Kind.ACKNOWLEDGEMENT: _acknowledgement,
    Paperwork.Kind.RECEIPT: _receipt,
    Paperwork.Kind.SUPPLEMENT: _supplement,
    Paperwork.Kind.REFUSAL: _refusal,
    Paperwork.Kind.APOLOGY: _apology,
    Paperwork.Kind.STOP_NOTICE: _stop_notice,
    Paperwork.Kind.CONTROL_SLIP: _control_slip,
    Paperwork.Kind.RESULT: _result,
}
"""How each kind of document is made."""
