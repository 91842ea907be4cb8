"""Nobody is asked any more about a dossier that is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers.models import Consultation
from dossiers.statuses import CLOSED

if TYPE_CHECKING:
    from dossiers.hooks import Moved


def close_with_dossier(moved: Moved) -> None:
    """Closes the questions still open when the dossier ends: one statement then, none at other moves."""
    if moved.dossier.status not in CLOSED or moved.event.status_from in CLOSED:
        return
    with override("vi"):  # others read it in a language of their own
        why = _("Hồ sơ đã kết thúc.")
    moved.dossier.consultations.open().update(
        state=Consultation.State.WITHDRAWN, closed_at=moved.event.at, closed_by=moved.event.actor, closed_why=why
    )
