"""Addresses of the review queue, under /cong-khai/ra-soat/."""

from __future__ import annotations

from django.urls import path

from procedures.views.review.coverage import show_coverage
from procedures.views.review.export import ExportView, take_export
from procedures.views.review.item import ItemView
from procedures.views.review.queue import show_queue
from procedures.views.review.runs import AcceptAllView, ImportView, show_run

app_name = "review"
urlpatterns = [
    path("", show_queue, name="queue"),
    path("nhap/", ImportView.as_view(), name="import"),
    path("duyet-het/", AcceptAllView.as_view(), name="accept-all"),
    path("lan/<int:pk>/", show_run, name="run"),
    path("lan/<int:pk>/tep/", take_export, name="take-export"),
    path("bang-tinh/", ExportView.as_view(), name="export"),
    path("do-phu/", show_coverage, name="coverage"),
    path("<int:pk>/", ItemView.as_view(), name="item"),
]
