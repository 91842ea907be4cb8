"""Taking in a dossier: everything is checked first, then written in one transaction with its code and first event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from dossiers import (
    asking_payment,
    consequences,
    deadlines,
    fee_claims,
    intake_checks,
    lateness,
    lifecycle,
    numbering,
    steps,
)
from dossiers.actors import Actor, ApiClient
from dossiers.hooks import Moved
from dossiers.intake_checks import Checked
from dossiers.models import Dossier, Paper, Party
from dossiers.paper_checks import claim_uploads
from dossiers.problems import IntakeRefused
from dossiers.statuses import PartyRole, Status
from dossiers.submission import PartyData, Submission
from portal.accounts.models import AssuranceLevel

if TYPE_CHECKING:
    from portal.accounts.models import User


def submit(
    submission: Submission,
    *,
    by: User | ApiClient,
    submission_key: str = "",
    level: AssuranceLevel | None = AssuranceLevel.SELF_DECLARED,
) -> Dossier:
    """Takes in a filing and gives back its dossier with code and due time, status 1.

    `level` is how surely the door knows who files; None where a door of others that asks by itself let them in.
    A `submission_key` seen before gives back the dossier of the first time: a form sent twice counts once.
    Raises IntakeRefused with every fault found, then NotKnownSurely; nothing is stored and no number is used.
    """
    if known := filed_under(submission_key):
        return known
    try:
        checked = intake_checks.check(submission, by)
        if level is not None:
            intake_checks.check_level(checked, by, level)
        with transaction.atomic():
            return _write(checked, by, submission_key)
    except (IntegrityError, IntakeRefused):
        # The same key raced us to the files or to the unique index: the first one won and its dossier is the answer.
        known = filed_under(submission_key)
        if known is None:
            raise
        return known


def filed_under(submission_key: str) -> Dossier | None:
    """The dossier that was filed with a key, if any; no query without a key."""
    return Dossier.objects.filter(submission_key=submission_key).first() if submission_key else None


def _write(checked: Checked, by: User | ApiClient, submission_key: str) -> Dossier:
    actor, now = Actor.of(by), timezone.now()
    route = checked.route
    clock = deadlines.clock(checked.case, checked.process, checked.submission.channel, route.competent_unit, now)
    dossier = Dossier(
        procedure_version=checked.version,
        case=checked.case,
        process=checked.process,
        title=checked.title,
        channel=checked.submission.channel,
        receiving_unit=route.receiving_unit,
        competent_unit=route.competent_unit,
        handling_unit=route.handling_unit,
        status=Status.SUBMITTED,
        last_sequence=1,
        finance_state=checked.owed.finance_state,
        form=checked.submission.form,
        result_delivery=checked.submission.result_delivery,
        submitted_at=now,
        reception_due_at=lateness.reception_due(checked.submission.channel, route.receiving_unit, now),
        submitted_by=actor.user,
        client_id=actor.client_id,
        submission_key=submission_key or None,
        **clock.as_changes(),
    )
    dossier.code = numbering.next_code(route.receiving_unit.agency_code, timezone.localdate(now))
    dossier.save(force_insert=True)
    _write_parts(dossier, checked, by)
    return _begin(dossier, actor, now)


def _write_parts(dossier: Dossier, checked: Checked, by: User | ApiClient) -> None:
    submission = checked.submission
    parties = [_party(dossier, PartyRole.OWNER, submission.owner_data, checked)]
    if submission.owner is not None:
        parties.append(_party(dossier, PartyRole.SUBMITTER, submission.applicant, checked))
    parties[-1].user = dossier.submitted_by
    dossier.people = Party.objects.bulk_create(parties)
    papers = [
        Paper(dossier=dossier, component=paper.component, position=position, source=paper.source, upload=paper.upload)
        for position, paper in enumerate(checked.papers, start=1)
    ]
    Paper.objects.bulk_create(papers)
    fee_claims.store(dossier, checked.claims)
    files = [*(paper.upload for paper in checked.papers), *(claim.upload for claim in checked.claims)]
    handed_in = [upload.public_id for upload in files if upload is not None]
    # One file may be a paper of the dossier and a proof.
    claim_uploads(list(dict.fromkeys(handed_in)), by)


def _party(dossier: Dossier, role: str, data: PartyData, checked: Checked) -> Party:
    return Party(
        dossier=dossier,
        role=role,
        kind=data.kind,
        full_name=data.full_name,
        id_number=data.id_number,
        phone=data.phone,
        email=data.email,
        commune_code=data.commune,
        commune_name=checked.commune_names.get(data.commune, ""),
        street=data.street,
        date_of_birth=data.date_of_birth,
    ).with_index()


def _begin(dossier: Dossier, actor: Actor, now: datetime) -> Dossier:
    event = lifecycle.begin(dossier, actor, at=now)
    steps.begin(dossier, now)
    consequences.follow(Moved(dossier, event))
    asking_payment.at_filing(dossier)
    return dossier
