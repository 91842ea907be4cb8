"""All answers of a filing as its writer reads them again before sending, page by page, with links to change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.draft_claims import DraftClaim, claims_of
from dossiers.draft_papers import DraftPaper, papers_of
from dossiers.filing_pages import FEES, FilingPage, schema_of
from dossiers.models import Draft
from dossiers.statuses import PaperSource, PartyKind, ResultDelivery
from portal.ui.fields import show_phone
from portal.ui.parts import SummaryRow, Words
from procedures import eforms
from units.fields import commune_name

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Section:
    """The answers of one page, and where to change them: one link for all, as they stand on one page."""

    title: Words
    rows: list[SummaryRow]
    url: str


def answers_of(draft: Draft, user: User, pages: Sequence[FilingPage], language: str) -> list[Section]:
    """Every page with its answers, in order."""
    told = eforms.summary(schema_of(draft), draft.data.get("form", {}), language) if schema_of(draft) else []
    matter: dict[str, list[tuple[Words, Words]]] = {page.key: list(rows) for page, rows in told}
    sections = []
    for page in pages:
        pairs = matter.get(page.eform_key, []) if page.eform_key else _pairs(draft, user, page)
        url = f"{reverse('dossiers:draft-page', args=[draft.public_id, page.key])}?back=1"
        sections.append(Section(page.title, [SummaryRow(label, value) for label, value in pairs], url))
    return sections


def _pairs(draft: Draft, user: User, page: FilingPage) -> list[tuple[Words, Words]]:
    if page.key == FEES:
        return [(claim.rule.group_name, _how_claimed(claim)) for claim in claims_of(draft, user)]
    if page.key == "papers":
        return [(paper.component.name, how_given(paper)) for paper in papers_of(draft, user)]
    values: dict[str, Any] = draft.data.get(page.key, {})
    if page.key == "delivery":
        chosen = values.get("result_delivery", "")
        label = ResultDelivery(chosen).label if chosen in ResultDelivery.values else ""
        return [(_("Nhận kết quả"), label)]
    return _party(values)


def _party(values: dict[str, Any]) -> list[tuple[Words, Words]]:
    return [
        *_name_and_number(values),
        (_("Số điện thoại"), show_phone(values.get("phone") or "")),
        (_("Thư điện tử"), values.get("email", "")),
        (_("Xã, phường, đặc khu"), commune_name(values.get("commune") or "")),
        (_("Số nhà, đường"), values.get("street", "")),
    ]


def _name_and_number(values: dict[str, Any]) -> list[tuple[Words, Words]]:
    name, number = values.get("full_name", ""), values.get("id_number", "")
    if values.get("kind") == PartyKind.BUSINESS:
        return [(_("Tên tổ chức, doanh nghiệp"), name), (_("Mã số thuế hoặc mã số doanh nghiệp"), number)]
    return [(_("Họ, chữ đệm và tên"), name), (_("Số định danh cá nhân"), number)]


def how_given(paper: DraftPaper) -> Words:
    """How a paper is handed in: the name of its file, or the promise."""
    if paper.source == PaperSource.UPLOADED and paper.upload is not None:
        return paper.upload.name
    if paper.source in PaperSource.values and paper.source != PaperSource.UPLOADED:
        return PaperSource(paper.source).label
    return "" if paper.component.required else _("Không nộp")


def _how_claimed(claim: DraftClaim) -> Words:
    """How a claim is proved; nothing claimed is an answer too."""
    if claim.source == PaperSource.UPLOADED and claim.upload is not None:
        return claim.upload.name
    if claim.source in PaperSource.values and claim.source != PaperSource.UPLOADED:
        return PaperSource(claim.source).label
    return _("Không đề nghị miễn, giảm")
