"""Addresses of the API of the hotline, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from hotline.api import figures, monthly, views

urlpatterns = [
    path("reports/feedback/", figures.FeedbackReport.as_view(), name="reports-feedback"),
    path("reports/feedback/monthly/", monthly.MonthlyReportView.as_view(), name="reports-feedback-monthly"),
    path("feedback/", views.FeedbackList.as_view(), name="feedback-list"),
    path("feedback/<str:code>/", views.FeedbackDetail.as_view(), name="feedback-detail"),
    path(
        "feedback/<str:code>/attachments/<uuid:file>/", views.FeedbackAttachment.as_view(), name="feedback-attachment"
    ),
]
