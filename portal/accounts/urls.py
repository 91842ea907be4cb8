"""The addresses of accounts; allauth names its own (`account_login`, `mfa_index`…) without a namespace."""

from __future__ import annotations

from django.urls import include, path

from portal.accounts import views

urlpatterns = [
    path("", views.home, name="account_home"),
    path("thong-tin/", views.details, name="account_details"),
    path("so-dien-thoai/", views.phone, name="account_phone"),
    path("luot-xem/", views.looks, name="account_looks"),
    path("lien-thong/", include("portal.accounts.sign_on.urls")),
    path("", include("allauth.account.urls")),
    path("hai-lop/", include("allauth.mfa.urls")),
]
