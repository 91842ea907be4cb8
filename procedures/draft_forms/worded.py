"""What is written in words alone: conditions, results, legal basis, and the steps told to citizens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from procedures.draft_forms.rows import RowForm
from procedures.draft_forms.section import SectionForm, long_text
from procedures.eforms.fields import TypedText


class RequirementsForm(SectionForm):
    """Conditions, in words."""

    requirements = long_text(_("Yêu cầu, điều kiện"), rows=12, required=False)


class NamedForm(RowForm):
    """A result, or a legal basis: its code or number and its name."""

    code = TypedText(label=_("Mã số hoặc số, ký hiệu"), required=False, max_length=100)
    name = long_text(_("Tên"))


class GuideForm(RowForm):
    """A step in words for citizens."""

    title = TypedText(label=_("Tên bước"), max_length=200)
    text = long_text(_("Nội dung"), rows=3)
