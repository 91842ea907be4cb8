"""REST of the kept monthly reports; nobody is named, and small numbers of what is confidential are not told apart."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hotline.kinds import Kind
from hotline.monthly import showing
from hotline.monthly.counting import MEASURES
from hotline.monthly.showing import Line, Question
from hotline.views.public.figures import FIRST_YEAR


class MonthSerializer(serializers.Serializer[Any]):
    """A month, and what of it."""

    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=9999)
    month = serializers.IntegerField(min_value=1, max_value=12)
    unit = serializers.CharField(max_length=35, required=False, default="", help_text="Code of a unit.")
    kind = serializers.ChoiceField(choices=Kind.choices, required=False, default="")


class CountsSerializer(serializers.Serializer[Any]):
    """What was counted in one month."""

    received = serializers.IntegerField()
    answered = serializers.IntegerField()
    in_time = serializers.IntegerField()
    reopened = serializers.IntegerField()
    unhappy = serializers.IntegerField()
    set_aside = serializers.IntegerField()


class MonthlyLineSerializer(CountsSerializer):
    """The same of a unit or procedure; `*` stands for what is kept back, "" for no procedure."""

    code = serializers.CharField(allow_blank=True)


class CauseSerializer(serializers.Serializer[Any]):
    """How many answers of the month name a root cause."""

    code = serializers.CharField()
    name = serializers.CharField()
    is_fault = serializers.BooleanField()
    count = serializers.IntegerField()
    before = serializers.IntegerField(help_text="In the month before.")


class MonthlySerializer(serializers.Serializer[Any]):
    """A report as it was kept."""

    year = serializers.IntegerField()
    month = serializers.IntegerField()
    number = serializers.IntegerField(help_text="Above 1 where it was corrected.")
    made_at = serializers.DateTimeField()
    total = CountsSerializer()
    before = CountsSerializer(allow_null=True)
    units = MonthlyLineSerializer(many=True)
    procedures = MonthlyLineSerializer(many=True)
    causes = CauseSerializer(many=True)


class MonthlyReportView(APIView):
    """The monthly report that the supervisors read; nobody needs a token."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[MonthSerializer], responses={200: MonthlySerializer}, operation_id="reports_feedback_monthly"
    )
    def get(self, request: Request) -> Response:
        """200; 400 for what is no month; 404 for a month whose report was not made."""
        asked = MonthSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        shown = showing.of(Question(month=(told["year"], told["month"]), unit=told["unit"], kind=told["kind"]))
        if shown is None:
            raise Http404
        body = {
            **{name: getattr(shown.report, name) for name in ("year", "month", "number", "made_at")},
            "total": shown.total.now,
            "before": shown.total.before if shown.before else None,
            "units": [_line(line) for line in shown.units],
            "procedures": [_line(line) for line in shown.procedures],
            "causes": [asdict(cause) for cause in shown.causes],
        }
        return Response(MonthlySerializer(body).data)


def _line(line: Line) -> dict[str, Any]:
    return {"code": line.code, **{name: line.now[name] for name in MEASURES}}
