"""The parcels of a counter: the list, one parcel with its way, and what is decided when the post could not deliver."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers import looks
from dossiers.menus import PAPERS
from dossiers.problems import DossierError
from dossiers.views.people import person
from portal.accounts.rules import access_rule
from portal.peers.models import PostalOrder
from portal.peers.models.orders import TO_DECIDE, OrderState
from portal.peers.postal import deciding, parcel_list
from portal.peers.postal.forms import KeepForm, RecipientForm
from portal.peers.postal.parcel_list import Question, View
from portal.peers.postal.parcels import Recipient
from portal.peers.views.connections import get_or_post, posted
from units.access import has_role, holds_any
from units.roles import Role


@access_rule(PAPERS)
@require_safe
def list_parcels(request: HttpRequest) -> HttpResponse:
    """What is to decide, and where everything is; nobody is named here."""
    question = Question.read(request.GET.dict())
    context = {
        "question": question,
        "page": parcel_list.page_of(person(request), question),
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "unfiltered": f"?xem={question.view}",
        "may_hand_over": question.view == View.READY and holds_any(person(request), Role.CLERK),
    }
    return _private(render(request, "peers/parcels.html", context))


@access_rule(PAPERS)
@require_safe
def show_parcel(request: HttpRequest, number: str) -> HttpResponse:
    """One parcel: to whom, and its way."""
    order = _order(request, number)
    looks.note_opening(request, person(request), order.dossier)
    is_theirs = has_role(person(request), Role.CLERK, order.unit)
    context = {
        "order": order,
        "recipient": Recipient.kept(order),
        "events": order.events.all(),
        # A leader answers for the counter and may look; what is handed out is the clerk's.
        "is_to_decide": order.state in TO_DECIDE and order.settled_at is None and is_theirs,
    }
    return _private(render(request, "peers/parcel.html", context))


@access_rule(PAPERS)
@get_or_post
def send_again(request: HttpRequest, number: str) -> HttpResponse:
    """Look over the address, then let it go once more."""
    order = _order(request, number)
    looks.note_opening(request, person(request), order.dossier)
    form = RecipientForm(order, posted(request))
    told = {
        "title": _("Gửi lại kết quả qua bưu chính"),
        "text": _("Hãy gọi cho người nhận để hỏi lại địa chỉ trước khi gửi."),
        "action": _("Gửi lại"),
    }
    done = _("Kết quả được gửi lại qua bưu chính.")
    return _decide(request, order, form, told, done, lambda: _sent_again(request, order, form))


@access_rule(PAPERS)
@get_or_post
def keep(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, then keep it here for the owner to fetch."""
    order = _order(request, number)
    form = KeepForm(posted(request))
    is_away = order.state == OrderState.FAILED
    told = {
        "title": _("Giữ kết quả tại quầy"),
        "text": _("Bưu chính chuyển hoàn bưu gửi; người nhận được báo đến quầy nhận.")
        if is_away
        else _("Người nhận được báo đến quầy nhận."),
        "action": _("Giữ tại quầy"),
    }
    done = _("Kết quả chờ người nhận đến lấy tại quầy.")

    def act() -> None:
        deciding.keep(order, person(request), form.cleaned_data["note"])

    return _decide(request, order, form, told, done, act)


def _sent_again(request: HttpRequest, order: PostalOrder, form: RecipientForm) -> None:
    deciding.send_again(order, person(request), form.recipient())


def _decide(
    request: HttpRequest, order: PostalOrder, form: Form, told: dict[str, str], done: str, act: Callable[[], None]
) -> HttpResponse:
    """Show the form, or do what it says; words typed stay where somebody was faster."""
    status, problem = HTTPStatus.OK, ""
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                act()
            except DossierError as error:
                status, problem = HTTPStatus.CONFLICT, str(error)
            else:
                messages.success(request, done)
                return redirect("parcels:list")
    context = {"order": order, "form": form, "problem": problem, **told}
    return _private(render(request, "peers/decide.html", context, status=status))


def _order(request: HttpRequest, number: str) -> PostalOrder:
    rows = parcel_list.visible_to(person(request)).select_related("dossier__submitted_by", "unit", "connection")
    return get_object_or_404(rows, number=number)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
