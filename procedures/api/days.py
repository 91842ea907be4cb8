"""The day on which a client reads the catalogue."""

from __future__ import annotations

from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

ON = OpenApiParameter("on", OpenApiTypes.DATE, description="Day on which to read the catalogue; today by default.")


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
