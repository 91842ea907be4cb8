"""/thu-tuc/thay-doi.atom: what was announced, amended and abolished, for feed readers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from procedures import change_log, conditional, feed, page_cache
from procedures.choices import Level
from procedures.feed import Asked
from procedures.models import Field, Procedure
from units.models import Unit

TYPE = "application/atom+xml; charset=utf-8"


@access_rule(PUBLIC)
@require_safe
def show_feed(request: HttpRequest) -> HttpResponseBase:
    """The newest changes; ``?linh-vuc=&cap=&don-vi=&thu-tuc=`` narrow it. 404 for what there is not."""
    return _answer(request, feed.write_current)


@access_rule(PUBLIC)
@require_safe
def show_archive(request: HttpRequest, archive: int) -> HttpResponseBase:
    """Older changes, fifty numbers of the log at a time. 404 while the archive is not full."""
    return _answer(request, lambda asked: feed.write_archive(asked, archive))


def _answer(request: HttpRequest, write: Callable[[Asked], str | None]) -> HttpResponseBase:
    state = change_log.state()

    def make() -> HttpResponseBase:
        asked = _asked(request)
        key = f"feed:{state.number}:{get_language()}:{request.path}:{asked.address()}"
        body: str = page_cache.kept(key, lambda: write(asked) or "")
        if not body:
            raise Http404(_("Chưa có phần lưu trữ này."))
        return HttpResponse(body, content_type=TYPE)

    return conditional.answer(request, f"{state.number}", lambda: state.changed_at, make)


def _asked(request: HttpRequest) -> Asked:
    told = {name: request.GET.get(name, "").replace("\0", "") for name in ("linh-vuc", "cap", "don-vi", "thu-tuc")}
    if told["cap"] and told["cap"] not in Level.values:
        raise Http404
    if told["thu-tuc"]:
        get_object_or_404(Procedure.objects.only("pk"), code=told["thu-tuc"])
    return Asked(
        field=get_object_or_404(Field, code=told["linh-vuc"]) if told["linh-vuc"] else None,
        level=told["cap"],
        unit=get_object_or_404(Unit, code=told["don-vi"]) if told["don-vi"] else None,
        code=told["thu-tuc"],
    )
