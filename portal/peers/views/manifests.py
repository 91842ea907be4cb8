"""Handing parcels to the courier: the list of manifests, one with its parcels to scan or tick, and its sheet."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dossiers.menus import PAPERS
from dossiers.problems import DossierError
from dossiers.views.people import person
from portal.accounts.rules import access_rule
from portal.files.serve import file_response
from portal.peers.models import PostalManifest, PostalOrder
from portal.peers.models.manifests import ManifestState
from portal.peers.models.orders import OrderState
from portal.peers.postal import manifest_list, manifests, parcel_list
from portal.peers.postal.forms import HandOverForm
from portal.peers.postal.manifest_list import Question
from portal.peers.views.connections import get_or_post, posted
from units.access import has_role
from units.roles import Role

#: What the buttons of a manifest say that is to be done.
SCAN, ALL, HAND_OVER = "quet", "tat-ca", "giao"


@access_rule(PAPERS)
@require_safe
def list_manifests(request: HttpRequest) -> HttpResponse:
    """The manifests of the person's counters, the newest first."""
    question = Question.read(request.GET.dict())
    context = {
        "question": question,
        "page": manifest_list.page_of(person(request), question),
        "states": ManifestState.choices,
        "unfiltered": "?",
    }
    return _private(render(request, "peers/manifests.html", context))


@access_rule(PAPERS)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Lay the picked parcels on a manifest, or all that wait; sent twice, the one of the first time is shown."""
    user = person(request)
    if "tat-ca" in request.POST:
        orders = list(parcel_list.to_hand_over(user)[: manifests.MOST_PARCELS])
    else:
        numbers = [one for one in request.POST.getlist("buu-gui")[: manifests.MOST_PARCELS + 1] if "\x00" not in one]
        orders = list(parcel_list.visible_to(user).filter(number__in=numbers).select_related("unit"))
    try:
        made = manifests.make(orders, user)
    except DossierError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('parcels:list')}?xem={parcel_list.View.READY}")
    return redirect("parcels:manifest", made.number)


@access_rule(PAPERS)
@get_or_post
def show_manifest(request: HttpRequest, number: str) -> HttpResponse:
    """Its parcels; scanned or ticked, then confirmed. Ticks and words stay whatever was wrong."""
    manifest, user = _manifest(request, number), person(request)
    parcels = manifest_list.parcels_of(manifest)
    ticked, form = set(request.POST.getlist("buu-gui")), HandOverForm(posted(request))
    status = HTTPStatus.OK
    if request.method == "POST":
        if request.POST.get("viec") == HAND_OVER and form.is_valid():
            try:
                return _hand_over(request, manifest, ticked, form.cleaned_data["courier"])
            except DossierError as error:
                form.add_error(None, str(error))
        else:
            form = _tick(request, form, parcels, ticked)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "manifest": manifest,
        "parcels": parcels,
        "ticked": ticked,
        "here": [one.number for one in parcels if _is_here(one)],
        "form": form,
        "is_theirs": has_role(user, Role.CLERK, manifest.unit),
        "is_open": manifest.state == ManifestState.OPEN,
    }
    return _private(render(request, "peers/manifest.html", context, status=status))


def _is_here(order: PostalOrder) -> bool:
    """Whether it may be given to the courier; the post may have told that it has it already."""
    return order.state not in (OrderState.CANCELLED, OrderState.REFUSED)


def _hand_over(request: HttpRequest, manifest: PostalManifest, ticked: set[str], courier: str) -> HttpResponse:
    if manifests.hand_over(manifest, ticked, person(request), courier):
        messages.success(request, _("Đã ghi việc giao bưu gửi cho bưu chính."))
    else:
        messages.info(request, _("Bảng kê này đã được xác nhận trước đó."))
    return redirect("parcels:manifest", manifest.number)


def _tick(request: HttpRequest, form: HandOverForm, parcels: list[PostalOrder], ticked: set[str]) -> HandOverForm:
    """Tick what was scanned, or all; the box is empty for the next code unless it was no parcel of this manifest."""
    if not form.is_valid():
        return form
    if request.POST.get("viec") == ALL:
        ticked.update(one.number for one in parcels if _is_here(one))
    else:
        found = manifest_list.scanned(parcels, form.cleaned_data["scan"])
        if found is None or not _is_here(found):
            form.add_error("scan", _("Không có bưu gửi nào của bảng kê này mang mã vừa quét."))
            return form
        ticked.add(found.number)
    return HandOverForm(initial={"courier": form.cleaned_data["courier"]})


@access_rule(PAPERS)
@require_safe
def show_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet as PDF; back to the manifest while the worker makes it."""
    manifest = _manifest(request, number)
    if manifest.printed is None:
        messages.info(request, _("Bảng kê đang được lập. Hãy thử lại sau ít giây."))
        return redirect("parcels:manifest", manifest.number)
    return file_response(manifest.printed, f"{manifest.number}.pdf", inline=True)


@access_rule(PAPERS)
@get_or_post
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, then say that nothing was handed over."""
    told = {
        "title": _("Rút lại việc giao bảng kê %(number)s?") % {"number": number},
        "text": _("Bưu gửi trở lại quầy và người nhận được báo. Chỉ rút lại được khi bưu chính chưa báo nhận."),
        "action": _("Rút lại"),
    }
    return _asked(request, number, manifests.take_back, told, _("Đã rút lại. Bảng kê lại chờ giao."))


@access_rule(PAPERS)
@get_or_post
def call_off(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, then let its parcels go by another."""
    told = {
        "title": _("Bỏ bảng kê %(number)s?") % {"number": number},
        "text": _("Bưu gửi trở lại danh sách chờ giao, lập được vào bảng kê khác."),
        "action": _("Bỏ bảng kê"),
    }
    return _asked(request, number, manifests.call_off, told, _("Đã bỏ bảng kê."))


def _asked(request: HttpRequest, number: str, act: manifests.Act, told: dict[str, str], done: str) -> HttpResponse:
    manifest = _manifest(request, number)
    address = reverse("parcels:manifest", args=[manifest.number])
    if request.method != "POST":
        context = {"base": "staff/base.html", "back_url": address, **told}
        return _private(render(request, "components/confirm_page.html", context))
    try:
        act(manifest, person(request))
    except DossierError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(address)


def _manifest(request: HttpRequest, number: str) -> PostalManifest:
    rows = manifest_list.visible_to(person(request)).select_related("unit", "connection", "handed_by", "made_by")
    return get_object_or_404(rows.select_related("printed"), number=number)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
