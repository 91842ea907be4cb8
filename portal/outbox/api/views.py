"""REST of webhooks: a client takes up receivers of its own, tries them, changes secrets, has messages told again."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from oauth2_provider.models import Application
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.outbox import subscribing
from portal.outbox.api.serializers import (
    AskedWebhookSerializer,
    DeliverySerializer,
    ReplayedSerializer,
    ReplaySerializer,
    SecretWebhookSerializer,
    WebhookSerializer,
)
from portal.outbox.models import OutboxMessage, WebhookSubscription
from portal.rest.idempotency import HEADER, checked, idempotent, reused
from portal.rest.problems import Conflict
from portal.rest.scopes import HasScope, client_of

KeepsWebhooks = HasScope("webhooks:write")
#: A system has a receiver for itself and a few for trying out.
MOST_RECEIVERS = 20
_KEY = OpenApiParameter(HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER)


def _own(request: Request) -> QuerySet[WebhookSubscription]:
    """The receivers that the calling client keeps; those of administrators and of others are none of its."""
    client = client_of(request)
    return WebhookSubscription.objects.kept_by(client) if client else WebhookSubscription.objects.none()


class WebhookList(generics.ListAPIView[WebhookSubscription]):
    """The client's receivers, newest first; POST takes one up."""

    permission_classes = (KeepsWebhooks,)
    serializer_class = WebhookSerializer
    keyset = "-id"
    queryset = WebhookSubscription.objects.none()

    def get_queryset(self) -> QuerySet[WebhookSubscription]:
        """Those of the client."""
        return _own(self.request)

    @extend_schema(
        request=AskedWebhookSerializer,
        responses={201: SecretWebhookSerializer},
        parameters=[_KEY],
        operation_id="webhooks_create",
    )
    def post(self, request: Request) -> Response:
        """201 with the secret, told this once and to a repeated `Idempotency-Key`; 409 when the client has too many."""
        asked = AskedWebhookSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        # No kept answer (`idempotent`): it would be a secret in clear. The receiver itself knows its key.
        key = _key_of(request)
        with transaction.atomic():
            _one_at_a_time(request)
            own = _own(request)
            if own.count() >= MOST_RECEIVERS and (key is None or not own.filter(submission_key=key).exists()):
                raise Conflict(_("Hệ thống này đã có quá nhiều nơi nhận."), kind="too-many-receivers")
            made = subscribing.subscribe(**asked.validated_data, client_id=client_of(request), submission_key=key)
        if (made.url, made.events) != (asked.validated_data["url"], asked.validated_data["events"]):
            raise reused()
        headers = {"Location": f"{request.path}{made.pk}/", "Cache-Control": "no-store"}
        return Response(SecretWebhookSerializer(made).data, status=HTTPStatus.CREATED, headers=headers)


def _one_at_a_time(request: Request) -> None:
    """Hold the client until the transaction ends: two that count its receivers at once would both find room."""
    Application.objects.select_for_update().get(client_id=client_of(request))


def _key_of(request: Request) -> UUID | None:
    given = request.headers.get(HEADER)
    return None if given is None else uuid5(NAMESPACE_URL, f"webhook {client_of(request)} {checked(given)}")


class WebhookDetail(generics.RetrieveDestroyAPIView[WebhookSubscription]):
    """One receiver; DELETE ends it, and what still waits for it is given up."""

    permission_classes = (KeepsWebhooks,)
    serializer_class = WebhookSerializer
    queryset = WebhookSubscription.objects.none()

    def get_queryset(self) -> QuerySet[WebhookSubscription]:
        """Those of the client."""
        return _own(self.request)


class WebhookTest(APIView):
    """Sending a message that tells of nothing."""

    permission_classes = (KeepsWebhooks,)

    @extend_schema(request=None, responses={202: DeliverySerializer}, operation_id="webhooks_test")
    def post(self, request: Request, pk: int) -> Response:
        """202 with the message; look at the deliveries for what became of it. 409 when the receiver was stopped."""
        receiver = get_object_or_404(_own(request), pk=pk)
        if not receiver.is_active:
            raise Conflict(_("Nơi nhận này đã ngừng."), kind="stopped")
        return Response(DeliverySerializer(subscribing.try_out(receiver)).data, status=HTTPStatus.ACCEPTED)


class WebhookRotate(APIView):
    """Changing the secret."""

    permission_classes = (KeepsWebhooks,)

    @extend_schema(request=None, responses={200: SecretWebhookSerializer}, operation_id="webhooks_rotate")
    def post(self, request: Request, pk: int) -> Response:
        """200 with the new secret, told this once; for 48 hours messages are signed with the old one, too."""
        changed = subscribing.rotate(get_object_or_404(_own(request), pk=pk))
        return Response(SecretWebhookSerializer(changed).data, headers={"Cache-Control": "no-store"})


class WebhookDeliveries(generics.ListAPIView[OutboxMessage]):
    """What was told to one receiver or waits to be, newest first."""

    permission_classes = (KeepsWebhooks,)
    serializer_class = DeliverySerializer
    keyset = "-id"
    queryset = OutboxMessage.objects.none()

    def get_queryset(self) -> QuerySet[OutboxMessage]:
        """Those of a receiver of the client; 404 otherwise."""
        receiver = get_object_or_404(_own(self.request), pk=self.kwargs["pk"])
        return subscribing.deliveries(receiver).defer("payload")


class WebhookReplay(APIView):
    """Sending messages once more, as after a receiver lost what it had."""

    permission_classes = (KeepsWebhooks,)

    @extend_schema(
        request=ReplaySerializer, responses={202: ReplayedSerializer}, parameters=[_KEY], operation_id="webhooks_replay"
    )
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """202 with their number; each comes under the id of before, by which the receiver knows it."""
        receiver = get_object_or_404(_own(request), pk=pk)
        asked = ReplaySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told: dict[str, Any] = {**asked.validated_data}
        number = subscribing.tell_many_again(receiver, **told)
        return Response({"messages": number}, status=HTTPStatus.ACCEPTED)
