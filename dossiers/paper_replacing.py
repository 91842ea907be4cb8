"""Putting a paper in the place of another: the row before stays and says by which it was replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.models import Paper
from dossiers.statuses import PaperCheck

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from dossiers.paper_checks import CheckedPaper


def replace_paper(dossier: Dossier, paper: CheckedPaper) -> None:
    """Make it the current paper of its component, not yet looked at, within the caller's lock of the dossier."""
    old = dossier.papers.filter(component=paper.component, replaced_by=None).first()
    new = Paper(
        dossier=dossier,
        component=paper.component,
        position=old.position if old else paper.component.position,
        source=paper.source,
        upload=paper.upload,
        check_state=PaperCheck.UNCHECKED,
    )
    if old is not None:
        # The old row steps aside first: one current row a component is a rule of the database.
        old.replaced_by = old
        old.save(update_fields=["replaced_by"])
    new.save()
    if old is not None:
        old.replaced_by = new
        old.save(update_fields=["replaced_by"])
