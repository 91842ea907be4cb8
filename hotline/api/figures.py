"""REST of the public figures: what each unit received, answered in time, has reopened, and left unhappy."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hotline import figures
from hotline.views.public.figures import FIRST_YEAR


class PeriodSerializer(serializers.Serializer[Any]):
    """A year, or one of its months."""

    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=9999, required=False)
    month = serializers.IntegerField(min_value=1, max_value=12, required=False)


class FiguresSerializer(serializers.Serializer[Any]):
    """One unit's figures; those of all units have an empty code."""

    code = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    received = serializers.IntegerField()
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    answered = serializers.IntegerField()
    in_time = serializers.IntegerField()
    reopened = serializers.IntegerField()
    unhappy = serializers.IntegerField()
    set_aside = serializers.IntegerField()
    samples_rated = serializers.IntegerField(help_text="Drawn answers that a supervisor of another unit rated.")
    sample_mean = serializers.FloatField(allow_null=True, help_text="Mean of their marks, 1 to 5.")
    samples_waiting = serializers.IntegerField()
    samples_late = serializers.IntegerField(help_text="Of those that wait, past their due time.")
    linked = serializers.IntegerField(help_text="Answered together with another ticket of the same matter.")


class FeedbackReport(APIView):
    """The figures that the public page shows; nobody needs a token."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[PeriodSerializer], responses={200: FiguresSerializer(many=True)}, operation_id="reports_feedback"
    )
    def get(self, request: Request) -> Response:
        """200 with all units first, then each; 400 for a period that is none. Five minutes old at most."""
        asked = PeriodSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        year = asked.validated_data.get("year", timezone.localdate().year)
        found = figures.of_year(year, asked.validated_data.get("month", 0))
        return Response(FiguresSerializer([asdict(row) for row in found], many=True).data)
