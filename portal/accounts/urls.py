"""The addresses of accounts; allauth names its own (`account_login`, `mfa_index`…) without a namespace."""

from __future__ import annotations

from django.urls import include, path

from portal.accounts import passkeys, views

urlpatterns = [
    path("", views.home, name="account_home"),
    path("thong-tin/", views.details, name="account_details"),
    path("so-dien-thoai/", views.phone, name="account_phone"),
    path("luot-xem/", views.looks, name="account_looks"),
    path("lien-thong/", include("portal.accounts.sign_on.urls")),
    path("", include("allauth.account.urls")),
    path("hai-lop/webauthn/keys/<int:pk>/remove/", passkeys.RemoveView.as_view()),
    path("hai-lop/", include("allauth.mfa.urls")),
]
