"""Taking a report in, whatever way it came: one function, after which it stands in the log and is never lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import aliases
from dossiers.models import Dossier
from hotline import about_heads, due_terms, due_times, log
from hotline.actors import Actor
from hotline.attachments.choosing import NOTHING, Chosen, keep
from hotline.codes import next_code
from hotline.inbox import inbox_unit, province_of
from hotline.models import Ticket
from hotline.problems import Incomplete
from hotline.secret_codes import fingerprint, secret_for
from portal.accounts.models import User
from procedures.models import Procedure
from units.models import Unit

if TYPE_CHECKING:
    from hotline.reports import Report


@dataclass(frozen=True)
class Filed:
    """The ticket, the secret that opens it (told now and never again), and whether this sending made it."""

    ticket: Ticket
    secret: str
    is_new: bool


def file(
    report: Report, *, key: str = "", user: User | None = None, actor: Actor | None = None, files: Chosen = NOTHING
) -> Filed:
    """Take a report in; the same report and files under the same key give the ticket that they made before.

    `user` is the signed-in reporter, `actor` who wrote it down for them. Incomplete where the law asks for a name,
    or when a file can't be used any more.
    """
    if report.lacks_name:
        raise Incomplete(_("Với nội dung này, hãy cho biết họ tên để cơ quan có căn cứ giải quyết."), "full_name")
    sent_key = report.sent_under(files.key(key or str(uuid4())), user)
    before = Ticket.objects.filter(sent_key=sent_key).first()
    if before is None:
        try:
            with transaction.atomic():
                return Filed(_create(report, sent_key, user, actor, files), secret_for(sent_key), is_new=True)
        except IntegrityError:
            # The same form arrived twice at once, and the other one was faster; anything else is an error still.
            before = Ticket.objects.filter(sent_key=sent_key).first()
            if before is None:
                raise
    return Filed(before, secret_for(sent_key), is_new=False)


def _create(report: Report, sent_key: str, user: User | None, actor: Actor | None, files: Chosen) -> Ticket:
    now, dossier = timezone.now(), _dossier(report.dossier)
    about = _unit(report.unit) or (dossier.competent_unit if dossier else None)
    inbox = about_heads.home_of(about) if report.is_about_head else inbox_unit()
    of_head = about_heads.at_receipt(about) if report.is_about_head else {}
    terms = due_terms.kept_for(report.kind, about, timezone.localdate(now))
    ticket = Ticket(
        kind=report.kind,
        severity=report.severity,
        channel=report.channel,
        content=report.content,
        place=report.place,
        about_unit=about,
        procedure=_procedure(report.procedure, dossier),
        dossier=dossier,
        dossier_code=report.dossier,
        user=user,
        language=report.language,
        handling_unit=inbox,
        received_at=now,
        last_sequence=1,
        secret_hash=fingerprint(secret_for(sent_key)),
        sent_key=sent_key,
        client_id=report.client_id,
        client_reference=report.client_reference,
        **report.reporter.columns(),
        terms=terms,
        **due_times.at_receipt(report.severity, inbox, now, terms),
        **({"is_confidential": report.is_confidential} | of_head),
    )
    ticket.code = next_code(province_of(inbox), timezone.localdate(now))
    ticket.save(force_insert=True)
    keep(ticket, log.begin(ticket, actor or Actor.reporter(), files.facts()), files)
    return ticket


def _unit(code: str) -> Unit | None:
    return Unit.objects.current().filter(code=code).select_related("parent__parent").first() if code else None


def _dossier(code: str) -> Dossier | None:
    known = Dossier.objects.select_related("competent_unit__parent", "procedure_version__procedure")
    return aliases.find(code, known)


def _procedure(code: str, dossier: Dossier | None) -> Procedure | None:
    if dossier is not None:
        return dossier.procedure_version.procedure
    return Procedure.objects.filter(code=code).first() if code else None
