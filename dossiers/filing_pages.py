"""The pages of a filing: which there are for a draft, in what order, and what still has to be mended on each.

One thing a page: who files, whose matter it is, each page of the e-form, the papers, how the result is received.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dossiers import drafts, intake_checks
from dossiers.draft_claims import claimed, offered
from dossiers.draft_papers import handed_in
from dossiers.models import Draft
from dossiers.problems import IntakeRefused, Problem
from procedures import eforms
from procedures.eforms.conditions import is_shown
from procedures.eforms.words import word

if TYPE_CHECKING:
    from portal.accounts.models import User

FORM = "form-"
"""Pages of the e-form have keys of this beginning, so that they can't clash with the others."""

FEES = "fees"
"""The page of the groups that pay less."""


@dataclass(frozen=True)
class FilingPage:
    """One page: its key in addresses, its title, and the part of the task list that it stands in."""

    key: str
    title: str | Promise
    part: str | Promise

    @property
    def eform_key(self) -> str:
        """The key of the e-form's page, or nothing for the other pages."""
        return self.key.removeprefix(FORM) if self.key.startswith(FORM) else ""


@dataclass(frozen=True)
class Fault:
    """What has to be mended, on which page ("" when no page can mend it) and in which field of it."""

    page: str
    field: str
    message: str


def is_for_other(draft: Draft) -> bool:
    """Whether somebody files for somebody else."""
    return bool((draft.data.get("owner") or {}).get("is_other") == "yes")


def schema_of(draft: Draft) -> dict[str, Any]:
    """The e-form's schema of the draft's case; empty when the case has none."""
    eform = draft.case.eform
    return eform.schema if eform else {}


def pages_of(draft: Draft, language: str) -> list[FilingPage]:
    """The pages in their order. Pages of the e-form that ask nothing in this situation are left out."""
    people, matter, papers, result = _("Người nộp"), _("Nội dung hồ sơ"), _("Giấy tờ"), _("Kết quả")
    pages = [FilingPage("applicant", _("Thông tin của bạn"), people)]
    if is_for_other(draft):
        pages.append(FilingPage("owner", _("Người mà bạn nộp hồ sơ thay"), people))
    schema, answers = schema_of(draft), draft.data.get("form", {})
    pages += [
        FilingPage(f"{FORM}{page.key}", page.title, matter)
        for page in (eforms.pages(schema, language) if schema else [])
        if any(is_shown(schema, name, answers) for name in page.fields)
    ]
    if draft.case.papers():
        pages.append(FilingPage("papers", _("Giấy tờ kèm theo"), papers))
    if offered(draft):
        pages.append(FilingPage(FEES, _("Miễn, giảm phí, lệ phí"), _("Phí, lệ phí")))
    pages.append(FilingPage("delivery", _("Cách nhận kết quả"), result))
    return pages


def page_after(pages: Sequence[FilingPage], key: str) -> FilingPage | None:
    """The page that follows, or None after the last."""
    keys = [page.key for page in pages]
    following = keys.index(key) + 1
    return pages[following] if following < len(pages) else None


def faults_of(draft: Draft, user: User, pages: Sequence[FilingPage]) -> list[Fault]:
    """Everything that keeps the draft from being sent: what the intake would refuse, and pages not yet seen."""
    try:
        intake_checks.check(drafts.submission_of(draft), user)
    except IntakeRefused as refused:
        faults = [fault_of(problem, draft) for problem in refused.problems]
    else:
        faults = []
    done, faulty = draft.data.get("done", []), {fault.page for fault in faults}
    unseen = [page for page in pages if page.key not in done and page.key not in faulty]
    missing = _("Phần «%(title)s» chưa làm xong.")
    return [*faults, *(Fault(page.key, "", missing % {"title": page.title}) for page in unseen)]


def fault_of(problem: Problem, draft: Draft) -> Fault:
    """The page and field that a pointer of the intake leads to."""
    head, _slash, rest = problem.pointer.strip("/").partition("/")
    name = rest.rpartition("/")[2]
    if head in ("applicant", "owner"):
        page = "owner" if head == "owner" and is_for_other(draft) else "applicant"
        return Fault(page, name, problem.message)
    if head == "form":
        return Fault(_page_asking(draft, name), name, _naming(draft, name, problem.message))
    if head == "papers":
        return Fault("papers", _component_at(draft, name), problem.message)
    if head == "fee_claims":
        return Fault(FEES, _group_at(draft, name), problem.message)
    if head == "result_delivery":
        return Fault("delivery", head, problem.message)
    return Fault("", "", problem.message)


def _naming(draft: Draft, name: str, message: str) -> str:
    """The words with the question's name before them, when they speak only of the answer."""
    title = word(schema_of(draft).get("properties", {}).get(name, {}), "title", get_language() or "vi")
    return message if not title or title in message else f"{title} – {message}"


def _page_asking(draft: Draft, name: str) -> str:
    schema = schema_of(draft)
    return next((f"{FORM}{page.key}" for page in eforms.pages(schema) if name in page.fields), "")


def _component_at(draft: Draft, index: str) -> str:
    """The component that the intake knows by its place among the papers given."""
    given = list(handed_in(draft))
    return given[int(index)] if index.isdecimal() and int(index) < len(given) else ""


def _group_at(draft: Draft, index: str) -> str:
    """The group that the intake knows by the place of its claim."""
    given, rules = claimed(draft), {rule.key: rule.group for rule in offered(draft)}
    return rules.get(given[int(index)].rule, "") if index.isdecimal() and int(index) < len(given) else ""
