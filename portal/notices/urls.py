"""The addresses of a person's ways of being reached, under /tai-khoan/nhan-tin/."""

from __future__ import annotations

from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.choose_ways, name="ways"),
    path("thiet-bi/", views.add_device, name="device-add"),
    path("thiet-bi/<int:pk>/bo/", views.remove_device, name="device-remove"),
    path("nguoi-dua-tin.js", views.worker, name="worker"),
]
