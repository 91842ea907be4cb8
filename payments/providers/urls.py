"""Addresses that providers are given; they stay as they are once a bank has them."""

from __future__ import annotations

from django.urls import path

from payments.providers import views

app_name = "providers"

urlpatterns = [
    path("ngan-hang/", views.take_bank_notice, name="bank-notices"),
    path("nen-tang-quoc-gia/", views.take_platform_notice, name="platform-notices"),
]
