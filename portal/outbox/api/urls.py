"""REST addresses of webhooks, below `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from portal.outbox.api import views

urlpatterns = [
    path("webhooks/", views.WebhookList.as_view(), name="webhook-list"),
    path("webhooks/<int:pk>/", views.WebhookDetail.as_view(), name="webhook-detail"),
    path("webhooks/<int:pk>/test/", views.WebhookTest.as_view(), name="webhook-test"),
    path("webhooks/<int:pk>/rotate/", views.WebhookRotate.as_view(), name="webhook-rotate"),
    path("webhooks/<int:pk>/deliveries/", views.WebhookDeliveries.as_view(), name="webhook-deliveries"),
    path("webhooks/<int:pk>/replay/", views.WebhookReplay.as_view(), name="webhook-replay"),
]
