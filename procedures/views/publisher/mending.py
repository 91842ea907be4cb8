"""From a gap of the coverage matrix to the editor in one click: a draft decision that amends the procedure."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from portal.accounts.rules import access_rule
from portal.vietnamese import normalise
from procedures import deciding, decision_changes
from procedures.decision_rights import DRAFTING, drafting_units
from procedures.models import ChangeKind, DecisionChange
from procedures.views.publisher.reach import person


@access_rule(DRAFTING)
@require_POST
def amend_procedure(request: HttpRequest) -> HttpResponse:
    """Begin the draft and open its editor; sent twice it begins once, refused it begins nothing."""
    code = normalise(request.POST.get("code", ""))[:64]
    try:
        change = _begin(request, code)
    except deciding.DecisionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("review:coverage")
    return redirect("publisher:change", change.decision_id, change.pk)


@transaction.atomic
def _begin(request: HttpRequest, code: str) -> DecisionChange:
    """The change that the draft holds. Raises DecisionRefused, which takes the draft back."""
    user = person(request)
    with override("vi"):
        title = _("Về việc bổ sung nội dung của thủ tục %(code)s") % {"code": code}
        reason = _("Bổ sung chỗ còn thiếu theo bảng độ phủ")
    decision = deciding.create(user, drafting_units(user)[0], title, key=_key(request))
    if known := decision.changes.filter(procedure__code=code).first():
        return known
    added = decision_changes.add(decision, user, ChangeKind.AMEND, [code], reason=reason)
    if added.refused:
        raise deciding.DecisionRefused(f"{code}: {added.refused[0][1]}")
    return decision.changes.get()


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return uuid4()
