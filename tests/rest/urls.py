"""A REST interface of two endpoints, on which the tests try what all endpoints share."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.urls import include, path
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal import interfaces
from portal.rest.idempotency import idempotent
from portal.rest.problems import Conflict, Unprocessable, error_at
from portal.rest.scopes import HasScope, client_name


class GroupSerializer(serializers.ModelSerializer[Group]):
    """A group stands for whatever is created."""

    class Meta:
        model = Group
        fields = ("id", "name")


class Groups(generics.ListCreateAPIView[Group]):
    """Lists and creates."""

    permission_classes = [AllowAny]
    queryset = Group.objects.all()
    serializer_class = GroupSerializer
    keyset = "name"

    @idempotent
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Create a group, once a key."""
        return super().create(request, *args, **kwargs)


class Nested(serializers.Serializer[Any]):
    """A body with a body inside."""

    class Applicant(serializers.Serializer[Any]):
        """The inside."""

        full_name = serializers.CharField()

    applicant = Applicant()
    amounts = serializers.ListField(child=serializers.IntegerField())


class Refusals(APIView):
    """Fails in the way that the address names."""

    permission_classes = [AllowAny]

    def post(self, request: Request, kind: str) -> Response:
        """Fail."""
        if kind == "unprocessable":
            raise Unprocessable("Chưa nộp được.", errors=[error_at("papers", 0, message="Thiếu giấy.")])
        if kind == "conflict":
            raise Conflict("Đã có người tiếp nhận.")
        Nested(data=request.data).is_valid(raise_exception=True)
        return Response(status=204)


class Filing(APIView):
    """Needs a scope."""

    permission_classes = [HasScope("dossiers:write")]

    def post(self, request: Request) -> Response:
        """Say who calls."""
        return Response({"client": client_name(request)}, status=201)


handler400 = "portal.pages.bad_request"
urlpatterns = [
    path("api/groups/", Groups.as_view()),
    path("api/refuse/<str:kind>/", Refusals.as_view()),
    path("api/file/", Filing.as_view()),
    path("o/token/", interfaces.token),
    path("tai-khoan/", include("portal.accounts.urls")),
]
