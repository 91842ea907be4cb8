"""What all pages of one procedure share: its content from the cache, the day asked for, and who is not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures import catalogue, decided, history, page_cache, whole_version
from procedures.decided import Decided
from procedures.history import Edition
from procedures.reader_help import reading
from procedures.showing import ProcedurePage, page_of


@dataclass(frozen=True)
class Standing:
    """Where the version on the page stands in time. ``day`` is the day asked for, None for today."""

    day: date | None
    edition: Edition | None
    current: Edition | None
    coming: Edition | None
    ends: date | None
    decided: Decided | None

    @property
    def shown_day(self) -> date:
        """The day that the page is about."""
        return self.day or timezone.localdate()

    @property
    def is_current(self) -> bool:
        """Whether the version shown is the one in force today."""
        return self.edition is not None and self.edition == self.current


def day_asked(request: HttpRequest) -> date | None:
    """The day of ``?on=``; None for today, and for what is no day."""
    try:
        day = parse_date(request.GET.get("on", ""))
    except ValueError:
        return None
    return None if day == timezone.localdate() else day


def page_on(code: str, day: date | None) -> ProcedurePage:
    """The page of the version in force on a day (today without one). Raises UnknownProcedure."""
    if day:
        return page_of_version(catalogue.version_id(code, day))
    return page_of_version(page_cache.kept(page_cache.current_key(code), lambda: _remember(code)))


def page_of_version(version_id: int) -> ProcedurePage:
    """The page of one version in the reader's language. Raises DoesNotExist."""
    made: ProcedurePage = page_cache.kept(_key(version_id), lambda: page_of(catalogue.find_version(version_id)))
    return made


def _remember(code: str) -> int:
    """Store the page of today's version and the history while both are at hand; its id. Raises UnknownProcedure."""
    versions = catalogue.announced(code)
    today = timezone.localdate()
    current = next((version for version in versions if history.edition_of(version).is_in_force(today)), None)
    if current is None:
        raise catalogue.UnknownProcedure(code)
    history.remember(code, versions)
    decided.remember(code, versions)
    reading.remember(code, versions)
    page_cache.kept(_key(current.pk), lambda: page_of(whole_version.fill(current)))
    return current.pk


def _key(version_id: int) -> str:
    return f"page:{version_id}:{get_language()}"


def standing_of(page: ProcedurePage, day: date | None) -> Standing:
    """Where the version of a page stands today."""
    editions, today = history.editions_of(page.code), timezone.localdate()
    return Standing(
        day=day,
        edition=next((edition for edition in editions if edition.pk == page.version_id), None),
        current=next((edition for edition in editions if edition.is_in_force(today)), None),
        coming=history.coming(editions, today),
        ends=history.last_day_known(editions, today),
        decided=decided.ahead_of(page.code, today),
    )


def not_there(request: HttpRequest, code: str, day: date | None) -> HttpResponse:
    """No version on that day: say which days have one, and what took its place; 410 where it ended for good.

    Local codes lead to the national one; others are unknown.

    A local code: 1.001193.000.00.00.H29 (domain.md 3.3).
    """
    versions, today = catalogue.announced(code), timezone.localdate()
    if versions:
        editions = [history.edition_of(version) for version in versions]
        context = {
            "code": code,
            "name": versions[0].name,
            "replaced_by": versions[0].procedure.replaced_by,
            "day": day or today,
            "editions": editions,
            "is_today": day is None,
            "ending": decided.ending_of(code),
        }
        is_gone = day is None and history.has_ended(editions, today)
        status = HTTPStatus.GONE if is_gone else HTTPStatus.NOT_FOUND
        return render(request, "procedures/not_in_force.html", context, status=status)
    base = ".".join(code.split(".")[:2])
    if base == code:
        raise Http404(_("Không có thủ tục này trong danh mục."))
    return redirect("procedures:detail", code=base)
