"""The task list of a filing, throwing it away, and what all its pages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from dossiers import draft_versions, drafts
from dossiers.draft_claims import claimed_groups
from dossiers.filing_fees import Owed, owed_for_draft
from dossiers.filing_pages import Fault, FilingPage, faults_of, pages_of
from dossiers.models import Draft
from dossiers.views.people import person
from portal.accounts.rules import SIGNED_IN, access_rule
from portal.ui.parts import Task


@access_rule(SIGNED_IN)
class DraftView(View):
    """A page of the person's own unsent filing; one that was sent leads to its dossier, others' are not found."""

    draft: Draft

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Find the draft among the person's own."""
        own = (
            Draft.objects.filter(user=person(request))
            .select_related("procedure_version__procedure", "case__eform", "dossier")
            .prefetch_related("case__fees")
        )
        self.draft = get_object_or_404(own, public_id=kwargs["public_id"])
        if self.draft.dossier is not None:
            return redirect("dossiers:sent", self.draft.dossier.code)
        if draft_versions.follow_publication(self.draft):
            self.draft = own.get(pk=self.draft.pk)
            messages.info(
                request, _("Thủ tục này vừa có quy định mới. Những gì bạn đã ghi vẫn còn; hãy xem lại từng phần.")
            )
            if request.method == "GET":
                return redirect("dossiers:draft", self.draft.public_id)
        return super().dispatch(request)

    @property
    def language(self) -> str:
        """The language of the reader."""
        return get_language() or "vi"

    @property
    def pages(self) -> list[FilingPage]:
        """The pages of the filing as it stands now."""
        return pages_of(self.draft, self.language)

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of the filing names."""
        return {"draft": self.draft, "procedure": self.draft.procedure_version, **more}


class TasksView(DraftView):
    """Everything that is to be done before sending, each with how far it is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the task list."""
        pages = self.pages
        faults = faults_of(self.draft, person(request), pages)
        context = self.context(
            parts=_parts(self.draft, pages, faults),
            sending=_sending(self.draft, pages, faults),
            **fees_shown(self.draft),
            saved_words=saved_words(self.draft),
        )
        return render(request, "dossiers/filing/tasks.html", context)


def _parts(draft: Draft, pages: Sequence[FilingPage], faults: Sequence[Fault]) -> list[tuple[str, list[Task]]]:
    """Task lists under the headings of their parts, in order."""
    parts: dict[str, list[Task]] = {}
    for page in pages:
        parts.setdefault(str(page.part), []).append(_task(draft, page, faults))
    return list(parts.items())


def _task(draft: Draft, page: FilingPage, faults: Sequence[Fault]) -> Task:
    is_done = page.key in draft.data.get("done", [])
    url = reverse("dossiers:draft-page", args=[draft.public_id, page.key])
    if is_done and any(fault.page == page.key for fault in faults):
        return Task(page.title, _("Cần sửa"), url)
    return Task(page.title, _("Đã xong") if is_done else _("Chưa làm"), url, is_done=is_done)


def _sending(draft: Draft, pages: Sequence[FilingPage], faults: Sequence[Fault]) -> list[Task]:
    remaining = {fault.page for fault in faults}
    url = reverse("dossiers:draft-check", args=[draft.public_id])
    if not remaining:
        return [Task(_("Xem lại và gửi hồ sơ"), _("Sẵn sàng gửi"), url)]
    hint = _("Còn %(left)s trong %(all)s phần.") % {"left": len(remaining), "all": len(pages)}
    return [Task(_("Xem lại và gửi hồ sơ"), _("Chưa gửi được"), "", hint)]


def fees_shown(draft: Draft) -> dict[str, Owed]:
    """What is owed by what is proved, and what would be if the groups claimed were confirmed."""
    return {"owed": owed_for_draft(draft), "if_confirmed": owed_for_draft(draft, claimed_groups(draft))}


def saved_words(draft: Draft) -> str:
    """When the draft was last saved, as the mark on its pages says it."""
    return _("Đã lưu lúc %(time)s") % {"time": f"{timezone.localtime(draft.saved_at):%H:%M}"}


class DiscardView(DraftView):
    """Throwing an unsent filing away, after asking."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask first."""
        context = {
            "title": _("Bỏ hồ sơ đang làm này?"),
            "text": _("Những gì bạn đã ghi và các tệp đã tải lên cho «%(name)s» sẽ bị xóa và không lấy lại được.")
            % {"name": self.draft.procedure_version.name},
            "action": _("Bỏ hồ sơ này"),
            "back_url": reverse("dossiers:draft", args=[self.draft.public_id]),
            "is_dangerous": True,
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Throw it away and go back to the list."""
        drafts.discard(self.draft)
        messages.success(request, _("Đã bỏ hồ sơ đang làm."))
        return redirect("dossiers:mine")
