"""The addresses of sign-on."""

from __future__ import annotations

from django.urls import path

from portal.accounts.sign_on import views

urlpatterns = [
    path("", views.begin, name="sign_on"),
    path("noi/", views.connect, name="sign_on_connect"),
    path("ve/", views.back, name="sign_on_back"),
    path("ket-thuc/", views.ended, name="sign_on_ended"),
]
