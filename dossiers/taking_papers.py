"""A paper that an agency holds already comes into the dossier, fetched for the officer who handles it.

Nobody is asked for what lies in a published database (NĐ 309/2026 Đ4(2a)); whoever appraises looks it up (NĐ 310/2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers import lifecycle, permissions, steps
from dossiers.actors import Actor
from dossiers.paper_checks import CheckedPaper, claim_uploads, component_key
from dossiers.paper_replacing import replace_paper
from dossiers.statuses import Action, PaperSource

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User
    from portal.files.models import Upload
    from procedures.models import Component


def take(dossier: Dossier, component: Component, upload: Upload, by: User, *, ground: str) -> Dossier:
    """The file, which is the officer's upload, becomes the component's current paper; the event names the ground.

    Raises NotAllowedNow or NotYours when the dossier moved on since it was asked for, IntakeRefused for a used file.
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.TAKE_PAPER, by)
        replace_paper(current, CheckedPaper(component, PaperSource.UPLOADED, upload))
        claim_uploads([upload.public_id], by)
        task = steps.open_task(current)
        actor = Actor.person(by, task.unit, task.role) if task else Actor.person(by)
        told = {"component": component_key(component), "ground": ground}
        lifecycle.move(current, Action.TAKE_PAPER, actor, data=told)
    return current
