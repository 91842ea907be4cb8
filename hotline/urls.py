"""Addresses of the hotline's pages."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from hotline.views.public.acting import AddFactsView, ConfirmView, RateView, ReopenView
from hotline.views.public.answers import list_answers, show_answer, show_figures
from hotline.views.public.directory import list_hotlines
from hotline.views.public.following import TicketView, UnlockView
from hotline.views.public.leaving import leave
from hotline.views.public.sending import SendView, show_door, show_sent
from hotline.views.staff.acting import DeskActView
from hotline.views.staff.bench import BenchView
from hotline.views.staff.listing import list_tickets

app_name = "hotline"
urlpatterns: list[URLPattern] = [
    path("phan-anh/", show_door, name="door"),
    path("phan-anh/gui/", SendView.as_view(), name="send"),
    path("phan-anh/theo-doi/", UnlockView.as_view(), name="follow"),
    path("phan-anh/dong-lai/", leave, name="leave"),
    path("phan-anh/cau-tra-loi/", list_answers, name="answers"),
    path("phan-anh/cau-tra-loi/<int:pk>/", show_answer, name="answer"),
    path("phan-anh/danh-ba/", list_hotlines, name="directory"),
    path("phan-anh/so-lieu/", show_figures, name="figures"),
    path("phan-anh/<str:code>/", TicketView.as_view(), name="ticket"),
    path("phan-anh/<str:code>/da-gui/", show_sent, name="sent"),
    path("phan-anh/<str:code>/bo-sung/", AddFactsView.as_view(), name="add-facts"),
    path("phan-anh/<str:code>/dong-y/", ConfirmView.as_view(), name="confirm"),
    path("phan-anh/<str:code>/phan-anh-lai/", ReopenView.as_view(), name="reopen"),
    path("phan-anh/<str:code>/danh-gia/", RateView.as_view(), name="rate"),
    path("can-bo/duong-day-nong/", list_tickets, name="desk"),
    path("can-bo/duong-day-nong/<str:code>/", BenchView.as_view(), name="desk-ticket"),
    path("can-bo/duong-day-nong/<str:code>/<slug:act>/", DeskActView.as_view(), name="desk-act"),
]
