"""Recording the Chair's decision: number, days, and the signed copy, whose signatures are read before it counts.

A copy without a signature that the site can vouch for is kept while the person is asked to compare it with the paper;
nothing typed is lost on the way, and what nobody recorded is cleared away like any abandoned upload.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.accounts.rules import access_rule
from portal.files import uploads
from portal.files.models import Upload
from procedures import deciding, signed_copies
from procedures.deciding import DecisionRefused
from procedures.decision_forms.approving import ApproveForm
from procedures.decision_rights import DECIDING, may
from procedures.models import Decision, DecisionAct
from procedures.signed_copies import Judgement
from procedures.views.publisher.reach import decision_of, person, told_why_not
from procedures.views.publisher.showing import state_of


@dataclass(frozen=True)
class Copy:
    """The signed copy in hand; ``is_new`` when it came with this very request."""

    upload: Upload
    judged: Judgement
    is_new: bool


@access_rule(DECIDING)
@require_http_methods(["GET", "HEAD", "POST"])
@told_why_not
def approve_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the Chair's decision."""
    decision = decision_of(request, pk)
    if request.method != "POST":
        return _page(request, decision, ApproveForm(initial={"effective_on": decision.effective_on}), None)
    deciding.refuse_unless_open(decision, person(request), DecisionAct.APPROVE)
    before = signed_copies.kept(request.POST.get("copy", ""), person(request))
    form = ApproveForm(request.POST, request.FILES, has_copy=before is not None)
    form.full_clean()
    copy = _copy_in_hand(form, before, person(request))
    if not form.errors and copy is not None and _may_count(form, copy):
        try:
            return _approve(request, decision, form, copy.upload)
        except DecisionRefused as refusal:
            form.add_error(None, refusal.message)
    return _page(request, decision, form, copy)


def _copy_in_hand(form: ApproveForm, before: Upload | None, user: User) -> Copy | None:
    """The file that came now, else the one kept from before; what is wrong with it is told beside its box."""
    file = form.cleaned_data.get("signed_copy")
    try:
        upload = uploads.receive(user, file) if file else before
    except uploads.UploadRefused as refusal:
        form.add_error("signed_copy", refusal.message)
        return None
    if upload is None:
        return None
    judged = signed_copies.judge(upload)
    if judged.is_changed:
        uploads.delete_unused(upload)
        form.add_error("signed_copy", _("Tệp đã bị sửa sau khi ký số. Hãy đính kèm đúng bản đã ký."))
        return None
    return Copy(upload, judged, is_new=file is not None)


def _may_count(form: ApproveForm, copy: Copy) -> bool:
    """Whether it can be recorded at once: its signatures hold, or the person has compared what they were shown."""
    if not copy.judged.is_warned:
        return True
    if copy.is_new:
        return False
    if not form.cleaned_data.get("seen"):
        form.add_error("seen", _("Hãy đối chiếu tệp với bản giấy rồi đánh dấu ô này."))
        return False
    return True


def _approve(request: HttpRequest, decision: Decision, form: ApproveForm, upload: Upload) -> HttpResponse:
    data = {name: form.cleaned_data[name] for name in ("number", "signed_on", "effective_on")}
    with transaction.atomic():
        uploads.claim([upload.public_id], person(request))
        approved = deciding.approve(decision, person(request), signed_copy=upload, **data)
    told = {"day": f"{approved.effective_on:%d/%m/%Y}"}
    messages.success(request, _("Đã ghi nhận quyết định. Hệ thống công khai vào ngày %(day)s.") % told)
    return redirect("publisher:decision", decision.pk)


def _page(request: HttpRequest, decision: Decision, form: ApproveForm, copy: Copy | None) -> HttpResponse:
    if copy is None or not copy.judged.is_warned:
        del form.fields["seen"]
    if copy is not None:
        form["signed_copy"].label = _("Thay bằng tệp khác (PDF)")
    context = {
        "decision": decision,
        "state": state_of(decision),
        "form": form,
        "copy": copy,
        "size": decision.changes.count(),
        "may_approve": may(person(request), decision, DecisionAct.APPROVE),
    }
    return render(request, "procedures/publisher/approve.html", context, status=422 if form.errors else 200)
