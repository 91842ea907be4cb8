"""What the result paper will say, line by line, for the leader: the values that the paper is drawn from."""

from __future__ import annotations

import copy

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import result_content
from dossiers.models import Dossier, Result
from dossiers.shown_answers import masked_answers
from portal.documents import forms

Rows = list[tuple[str, str]]


def preview(dossier: Dossier, result: Result, *, is_revealed: bool = False) -> list[tuple[str, Rows]]:
    """Sections of the paper with label and value; identity numbers of people stay masked unless revealed."""
    drawn = copy.copy(result)
    drawn.dossier = copy.copy(dossier)
    if not is_revealed:
        drawn.dossier.form = masked_answers(dossier)
    with override("vi"):  # the paper is Vietnamese whoever reads its draft
        paper = result_content.build(drawn, "")
    return _birth(paper) if isinstance(paper, forms.BirthCertificate) else _generic(paper)


def _birth(paper: forms.BirthCertificate) -> list[tuple[str, Rows]]:
    child = [
        (_("Họ, chữ đệm, tên"), paper.child_name),
        (_("Ngày, tháng, năm sinh"), f"{date_format(paper.born_on, 'd/m/Y')}\n{paper.born_in_words}"),
        (_("Giới tính"), paper.sex),
        (_("Dân tộc"), paper.ethnicity),
        (_("Quốc tịch"), paper.nationality),
        (_("Nơi sinh"), paper.birthplace),
        (_("Quê quán"), paper.hometown),
        (_("Số định danh cá nhân"), paper.personal_id),
    ]
    registration = [
        (_("Họ, chữ đệm, tên người đi khai sinh"), paper.registrant_name),
        (_("Giấy tờ tùy thân"), paper.registrant_paper),
        (_("Nơi đăng ký khai sinh"), paper.registered_by),
    ]
    return [
        (_("Người được khai sinh"), child),
        (_("Người mẹ"), _parent(paper.mother)),
        (_("Người cha"), _parent(paper.father)),
        (_("Việc đăng ký"), registration),
    ]


def _parent(parent: forms.Parent) -> Rows:
    if not parent.name:
        return [(_("Họ, chữ đệm, tên"), _("Để trống"))]
    return [
        (_("Họ, chữ đệm, tên"), parent.name),
        (_("Năm sinh"), parent.born),
        (_("Dân tộc"), parent.ethnicity),
        (_("Quốc tịch"), parent.nationality),
        (_("Nơi cư trú"), parent.residence),
    ]


def _generic(paper: forms.GenericResult) -> list[tuple[str, Rows]]:
    decided = [(_("Tên kết quả"), paper.title), (_("Cấp cho"), paper.owner.name), (_("Nội dung"), paper.decision)]
    sections = [(_("Quyết định"), decided)]
    if paper.facts:
        sections.append((_("Thông tin đã khai"), paper.facts))
    return sections
