"""Addresses of the API of dossiers, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from dossiers.api import asked, changes, documents, rated, views

urlpatterns = [
    path("dossiers/", views.DossierList.as_view(), name="dossier-list"),
    path("dossiers/changes/", changes.DossierChanges.as_view(), name="dossier-changes"),
    path("dossiers/<str:code>/", views.DossierDetail.as_view(), name="dossier-detail"),
    path("dossiers/<str:code>/events/", views.DossierEvents.as_view(), name="dossier-events"),
    path("dossiers/<str:code>/actions/<str:action>/", views.DossierAction.as_view(), name="dossier-action"),
    path("dossiers/<str:code>/receipt/", views.DossierReceipt.as_view(), name="dossier-receipt"),
    path("dossiers/<str:code>/documents/", documents.DocumentList.as_view(), name="dossier-document-list"),
    path(
        "dossiers/<str:code>/documents/<slug:kind>/<int:number>/",
        documents.DocumentFile.as_view(),
        name="dossier-document",
    ),
    path("supplement-requests/", asked.AskedList.as_view(), name="supplement-request-list"),
    path("supplement-requests/<int:pk>/", asked.AskedDetail.as_view(), name="supplement-request-detail"),
    path("ratings/", rated.RatingList.as_view(), name="rating-list"),
    path("ratings/<int:pk>/", rated.RatingDetail.as_view(), name="rating-detail"),
    path("track/", views.Track.as_view(), name="track"),
]
