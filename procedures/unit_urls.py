"""Addresses of the lists of procedures of single units, under /don-vi/."""

from __future__ import annotations

from django.urls import path

from procedures.views.unit_list import print_unit_list, show_unit_list

app_name = "procedures-of-unit"
urlpatterns = [
    path("<str:code>/thu-tuc/", show_unit_list, name="list"),
    path("<str:code>/thu-tuc/in.pdf", print_unit_list, name="print"),
]
