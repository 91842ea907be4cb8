"""REST addresses of the catalogue, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from procedures.api import views

urlpatterns = [
    path("procedures/", views.ProcedureList.as_view(), name="procedure-list"),
    path("procedures/<str:code>/", views.ProcedureDetail.as_view(), name="procedure-detail"),
]
