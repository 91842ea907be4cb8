"""Addresses of the till, below `/can-bo/thu-tien/`."""

from __future__ import annotations

from django.urls import path

from payments.counter.views import closing, mistakes, take, till

app_name = "till"
urlpatterns = [
    path("", till.TillPage.as_view(), name="show"),
    path("tim/", till.find, name="find"),
    path("khoan-thu/<str:code>/", take.TakePage.as_view(), name="take"),
    path("da-thu/<int:pk>/", take.taken, name="taken"),
    path("da-thu/<int:pk>/bien-lai/<int:number>/", take.show_receipt, name="receipt"),
    path("da-thu/<int:pk>/sua-sai/", mistakes.MistakePage.as_view(), name="mistake"),
    path("huy/<int:pk>/", mistakes.DecidePage.as_view(), name="decide"),
    path("huy/<int:pk>/rut/", mistakes.withdraw, name="withdraw"),
    path("dong-ca/", closing.ClosePage.as_view(), name="close"),
    path("ca/", closing.list_shifts, name="shifts"),
    path("ca/<int:pk>/", closing.ShiftPage.as_view(), name="shift"),
]
