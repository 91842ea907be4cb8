"""Addresses of the API of the hotline, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from hotline.api import views

urlpatterns = [
    path("feedback/", views.FeedbackList.as_view(), name="feedback-list"),
    path("feedback/<str:code>/", views.FeedbackDetail.as_view(), name="feedback-detail"),
]
