"""Addresses of the pages about money."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from payments.views import paying, platform

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("", paying.ask, name="ask"),
    path("tro-ve/", platform.come_back, name="back"),
    path("<str:code>/", paying.show, name="order"),
    path("<str:code>/cong-quoc-gia/", platform.start, name="platform"),
    path("<str:code>/cong-quoc-gia/<uuid:attempt>/", platform.wait, name="platform-wait"),
    path("<str:code>/bien-lai/<int:number>/", paying.show_receipt, name="receipt"),
    path("<str:code>/bien-lai/<int:number>/xml/", paying.show_receipt_xml, name="receipt-xml"),
    path("<str:code>/bien-lai-cong-quoc-gia/<int:number>/", platform.show_receipt, name="platform-receipt"),
]
