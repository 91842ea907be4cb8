"""Addresses of the pages about money."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from payments.views import paying

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("", paying.ask, name="ask"),
    path("<str:code>/", paying.show, name="order"),
    path("<str:code>/bien-lai/<int:number>/", paying.show_receipt, name="receipt"),
]
