"""Messages that could not leave, for the system administrator: why, and another try. Their content stays closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.rules import access_rule
from portal.outbox.causes import Cause, cause_of, with_cause
from portal.outbox.delivery import retry
from portal.outbox.drivers import registry
from portal.outbox.models import OutboxMessage, State
from portal.outbox.putting import kick
from portal.ui.list_address import ByKey, choice, words
from portal.ui.paging import page_by_key

PAGE_SIZE = 50


@dataclass(frozen=True)
class Question(ByKey):
    """Which of the dead letters are asked for; `about` begins what they belong to, as a dossier's code."""

    channel: str = words("kenh", 40)
    cause: str = choice("vi", Cause.values)
    about: str = words("ve", 100)

    def found(self) -> QuerySet[OutboxMessage]:
        """The letters, without their content."""
        dead = OutboxMessage.objects.filter(state=State.DEAD).defer("payload")
        if self.channel:
            dead = dead.filter(channel=self.channel)
        if self.about:
            dead = dead.filter(key__startswith=self.about)
        return dead.filter(with_cause(Cause(self.cause))) if self.cause else dead


@access_rule(SYSTEM_ADMIN)
def list_dead(request: HttpRequest) -> HttpResponse:
    """Show what died, newest first, by key, with the cause in words."""
    question = Question.read(request.GET)
    page = page_by_key(question.found(), question, size=PAGE_SIZE)
    context = {
        "letters": page.rows,
        "rows": [(one, registry.name_of(one.channel), cause_of(one.last_error).label) for one in page.rows],
        "page": page,
        "question": question,
        "channels": registry.named_channels(),
        "known_causes": Cause.choices,
    }
    return render(request, "dossiers/staff/outgoing.html", context)


@access_rule(SYSTEM_ADMIN)
class RetryFoundView(View):
    """Sending all again that a question finds, after saying how many they are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask first."""
        question = Question.read(request.GET)
        number = question.found().count()
        told = ngettext("Gửi lại %(number)d thư đang lọc?", "Gửi lại %(number)d thư đang lọc?", number)
        context = {
            "title": told % {"number": number},
            "text": _("Hãy sửa nguyên nhân trước. Nơi nhận đã có thư nào thì có thể nhận hai lần."),
            "action": _("Gửi lại các thư này"),
            "back_url": reverse("dossiers:outgoing") + question.address(),
            "base": "staff/base.html",
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let them try again, those that are dead still."""
        number = retry(Question.read(request.GET).found())
        kick()
        told = ngettext("Đã đưa %(number)d thư vào hàng chờ gửi.", "Đã đưa %(number)d thư vào hàng chờ gửi.", number)
        messages.success(request, told % {"number": number})
        return redirect("dossiers:outgoing")


@access_rule(SYSTEM_ADMIN)
class RetryView(View):
    """Sending one of them again, after asking."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask first: the other side may have got it."""
        letter = get_object_or_404(OutboxMessage.objects.defer("payload"), pk=pk, state=State.DEAD)
        context = {
            "title": _("Gửi lại thư của %(key)s?") % {"key": letter.key or letter.idempotency_key},
            "text": _("Nếu nơi nhận thật ra đã có thư này, họ có thể nhận hai lần. Lỗi lần trước: %(error)s")
            % {"error": letter.last_error},
            "action": _("Gửi lại"),
            "back_url": reverse("dossiers:outgoing"),
            "base": "staff/base.html",
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let it try again; a letter that somebody else sent off already is no error."""
        if retry(OutboxMessage.objects.filter(pk=pk)):
            kick()
            messages.success(request, _("Đã đưa thư vào hàng chờ gửi."))
        else:
            messages.info(request, _("Thư này không còn trong danh sách: có người vừa gửi lại rồi."))
        return redirect("dossiers:outgoing")
