"""REST of a procedure's versions: which there were, are and will be, and what each changed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from procedures import history
from procedures.api.examples.changes import DIFFERENCES, VERSIONS
from procedures.api.open_data import CONDITIONS, NOT_MODIFIED, open_data
from procedures.history import Edition
from procedures.views.changes import sections_between


class EditionSerializer(serializers.Serializer[Edition]):
    """An announced version: in force from a day up to, not including, another (null: until further notice)."""

    version = serializers.IntegerField(source="number")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    decision_number = serializers.CharField()


class ChangeSerializer(serializers.Serializer[Any]):
    """One thing that came (added), went (removed), or reads differently (changed)."""

    kind = serializers.ChoiceField(["added", "removed", "changed"])
    what = serializers.CharField()
    fact = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class SectionSerializer(serializers.Serializer[Any]):
    """Changes of one kind of content; ``cases`` empty: of the whole procedure."""

    key = serializers.CharField()
    title = serializers.CharField()
    cases = serializers.ListField(child=serializers.CharField())
    changes = ChangeSerializer(many=True)


class ChangesSerializer(serializers.Serializer[Any]):
    """What a version changed against the one before it; ``before`` null for the first."""

    version = EditionSerializer()
    before = EditionSerializer(allow_null=True)
    sections = SectionSerializer(many=True)


class EditionsSerializer(serializers.Serializer[Any]):
    """All announced versions of a procedure, the newest first."""

    results = EditionSerializer(many=True)


class VersionList(APIView):
    """The announced versions of a procedure: past, in force, and staged for later."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=CONDITIONS,
        operation_id="procedures_versions",
        responses={200: EditionsSerializer, 304: NOT_MODIFIED},
        examples=VERSIONS,
    )
    @open_data()
    def get(self, request: Request, code: str) -> Response:
        """All of them on one page: a procedure has few."""
        return Response(EditionsSerializer({"results": _editions(code)}).data)


class VersionChanges(APIView):
    """What one version changed."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=CONDITIONS,
        operation_id="procedures_changes",
        responses={200: ChangesSerializer, 304: NOT_MODIFIED},
        examples=DIFFERENCES,
    )
    @open_data()
    def get(self, request: Request, code: str, number: int) -> Response:
        """In the words of ``Accept-Language``: field by field, paper by paper."""
        editions = _editions(code)
        newer = history.with_number(editions, number)
        if newer is None:
            raise NotFound(_("Thủ tục này không có phiên bản mang số đó."))
        older = history.before(editions, newer)
        sections = sections_between(older, newer) if older else []
        return Response(ChangesSerializer({"version": newer, "before": older, "sections": sections}).data)


def _editions(code: str) -> tuple[Edition, ...]:
    editions = history.read_editions(code)
    if not editions:
        raise NotFound(_("Không có thủ tục này trong danh mục."))
    return editions
