"""Addresses of the monthly report, beneath the hotline's desk."""

from __future__ import annotations

from django.urls import path

from hotline.monthly.views import MakeAgainView, download_report, show_report

_DESK = "can-bo/duong-day-nong/bao-cao-thang/"

urlpatterns = [
    path(_DESK, show_report, name="monthly"),
    path(f"{_DESK}bang.xlsx", download_report, name="monthly-file"),
    path(f"{_DESK}<int:year>-<int:month>/lap-lai/", MakeAgainView.as_view(), name="monthly-again"),
]
