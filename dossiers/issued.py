"""Who may read which document that was issued in a dossier: receipts, slips, the result. For pages and REST alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers import asking_payment
from dossiers.actors import ApiClient
from dossiers.models import Dossier, Paperwork

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User


def with_documents_for(reader: User | ApiClient, kind: str = "") -> QuerySet[Dossier]:
    """The dossiers whose issued documents (of a kind) somebody may open; what is inside, only who works there."""
    if isinstance(reader, ApiClient):
        filed = Dossier.objects.filed_by_client(reader.client_id)
        return filed.none() if kind in Paperwork.INSIDE else filed
    if kind in Paperwork.INSIDE:
        return Dossier.objects.worked_by(reader) | Dossier.objects.once_at(reader)
    return Dossier.objects.readable_by(reader)


def documents_for(reader: User | ApiClient, dossier: Dossier) -> QuerySet[Paperwork]:
    """What was issued in a dossier, or is being made, that somebody may know of who may read the dossier."""
    rows = dossier.paperwork.select_related("document__stored")
    is_inside = with_documents_for(reader, Paperwork.INSIDE[0]).filter(pk=dossier.pk).exists()
    return rows if is_inside else rows.exclude(kind__in=Paperwork.INSIDE)


def is_kept_back(dossier: Dossier, reader: User | ApiClient) -> bool:
    """Whether the result waits until what is owed at return is paid: for who filed or owns it; staff read it."""
    if asking_payment.owed_at_return(dossier) is None:
        return False
    return isinstance(reader, ApiClient) or Dossier.objects.owned_by(reader).filter(pk=dossier.pk).exists()
