"""Addresses of the store of results for staff: papers of dossiers, and which result serves as which paper."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from portal.national.views.store.desk import DossierPaperView
from portal.national.views.store.serving import RemoveServingView, ServingView

app_name = "store-desk"
urlpatterns: list[URLPattern] = [
    path("", ServingView.as_view(), name="serving"),
    path("<int:pk>/bo/", RemoveServingView.as_view(), name="serving-remove"),
    path("<str:code>/<int:component>/", DossierPaperView.as_view(), name="dossier"),
]
