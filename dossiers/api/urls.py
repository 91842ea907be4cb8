"""Addresses of the API of dossiers, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from dossiers.api import changes, views

urlpatterns = [
    path("dossiers/", views.DossierList.as_view(), name="dossier-list"),
    path("dossiers/changes/", changes.DossierChanges.as_view(), name="dossier-changes"),
    path("dossiers/<str:code>/", views.DossierDetail.as_view(), name="dossier-detail"),
    path("dossiers/<str:code>/events/", views.DossierEvents.as_view(), name="dossier-events"),
    path("dossiers/<str:code>/actions/<str:action>/", views.DossierAction.as_view(), name="dossier-action"),
    path("dossiers/<str:code>/receipt/", views.DossierReceipt.as_view(), name="dossier-receipt"),
    path("track/", views.Track.as_view(), name="track"),
]
