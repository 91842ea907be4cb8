"""The registry of connections, for system administrators: taken up, changed, tried, and how each stands."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers.menus import SYSTEM_ADMIN
from dossiers.views.people import person
from portal.accounts.rules import access_rule
from portal.outbox.desk import once
from portal.outbox.models import State
from portal.peers import connection_list, figures, registering, trying
from portal.peers.connection_list import Question
from portal.peers.forms import NAME_TAKEN, ConnectionForm
from portal.peers.kinds import PeerKind
from portal.peers.models import Connection
from portal.ui.paging import page_by_key

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
#: Of what can't be sent and what came in, the newest; enough to see what is wrong.
MOST_SHOWN = 30


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also where that is nothing; None where it is only looked at."""
    return request.POST if request.method == "POST" else None


@access_rule(SYSTEM_ADMIN)
@require_safe
def list_connections(request: HttpRequest) -> HttpResponse:
    """All connections with how each stands, the newest first."""
    question = Question.read(request.GET.dict())
    page = page_by_key(connection_list.found(question), question)
    context = {
        "question": question,
        "page": page,
        "standings": figures.of(page.rows),
        "kinds": PeerKind.choices,
        "unfiltered": question.address(kind="", text=""),
    }
    return render(request, "peers/list.html", context)


@access_rule(SYSTEM_ADMIN)
@get_or_post
def add_connection(request: HttpRequest) -> HttpResponse:
    """Take up a connection; the secrets made for it wait for the next page."""
    form = ConnectionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = registering.add(form.cleaned_data, person(request))
        except registering.NameTaken:  # two at once
            form.add_error("short_name", NAME_TAKEN)
        else:
            if shown := _secrets(made):
                once.keep(request, f"peer {made.connection.pk}", shown)
            return redirect("peers:connection", made.connection.pk)
    return _form(request, form, _("Thêm kết nối"), reverse("peers:list"))


@access_rule(SYSTEM_ADMIN)
@get_or_post
def change_connection(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a connection."""
    connection = get_object_or_404(Connection, pk=pk)
    form = ConnectionForm(posted(request), connection=connection)
    if request.method == "POST" and form.is_valid():
        registering.change(connection, form.cleaned_data, person(request))
        messages.success(request, _("Đã lưu kết nối."))
        return redirect("peers:connection", pk)
    return _form(request, form, _("Sửa kết nối"), reverse("peers:connection", args=[pk]))


@access_rule(SYSTEM_ADMIN)
@require_safe
def show_connection(request: HttpRequest, pk: int) -> HttpResponse:
    """One connection: how it is reached, how it stands, what can't be sent, what came in."""
    connection = get_object_or_404(Connection, pk=pk)
    told = figures.messages_to(str(pk)).defer("payload").order_by("-pk")
    context = {
        "connection": connection,
        "secret": once.show(request, f"peer {pk}"),
        "health": figures.of([connection])[0],
        "is_tried": _is_tried(connection),
        "dead": told.filter(state=State.DEAD)[:MOST_SHOWN],
        "notices": connection.notices.defer("received").select_related("dossier").order_by("-pk")[:MOST_SHOWN],
        "door": settings.PORTAL_URL.rstrip("/") + reverse("peer-door", args=[connection.public_id]),
    }
    return once.unkept(render(request, "peers/connection.html", context))


@access_rule(SYSTEM_ADMIN)
@require_POST
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker see whether it answers and knows us."""
    trying.ask(get_object_or_404(Connection, pk=pk))
    messages.success(request, _("Đang kiểm tra kết nối; kết quả hiện trên trang này sau vài giây."))
    return redirect("peers:connection", pk)


def _is_tried(connection: Connection) -> bool:
    """Whether the worker has answered the last test."""
    asked, tried = connection.trial_asked_at, connection.tried_at
    return asked is None or (tried is not None and tried >= asked)


def _secrets(made: registering.Made) -> str:
    told = {_("Khóa ký bản tin gửi đi"): made.secret, _("Khóa ký bản tin gửi đến"): made.notice_secret}
    return "\n".join(f"{label}: {secret}" for label, secret in told.items() if secret)


def _form(request: HttpRequest, form: ConnectionForm, title: str, back_url: str) -> HttpResponse:
    return once.unkept(render(request, "peers/form.html", {"form": form, "title": title, "back_url": back_url}))
