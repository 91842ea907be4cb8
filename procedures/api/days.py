"""Days and moments in questions of clients: the day on which they read, the moment since when they have not."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

ON = OpenApiParameter("on", OpenApiTypes.DATE, description="Day on which to read the catalogue; today by default.")
MODIFIED_SINCE = OpenApiParameter(
    "modified_since",
    OpenApiTypes.DATETIME,
    description="RFC 3339: only what changed then or later, ended procedures too. Give the last `as_of`.",
)


def read_day(request: Request) -> date | None:
    """The day of ``?on=``; None for today. ValidationError when it is no date."""
    text = request.query_params.get("on", "")
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise ValidationError({"on": [_("Ngày phải viết theo dạng năm-tháng-ngày, ví dụ 2026-03-01.")]})
    return day


def read_modified_since(request: Request) -> datetime | None:
    """The moment of ``?modified_since=`` in UTC; None without one. ValidationError unless RFC 3339 with its offset.

    In UTC, since PostgreSQL refuses offsets and years that Python still takes.
    """
    text = request.query_params.get("modified_since", "")
    if not text:
        return None
    try:
        # An offset of "+07:00" that was not escaped arrives with a space.
        moment = parse_datetime(text.replace(" ", "+")) if text.isascii() else None
        moment = moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (OverflowError, ValueError):
        moment = None
    if moment is None:
        words = _("Thời điểm phải viết theo dạng RFC 3339, có múi giờ, ví dụ 2026-03-01T00:00:00+07:00.")
        raise ValidationError({"modified_since": [words]})
    return moment
