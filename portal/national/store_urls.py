"""Addresses of the store of results for people."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from portal.national.views.store.allowing import AllowView, DisallowView, list_asks
from portal.national.views.store.filing import AnswerPaperView, DraftPaperView
from portal.national.views.store.own import WithdrawView, list_own

app_name = "store"
urlpatterns: list[URLPattern] = [
    path("", list_own, name="mine"),
    path("co-quan-khac/", list_asks, name="asked"),
    path("co-quan-khac/cho-phep/", AllowView.as_view(), name="allow"),
    path("co-quan-khac/<uuid:consent>/rut/", DisallowView.as_view(), name="disallow"),
    path("<uuid:look>/rut/", WithdrawView.as_view(), name="withdraw"),
    path("ho-so-nhap/<uuid:draft>/<int:component>/", DraftPaperView.as_view(), name="draft"),
    path("bo-sung/<str:code>/<int:component>/", AnswerPaperView.as_view(), name="answer"),
]
