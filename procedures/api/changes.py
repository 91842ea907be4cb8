"""REST of the log of changes: what was announced, amended and abolished, by number, so that nobody misses one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.rest import page_sizes
from portal.rest.page_sizes import read_number
from procedures import change_log, change_words
from procedures.api.examples.changes import CHANGES
from procedures.api.list_serializers import FieldSerializer
from procedures.api.listing import Question, fitting
from procedures.api.open_data import CONDITIONS, NOT_MODIFIED, open_data
from procedures.choices import Level
from procedures.models import CatalogueChange, CatalogueChangeKind


class CatalogueChangeSerializer(serializers.ModelSerializer[CatalogueChange]):
    """One line of the log; ``summary`` says in words what an amendment changed."""

    procedure = serializers.CharField(source="procedure.code")
    version = serializers.IntegerField(source="version.number", help_text="The one that came, or the last that was.")
    before = serializers.IntegerField(source="before.number", default=None, allow_null=True)
    replaced_by = serializers.CharField(source="replaced_by.code", default=None, allow_null=True)
    name = serializers.CharField(source="version.name")
    field = FieldSerializer(source="version.field")
    levels = serializers.ListField(child=serializers.ChoiceField(Level.choices), source="version.levels")
    headline = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()

    class Meta:
        model = CatalogueChange
        fields = (
            "number",
            "at",
            "kind",
            "procedure",
            "version",
            "before",
            "replaced_by",
            "name",
            "field",
            "levels",
            "effective_on",
            "decision_number",
            "headline",
            "summary",
        )
        extra_kwargs = {"number": {"allow_null": False}, "at": {"allow_null": False}}

    def get_headline(self, change: CatalogueChange) -> str:
        """In the language of the caller."""
        return change_words.headline(change)

    def get_summary(self, change: CatalogueChange) -> list[str]:
        """A line for each difference; empty for what nobody can see, and for what came new or ended."""
        sections = self.context["sections"].get(change.number, [])
        return [change_words.say(told) for section in sections for told in section.changes]


PARAMETERS = [
    OpenApiParameter("after", OpenApiTypes.INT64, description="The number up to which you know the log; 0 by default."),
    page_sizes.PARAMETER,
    OpenApiParameter("kind", enum=CatalogueChangeKind.values),
    OpenApiParameter("procedure", description="Code of a procedure."),
    OpenApiParameter("level", enum=Level.values),
    OpenApiParameter("field", description="Code of a field, before or after the change."),
    OpenApiParameter("unit", description="Code of a unit that settles it, before or after the change."),
]
PAGE = inline_serializer(
    "CatalogueChangePage",
    {
        "results": CatalogueChangeSerializer(many=True),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True, help_text="Always null: the log is read forwards."),
        "latest": serializers.IntegerField(help_text="How far the log is. With next null: your next `after`."),
    },
)


def mark() -> str:
    """How far the log is, from the database itself: a client that follows it is never a moment late."""
    return str(change_log.state().number)


class ChangeList(APIView):
    """The log of the catalogue, the oldest first. Numbers have no gaps and none arrives late."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[*PARAMETERS, *CONDITIONS],
        operation_id="changes_list",
        responses={200: PAGE, 304: NOT_MODIFIED},
        examples=CHANGES,
    )
    @open_data(mark, lambda: change_log.state().changed_at)
    def get(self, request: Request) -> Response:
        """Follow ``next``; when it is null, keep ``latest`` and ask with it as ``after`` the next time."""
        latest = change_log.state().number
        after = read_number(request.query_params, "after")
        size = page_sizes.read_page_size(request.query_params)
        found = change_log.entries().filter(_asked(request), number__gt=after, number__lte=latest)
        rows = list(found.order_by("number")[: size + 1])
        shown = rows[:size]
        context = {"sections": change_words.sections_of(shown)}
        return Response(
            {
                "results": CatalogueChangeSerializer(shown, many=True, context=context).data,
                "next": _next(request, shown[-1].number) if len(rows) > size else None,
                "previous": None,
                "latest": latest,
            }
        )


def _asked(request: Request) -> Q:
    params = {name: request.query_params.get(name, "") for name in ("level", "field", "unit")}
    fits = fitting(Question.read(params, on=None))
    asked = fits("version__") | fits("before__")
    if kind := request.query_params.get("kind", ""):
        if kind not in CatalogueChangeKind.values:
            words = _("Giá trị này không có. Hãy dùng một trong: %(known)s.")
            raise ValidationError({"kind": [words % {"known": ", ".join(CatalogueChangeKind.values)}]})
        asked &= Q(kind=kind)
    if code := request.query_params.get("procedure", "").replace("\0", ""):
        asked &= Q(procedure__code=code)
    return asked


def _next(request: Request, after: Any) -> str:
    query = request.query_params.copy()
    query["after"] = str(after)
    return request.build_absolute_uri(f"?{query.urlencode()}")
