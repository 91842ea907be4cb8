"""Addresses of the answer base; they stand before those of single tickets, whose codes would take them."""

from __future__ import annotations

from django.urls import path

from hotline.answer_base.views.public import VoteView, show_entry, show_helping
from hotline.answer_base.views.staff import WithdrawView, WriteView, list_entries

_DESK = "can-bo/duong-day-nong/hoi-dap/"

urlpatterns = [
    path("phan-anh/goi-y/", show_helping, name="helping"),
    path("phan-anh/hoi-dap/<int:pk>/", show_entry, name="faq"),
    path("phan-anh/huu-ich/<slug:what>/<int:pk>/", VoteView.as_view(), name="vote"),
    path(_DESK, list_entries, name="faq-desk"),
    path(f"{_DESK}moi/", WriteView.as_view(), name="faq-new"),
    path(f"{_DESK}<int:pk>/", WriteView.as_view(), name="faq-write"),
    path(f"{_DESK}<int:pk>/thu-lai/", WithdrawView.as_view(), name="faq-withdraw"),
]
