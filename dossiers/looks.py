"""The log of looks at a dossier: who, when and why; opening it counts once an hour, since a reload is no new look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers.actors import ApiClient
from dossiers.models import Dossier
from portal.accounts.access_log import record_look, reference
from portal.accounts.models import AccessLogEntry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portal.accounts.models import User

COUNTS_AS_ONE = timedelta(hours=1)


def note_opening(request: HttpRequest, user: User, dossier: Dossier) -> None:
    """Logs that the person opened the dossier, unless they did within the hour."""
    with override("vi"):  # the log is read by many, not in the language of whoever looked
        why = _("Mở hồ sơ để giải quyết")
    _note_once(request, user, dossier, why)


def note_opening_for_opinion(request: HttpRequest, user: User, dossier: Dossier) -> None:
    """Logs that somebody of a unit that is asked opened the dossier, unless they did within the hour."""
    with override("vi"):
        why = _("Mở hồ sơ để cho ý kiến")
    _note_once(request, user, dossier, why)


def note_opening_by_owner(request: HttpRequest, user: User, dossier: Dossier) -> None:
    """Logs that the owner opened what somebody else filed for them: the one who filed sees it."""
    with override("vi"):
        why = _("Chủ hồ sơ xem hồ sơ do người khác nộp")
    _note_once(request, user, dossier, why)


def note_file(request: HttpRequest, user: User, dossier: Dossier, what: str) -> None:
    """Logs that somebody other than who filed opened a paper or document, by its name; every time."""
    with override("vi"):
        why = _("Mở «%(what)s» trong hồ sơ") % {"what": what[:150]}
    record_look(user, dossier, why, request, owner=dossier.submitted_by)


def note_document(request: HttpRequest, reader: User | ApiClient, dossier: Dossier, what: str) -> None:
    """Logs that a document was read by REST, every time, unless by the person who filed; systems by name and id.

    It shows to whoever the dossier is about, so that they see where their papers went (Luật 91/2025/QH15).
    """
    if isinstance(reader, ApiClient):
        with override("vi"):
            why = _("Hệ thống đã nộp hồ sơ tải «%(what)s»") % {"what": what[:150]}
        owner = dossier.submitted_by or dossier.owner.user
        client = f"{reader.name[:55]} ({reader.client_id})"[:100]
        record_look(None, dossier, why, request, owner=owner, client=client)
    elif dossier.submitted_by_id != reader.pk:
        note_file(request, reader, dossier, what)


def _note_once(request: HttpRequest, user: User, dossier: Dossier, why: str) -> None:
    recent = AccessLogEntry.objects.filter(
        subject=reference(dossier), actor=user, path=request.path[:500], at__gte=timezone.now() - COUNTS_AS_ONE
    )
    if not recent.exists():
        record_look(user, dossier, why, request, owner=dossier.submitted_by)


def note_reveal(request: HttpRequest, user: User, dossier: Dossier, reason: str) -> None:
    """Logs that the person saw whole identity numbers, and the reason given; every time."""
    with override("vi"):
        why = _("Xem số định danh: %(reason)s") % {"reason": reason}
    record_look(user, dossier, why, request, owner=dossier.submitted_by)
