"""REST of what a procedure costs: each fee after the rules in force, with the reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from procedures import fee_rule_book
from procedures.api.beside import rules_modified_at
from procedures.api.days import ON, read_day
from procedures.api.gone import GONE, published_or_refused
from procedures.api.open_data import CONDITIONS, NOT_MODIFIED, open_data
from procedures.choices import WAYS, Channel, FeeKind
from procedures.fee_rules import total_dong
from procedures.models import Case, ProcedureVersion

_ANSWER = "answer."
#: No answer that a fee asks for is longer, and Python reads no number of more than 4,300 digits.
LONGEST_ANSWER = 300
PARAMETERS = [
    OpenApiParameter("case", description="Key of the case; the first by default."),
    OpenApiParameter("channel", enum=[str(channel) for channel in WAYS], description="online by default."),
    OpenApiParameter("group", many=True, description="A group that the person proves to belong to; may be repeated."),
    OpenApiParameter(
        "answer.<name>",
        description="An answer of the e-form that a quantity or a rule asks for: answer.extract_copies=2.",
    ),
    ON,
]


class RuleSerializer(serializers.Serializer[Any]):
    """An exemption or reduction in force from a day up to, not including, another."""

    key = serializers.CharField()
    text = serializers.CharField()
    effect = serializers.ChoiceField(["exempt", "percent", "fixed"])
    percent_off = serializers.IntegerField(allow_null=True)
    amount_dong = serializers.IntegerField(allow_null=True)
    group = serializers.CharField()
    group_name = serializers.CharField()
    proof = serializers.CharField()
    legal_basis = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class OfferSerializer(serializers.Serializer[Any]):
    """What a rule would make of a fee; null when the amount stays unknown."""

    owed_dong = serializers.IntegerField(allow_null=True)
    rule = RuleSerializer()


class LineSerializer(serializers.Serializer[Any]):
    """One fee for the whole quantity: as announced, as owed, the rule that won, and what else there is."""

    code = serializers.CharField(source="due.code")
    name = serializers.CharField(source="due.name")
    kind = serializers.ChoiceField(FeeKind.values, source="due.kind")
    quantity = serializers.IntegerField()
    full_dong = serializers.IntegerField(allow_null=True)
    owed_dong = serializers.IntegerField(allow_null=True)
    legal_basis = serializers.CharField(source="due.legal_basis")
    rule = RuleSerializer(allow_null=True)
    lesser = OfferSerializer(many=True)
    on_proof = OfferSerializer(many=True)


class FeeLinesSerializer(serializers.Serializer[Any]):
    """What is owed; the total leaves out lines whose amount only a text sets."""

    total_dong = serializers.IntegerField()
    lines = LineSerializer(many=True)


class FeeLines(APIView):
    """What a case of a procedure costs on a day, filed one way, for people of some groups."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[*PARAMETERS, *CONDITIONS],
        operation_id="procedures_fees",
        responses={200: FeeLinesSerializer, 304: NOT_MODIFIED, 410: GONE},
    )
    @open_data(modified_at=rules_modified_at)
    def get(self, request: Request, code: str) -> Response:
        """Each fee with its reason; where several rules apply the best for the citizen wins."""
        day = read_day(request)
        version = _version(request, code)
        lines = fee_rule_book.lines_for(
            _case(version, request.query_params.get("case", "")),
            _channel(request.query_params.get("channel", "")),
            procedure=code,
            answers=_answers(request),
            groups=request.query_params.getlist("group"),
            day=day,
        )
        return Response(FeeLinesSerializer({"total_dong": total_dong(lines), "lines": lines}).data)


def _version(request: Request, code: str) -> ProcedureVersion:
    return published_or_refused(code, read_day(request))


def _case(version: ProcedureVersion, key: str) -> Case:
    cases = [case for case in version.cases.all() if not key or case.key == key]
    if not cases:
        raise ValidationError({"case": [_("Thủ tục này không có trường hợp được chọn.")]})
    return cases[0]


def _channel(text: str) -> str:
    if text and text not in WAYS:
        raise ValidationError({"channel": [_("Cách nộp phải là trực tuyến, trực tiếp hoặc bưu chính.")]})
    return text or Channel.ONLINE


def _answers(request: Request) -> dict[str, Any]:
    given = request.query_params.items()
    return {name.removeprefix(_ANSWER): value[:LONGEST_ANSWER] for name, value in given if name.startswith(_ANSWER)}
