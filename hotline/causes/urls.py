"""Addresses of the list of root causes, beneath the hotline's desk."""

from __future__ import annotations

from django.urls import path

from hotline.causes.views import AddView, EndView, list_causes

_DESK = "can-bo/duong-day-nong/nguyen-nhan/"

urlpatterns = [
    path(_DESK, list_causes, name="causes"),
    path(f"{_DESK}them/", AddView.as_view(), name="cause-new"),
    path(f"{_DESK}<slug:code>/ngung-dung/", EndView.as_view(), name="cause-end"),
]
