"""REST addresses of the catalogue, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from procedures.api import changes, fees, history, views

urlpatterns = [
    path("procedures/", views.ProcedureList.as_view(), name="procedure-list"),
    path("procedures/<str:code>/", views.ProcedureDetail.as_view(), name="procedure-detail"),
    path("procedures/<str:code>/fees/", fees.FeeLines.as_view(), name="procedure-fees"),
    path("procedures/<str:code>/versions/", history.VersionList.as_view(), name="procedure-versions"),
    path("procedures/<str:code>/versions/<int:number>/", views.VersionDetail.as_view(), name="procedure-version"),
    path(
        "procedures/<str:code>/versions/<int:number>/changes/",
        history.VersionChanges.as_view(),
        name="procedure-changes",
    ),
    path("changes/", changes.ChangeList.as_view(), name="change-list"),
]
