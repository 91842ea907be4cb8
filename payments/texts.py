"""What people write about money, judged before PostgreSQL would refuse it: too long for its column, or unreadable."""

from __future__ import annotations

import re

from django.db.models import Model
from django.utils.translation import gettext as _

from payments.problems import PaymentProblem

#: PostgreSQL keeps neither NUL nor half of a character.
_NEVER_KEPT = re.compile("[\0\ud800-\udfff]")


def require_keepable(
    model: type[Model], column: str, text: str, *, field: str = "", refuse: type[PaymentProblem] = PaymentProblem
) -> None:
    """Raise `refuse`, in words, when the column cannot keep the text; `field` is the box of a form, else the column."""
    if _NEVER_KEPT.search(text):
        raise refuse(_("Mục này có ký tự không đọc được; hãy ghi lại."), field or column)
    longest = getattr(model._meta.get_field(column), "max_length", None)
    if longest is not None and len(text) > longest:
        words = _("Mục này quá dài: chỉ ghi nhiều nhất %(most)s ký tự.")
        raise refuse(words % {"most": longest}, field or column)
