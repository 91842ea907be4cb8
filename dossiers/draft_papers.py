"""The papers of a draft: each component with the file or the promise that stands for it so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from dossiers.models import Draft
from dossiers.paper_checks import component_key
from portal.files.models import Upload
from portal.files.uploads import delete_unused

if TYPE_CHECKING:
    from portal.accounts.models import User
    from procedures.models import Component


NOTHING = "nothing"
"""The answer "I have no such paper", offered for papers that are not required."""


def handed_in(draft: Draft) -> dict[str, dict[str, str]]:
    """What the draft says of the papers that will be part of the dossier, by component."""
    said: dict[str, dict[str, str]] = draft.data.get("papers", {})
    return {key: paper for key, paper in said.items() if paper.get("source", NOTHING) != NOTHING}


@dataclass(frozen=True)
class DraftPaper:
    """One component that the case asks for; `source` is empty while the person has not said anything."""

    component: Component
    key: str
    source: str = ""
    upload: Upload | None = None


def papers_of(draft: Draft, user: User) -> list[DraftPaper]:
    """The components of the draft's case in their order, with the person's own uploads; one query for files."""
    given: dict[str, Any] = draft.data.get("papers", {})
    files = usable_uploads(user, (paper.get("upload") for paper in given.values() if paper))
    return [_paper(component, given.get(component_key(component)) or {}, files) for component in draft.case.papers()]


def usable_uploads(user: User, public_ids: Iterable[str | None]) -> dict[str, Upload]:
    """Those of the uploads that are the person's own, finished and not yet part of a dossier, by public id."""
    wanted = [public_id for public_id in public_ids if public_id and _is_uuid(public_id)]
    if not wanted:
        return {}
    found = Upload.objects.held_by(user).filter(public_id__in=wanted, claimed_at=None)
    return {str(upload.public_id): upload for upload in found.select_related("stored", "origin") if upload.is_usable}


def named_files(draft: Draft) -> set[str]:
    """The public ids of all files that the draft names, whatever was answered beside them."""
    sections: list[dict[str, dict[str, str]]] = [draft.data.get(name, {}) for name in ("papers", "fee_claims")]
    given = [said for section in sections for said in section.values()]
    return {said["upload"] for said in given if said and said.get("upload")}


def drop_files(user: User, public_ids: set[str]) -> None:
    """Deletes those of the files that are the person's own and part of no dossier."""
    for upload in usable_uploads(user, public_ids).values():
        delete_unused(upload)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _paper(component: Component, given: dict[str, str], files: dict[str, Upload]) -> DraftPaper:
    upload = files.get(given.get("upload") or "")
    return DraftPaper(component, component_key(component), given.get("source", ""), upload)
