"""Addresses of the samples, beneath the hotline's desk."""

from __future__ import annotations

from django.urls import path

from hotline.samples.views import RateSampleView, ShareView, list_samples, show_draw

_DESK = "can-bo/duong-day-nong/lay-mau/"

urlpatterns = [
    path(_DESK, list_samples, name="samples"),
    path(f"{_DESK}ty-le/", ShareView.as_view(), name="sample-share"),
    path(f"{_DESK}lan/<int:pk>/", show_draw, name="sample-draw"),
    path(f"{_DESK}<int:pk>/", RateSampleView.as_view(), name="sample"),
]
