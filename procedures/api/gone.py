"""A procedure that REST is asked for and that is not in force: unknown, in force on other days, or ended for good."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import NotFound

from portal.rest.problems import Problem
from procedures import catalogue, history
from procedures.models import ProcedureVersion

GONE = OpenApiResponse(
    description="It ended for good (`application/problem+json`): `ended_on` is the first day without it, `replaced_by` "
    "the code of what took its place, null where nothing did."
)


def published_or_refused(code: str, day: date | None) -> ProcedureVersion:
    """The version in force on a day (today without one).

    Raises Problem (410) where no version is announced for today or later, NotFound otherwise. As the page does
    (views/reading.py), a day in the past is never gone: there may be another day that has a version.
    """
    try:
        return catalogue.published(code, day)
    except catalogue.UnknownProcedure as error:
        raise _refusal(code, day) from error


def _refusal(code: str, day: date | None) -> Exception:
    versions = [] if day else catalogue.announced(code)
    editions = [history.edition_of(version) for version in versions]
    if not editions or not history.has_ended(editions, timezone.localdate()):
        return NotFound(_("Không có thủ tục này trong danh mục vào ngày đó."))
    successor = versions[0].procedure.replaced_by
    ended_on = max(edition.valid_to for edition in editions if edition.valid_to)
    told = {"code": code, "day": f"{ended_on:%d/%m/%Y}", "other": successor.code if successor else ""}
    words = _("Thủ tục %(code)s không còn áp dụng từ ngày %(day)s.") % told
    if successor:
        words = _("Thủ tục %(code)s không còn áp dụng từ ngày %(day)s, được thay bằng %(other)s.") % told
    more = {"ended_on": ended_on.isoformat(), "replaced_by": successor.code if successor else None}
    return Problem(HTTPStatus.GONE, words, kind="ended", more=more)
