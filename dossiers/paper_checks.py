"""Whether the papers of a filing are those that its case asks for, and whether its uploads are usable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from dossiers.actors import ApiClient
from dossiers.problems import IntakeRefused, Problem
from dossiers.statuses import PaperSource
from dossiers.submission import FeeClaimData, PaperData
from portal.files import uploads
from portal.files.models import Upload

if TYPE_CHECKING:
    from portal.accounts.models import User
    from procedures.models import Case, Component


@dataclass(frozen=True)
class CheckedPaper:
    """A component with where it comes from, and the checked upload when it was uploaded."""

    component: Component
    source: str
    upload: Upload | None


def component_key(component: Component) -> str:
    """How forms and the API name a component: its national code, or its place in the list where it has none."""
    return component.code or f"tp-{component.position}"


def check_papers(case: Case, given: list[PaperData], by: User | ApiClient) -> tuple[list[CheckedPaper], list[Problem]]:
    """The papers that were handed in, in the order of the list, and every fault found."""
    wanted = {component_key(component): component for component in case.papers()}
    required = {key for key, component in wanted.items() if component.required}
    return check_given(wanted, required, given, by)


def check_given(
    wanted: dict[str, Component], required: set[str], given: list[PaperData], by: User | ApiClient
) -> tuple[list[CheckedPaper], list[Problem]]:
    """As `check_papers`, for any list of papers by key, whichever of them are `required`."""
    files = usable_uploads(given, by)
    checked: dict[str, CheckedPaper] = {}
    problems = []
    for index, paper in enumerate(given):
        problem = _fault(paper, wanted, files, checked)
        if problem:
            problems.append(Problem(f"/papers/{index}", problem))
        else:
            upload = files.get(paper.upload) if paper.upload else None
            checked[paper.component] = CheckedPaper(wanted[paper.component], paper.source, upload)
    named = {paper.component for paper in given}
    for key, component in wanted.items():
        if key in required and key not in named:
            problems.append(Problem("/papers", _("Còn thiếu giấy tờ: %(name)s.") % {"name": component.name}))
    return [checked[key] for key in wanted if key in checked], problems


def usable_uploads(given: Iterable[PaperData | FeeClaimData], by: User | ApiClient) -> dict[UUID, Upload]:
    """The filer's own finished uploads among those named; other people's are as good as unknown."""
    named = {paper.upload for paper in given if paper.upload}
    if not named:
        return {}
    mine = Upload.objects.filter(owner=None if isinstance(by, ApiClient) else by)
    if isinstance(by, ApiClient):
        mine = mine.filter(client=by.client_id)
    return {u.public_id: u for u in mine.filter(public_id__in=named, claimed_at=None) if u.is_usable}


def claim_uploads(named: list[UUID], by: User | ApiClient) -> None:
    """Marks uploads as used, so that neither the clean-up nor their owner deletes them.

    Raises IntakeRefused when one became unusable, or part of another dossier, since it was looked at.
    """
    if not named:
        return
    owner, client = (None, by.client_id) if isinstance(by, ApiClient) else (by, "")
    try:
        claimed = uploads.claim(named, owner, client=client)
    except uploads.UploadRefused as refused:
        raise IntakeRefused([Problem("/papers", refused.message)]) from refused
    if any(upload.claimed_at is not None for upload in claimed):
        # The rows are read under their lock: whoever was first has marked them.
        message = _("Tệp này vừa được nộp trong một hồ sơ khác. Hãy tải lại tệp.")
        raise IntakeRefused([Problem("/papers", message)])


def _fault(
    paper: PaperData, wanted: dict[str, Component], files: dict[UUID, Upload], checked: dict[str, CheckedPaper]
) -> str:
    if paper.component not in wanted:
        return _("Giấy tờ mang mã «%(key)s» không nằm trong danh sách cần nộp.") % {"key": paper.component}
    if paper.component in checked:
        return _("Giấy tờ «%(key)s» được ghi hai lần.") % {"key": paper.component}
    if paper.source not in PaperSource.values:
        return _("Hãy cho biết giấy tờ được tải lên, mang đến, hay đã có trong cơ sở dữ liệu.")
    if paper.source == PaperSource.UPLOADED and (paper.upload is None or paper.upload not in files):
        return _("Không tìm thấy tệp đã tải lên cho giấy tờ này. Hãy tải lại tệp.")
    if paper.source != PaperSource.UPLOADED and paper.upload is not None:
        return _("Giấy tờ có tệp tải lên thì phải ghi là «tải tệp lên».")
    return ""
