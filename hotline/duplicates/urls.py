"""Addresses of links between tickets, beneath the ticket; they stand before those of other acts."""

from __future__ import annotations

from django.urls import path

from hotline.duplicates.views import MergeView, SplitView

urlpatterns = [
    path("can-bo/duong-day-nong/<str:code>/gan-trung/", MergeView.as_view(), name="merge"),
    path("can-bo/duong-day-nong/<str:code>/tach-trung/", SplitView.as_view(), name="split"),
]
