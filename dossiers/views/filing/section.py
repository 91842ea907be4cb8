"""One page of a filing that is a form: kept as typed, then judged; and the same saved while typing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from dossiers import filing_forms
from dossiers.filing_forms import PageForm
from dossiers.filing_pages import FilingPage, page_after
from dossiers.views.filing.drafting import DraftView, saved_words
from dossiers.views.filing.sheets import SHEETS, autosave_sheet, show_sheet, take_sheet


class PageView(DraftView):
    """A page of the filing by its key; 404 when the draft has no such page."""

    @property
    def section(self) -> str:
        """The key of the page in the address."""
        return str(self.kwargs["section"])

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page with what was typed before, also what a lost session took with it."""
        page = self._find_page()
        if sheet := SHEETS.get(page.key):
            return show_sheet(self, request, sheet)
        rescued = getattr(request, "rescued_post", None)
        if rescued is not None:
            typed = filing_forms.form_for(self.draft, page, self.language, rescued)
            self.draft = filing_forms.keep(self.draft, page, typed, is_done=False)
        return self._show(request, page, filing_forms.form_for(self.draft, page, self.language))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what was typed, then go on, or show what is to be mended."""
        page = self._find_page()
        if sheet := SHEETS.get(page.key):
            return take_sheet(self, request, sheet)
        form = filing_forms.form_for(self.draft, page, self.language, request.POST)
        is_valid = form.is_valid()
        self.draft = filing_forms.keep(self.draft, page, form, is_done=is_valid)
        if is_valid or "later" in request.POST:
            return self.go_on(request)
        return self._show(request, page, form, status=422)

    def go_on(self, request: HttpRequest) -> HttpResponse:
        """To the next page; back to the check when it sent us here; to the task list when it is enough for today."""
        if "later" in request.POST:
            messages.success(request, saved_words(self.draft))
            return redirect("dossiers:draft", self.draft.public_id)
        following = page_after(self.pages, self.section)
        if "back" in request.GET or following is None:
            last = "dossiers:draft-check" if "back" in request.GET else "dossiers:draft"
            return redirect(last, self.draft.public_id)
        return redirect("dossiers:draft-page", self.draft.public_id, following.key)

    def _find_page(self) -> FilingPage:
        found = next((page for page in self.pages if page.key == self.section), None)
        if found is None:
            raise Http404
        return found

    def _show(self, request: HttpRequest, page: FilingPage, form: PageForm, status: int = 200) -> HttpResponse:
        context = self.context(
            page=page,
            form=form,
            autosave_url=reverse("dossiers:draft-autosave", args=[self.draft.public_id, page.key]),
            saved_words=saved_words(self.draft) if page.key in self.draft.data.get("done", []) else "",
        )
        return render(request, "dossiers/filing/page.html", context, status=status)


class AutosaveView(PageView):
    """Saves a page while it is being typed; refuses nothing that can be kept."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the page as it is and say when."""
        page = self._find_page()
        if sheet := SHEETS.get(page.key):
            self.draft = autosave_sheet(self.draft, request, sheet)
        else:
            form = filing_forms.form_for(self.draft, page, self.language, request.POST)
            self.draft = filing_forms.keep(self.draft, page, form, is_done=False)
        saved_at = timezone.localtime(self.draft.saved_at)
        return JsonResponse({"saved_at": f"{saved_at:%H:%M}", "words": saved_words(self.draft)})
