"""What the clerk found on each paper: good or not, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.forms.handing_in import AnyAnswer
from dossiers.models import Paper
from dossiers.processing import Look
from dossiers.statuses import PaperCheck
from procedures.eforms.fields import TypedText

_FINDINGS = [(PaperCheck.ACCEPTED, PaperCheck.ACCEPTED.label), (PaperCheck.REJECTED, PaperCheck.REJECTED.label)]


class FindingField(AnyAnswer):
    """Good or not, in one row: a clerk reads many of these."""

    def __init__(self, **kwargs: Any) -> None:
        """Draw the two answers beside each other."""
        super().__init__(**kwargs)
        self.template_name = "dossiers/staff/_finding.html"


class LooksForm(forms.Form):
    """Two fields a paper. Any of them may stay open; `require_accepted` and `rejected` judge for each decision."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *, papers: Sequence[Paper]) -> None:
        """Begin with what was found before."""
        super().__init__(data, initial=dict(_found(papers)))
        self.papers = papers
        for paper in papers:
            self.fields[_finding(paper)] = FindingField(
                label=paper.component.name,
                choices=_FINDINGS,
                widget=forms.RadioSelect,
            )
            self.fields[_remark(paper)] = TypedText(
                label=gettext_lazy("Nhận xét"), required=False, max_length=500, widget=forms.TextInput
            )

    def pairs(self) -> Iterator[tuple[Paper, BoundField, BoundField]]:
        """Each paper with its two fields."""
        for paper in self.papers:
            yield paper, self[_finding(paper)], self[_remark(paper)]

    def looks(self) -> dict[int, Look]:
        """What was found so far, by paper; papers without an answer are left out."""
        return {
            paper.pk: Look(self._answer(paper) == PaperCheck.ACCEPTED, self._words(paper))
            for paper in self.papers
            if self._answer(paper)
        }

    def require_accepted(self) -> bool:
        """Whether every paper was found good; otherwise an error stands beside each that was not."""
        for paper in self.papers:
            if not self._answer(paper):
                self.add_error(_finding(paper), _("Chưa kiểm tra: %(name)s.") % {"name": paper.component.name})
            elif self._answer(paper) == PaperCheck.REJECTED:
                message = _("Chưa đạt nên chưa tiếp nhận được: %(name)s.") % {"name": paper.component.name}
                self.add_error(_finding(paper), message)
        return not self.errors

    def rejected(self) -> dict[int, str]:
        """Component id and remark of each paper found wanting."""
        wanting = [paper for paper in self.papers if self._answer(paper) == PaperCheck.REJECTED]
        return {paper.component_id: self._words(paper) for paper in wanting}

    def require_rejected(self, *, or_else: bool = False) -> bool:
        """Whether there is something to ask for (here, `or_else` somewhere else) and each paper says what is wrong."""
        wanting = [paper for paper in self.papers if self._answer(paper) == PaperCheck.REJECTED]
        if not wanting and not or_else:
            self.add_error(None, _("Hãy đánh dấu «Chưa đạt» ở ít nhất một giấy tờ cần bổ sung."))
        for paper in wanting:
            if not self._words(paper):
                message = _("Hãy ghi rõ cần sửa gì ở giấy tờ: %(name)s.") % {"name": paper.component.name}
                self.add_error(_remark(paper), message)
        return not self.errors

    def _answer(self, paper: Paper) -> str:
        return str(self.cleaned_data.get(_finding(paper)) or "")

    def _words(self, paper: Paper) -> str:
        return str(self.cleaned_data.get(_remark(paper)) or "")


def _finding(paper: Paper) -> str:
    return f"look-{paper.pk}"


def _remark(paper: Paper) -> str:
    return f"remark-{paper.pk}"


def _found(papers: Sequence[Paper]) -> Iterator[tuple[str, Any]]:
    for paper in papers:
        if paper.check_state != PaperCheck.UNCHECKED:
            yield _finding(paper), paper.check_state
        yield _remark(paper), paper.check_remark
