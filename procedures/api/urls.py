"""REST addresses of the catalogue, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from procedures.api import beside, bulk, changes, decisions, fees, history, views

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
    path("bulk/", bulk.BulkList.as_view(), name="bulk-list"),
    path("bulk/<str:name>", bulk.BulkDownload.as_view(), name="bulk-file"),
    path("fields/", beside.FieldList.as_view(), name="field-list"),
    path("fee-rules/", beside.FeeRuleList.as_view(), name="fee-rule-list"),
    path("life-events/", beside.EventList.as_view(), name="event-list"),
    path("life-events/<slug:slug>/", beside.EventDetail.as_view(), name="event-detail"),
    path("decisions/", decisions.DecisionList.as_view(), name="decision-list"),
    path("decisions/<uuid:key>/", decisions.DecisionDetail.as_view(), name="decision-detail"),
    path("changes/", changes.ChangeList.as_view(), name="change-list"),
]
