"""Letters that wait for a person: the list, one letter, and what becomes of it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline.mail import looking
from hotline.menus import WATCHING
from hotline.models import IncomingMail, MailboxState, MailOutcome
from hotline.problems import HotlineError
from hotline.visibility import is_barred
from portal.accounts.access_log import record_look
from portal.accounts.rules import access_rule
from portal.files.serve import file_response
from portal.ui.fields import TypedText
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key


class DismissForm(forms.Form):
    """Why a letter is no report."""

    use_required_attribute = False
    note = TypedText(
        label=gettext_lazy("Vì sao không lập phản ánh"),
        max_length=300,
        error_messages={"required": gettext_lazy("Hãy ghi vì sao không lập phản ánh.")},
    )


@access_rule(WATCHING)
@require_safe
@never_cache
def list_letters(request: HttpRequest) -> HttpResponse:
    """The letters that wait, the oldest first, and mailboxes that can't be read. Two queries beside the roles'."""
    held = IncomingMail.objects.filter(outcome=MailOutcome.HELD)
    context = {
        "page": page_by_key(held, ByKey.read(request.GET.dict()), newest_first=False),
        "away": MailboxState.objects.filter(failing_since__isnull=False),
    }
    return render(request, "hotline/staff/letters.html", context)


class LetterView(View):
    """One letter that waits; each look is logged, since it names people."""

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Show it as plain text."""
        return self._show(request, _found(request, public_id), DismissForm())

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Make a report of it, or none and say why."""
        letter, user = _found(request, public_id), person(request)
        form = DismissForm(request.POST)
        try:
            if request.POST.get("do") == "file":
                return redirect("hotline:desk-ticket", looking.make_ticket(letter, user).code)
            if not form.is_valid():
                return self._show(request, letter, form, HTTPStatus.UNPROCESSABLE_ENTITY)
            looking.dismiss(letter, user, form.cleaned_data["note"])
        except HotlineError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Đã ghi nhận: thư này không lập phản ánh."))
        return redirect("hotline:letters")

    def _show(
        self, request: HttpRequest, letter: IncomingMail, form: DismissForm, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        _log_look(request, letter)
        context = {
            "letter": letter,
            "said": looking.said_in(letter),
            "form": form,
            "is_waiting": letter.outcome == MailOutcome.HELD,
        }
        return render(request, "hotline/staff/letter.html", context, status=status)


show_letter = access_rule(WATCHING)(method_decorator(never_cache, name="dispatch")(LetterView)).as_view()


@access_rule(WATCHING)
@require_safe
@never_cache
def download_letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The letter as it came."""
    letter = _found(request, public_id)
    if letter.raw is None:
        raise Http404
    _log_look(request, letter)
    return file_response(letter.raw, f"{letter.public_id}.eml")


def _found(request: HttpRequest, public_id: UUID) -> IncomingMail:
    """The letter; none whose report is about the person who asks (`hotline.about_heads`)."""
    letter = get_object_or_404(IncomingMail.objects.select_related("raw", "ticket"), public_id=public_id)
    if letter.ticket is not None and is_barred(request.user, letter.ticket):
        raise Http404
    return letter


def _log_look(request: HttpRequest, letter: IncomingMail) -> None:
    with override("vi"):  # others read the log in a language of their own
        record_look(person(request), letter, _("Xem thư đến đường dây nóng"), request)
