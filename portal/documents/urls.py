"""Addresses of the public verification pages, under /xac-minh/."""

from __future__ import annotations

from django.urls import path

from portal.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.verify, name="verify"),
    path("<str:code>/", views.verified, name="verified"),
]
