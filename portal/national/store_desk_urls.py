"""Addresses of the store of results for staff: papers of dossiers, and which result serves as which paper."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from portal.national.views.store.agencies import add_agency, list_agencies, renew_secret, show_agency
from portal.national.views.store.desk import DossierPaperView
from portal.national.views.store.serving import RemoveServingView, ServingView

app_name = "store-desk"
urlpatterns: list[URLPattern] = [
    path("", ServingView.as_view(), name="serving"),
    path("co-quan/", list_agencies, name="agencies"),
    path("co-quan/them/", add_agency, name="agency-add"),
    path("co-quan/<int:pk>/", show_agency, name="agency"),
    path("co-quan/<int:pk>/khoa/", renew_secret, name="agency-secret"),
    path("<int:pk>/bo/", RemoveServingView.as_view(), name="serving-remove"),
    path("<str:code>/<int:component>/", DossierPaperView.as_view(), name="dossier"),
]
