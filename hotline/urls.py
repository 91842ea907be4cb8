"""Addresses of the hotline's pages."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from hotline.views.exchange import take_event
from hotline.views.mail import take_letter
from hotline.views.public.acting import AddFactsView, ConfirmView, RateView, ReopenView
from hotline.views.public.answers import list_answers, show_answer
from hotline.views.public.directory import list_hotlines
from hotline.views.public.directory_feed import show_changes
from hotline.views.public.figures import download_figures, show_figures
from hotline.views.public.files import OwnFileView
from hotline.views.public.following import TicketView, UnlockView
from hotline.views.public.leaving import leave
from hotline.views.public.notice import show_notice
from hotline.views.public.sending import SendView, show_door, show_sent
from hotline.views.staff import due_terms
from hotline.views.staff.acting import DeskActView
from hotline.views.staff.bench import BenchView
from hotline.views.staff.calling import CallsView, CallView, KeepView, TakeView
from hotline.views.staff.chairs_office import list_at_the_top
from hotline.views.staff.files import DeskFileView
from hotline.views.staff.listing import list_tickets
from hotline.views.staff.mail import download_letter, list_letters, show_letter

app_name = "hotline"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("hotline.answer_base.urls")),
    path("", include("hotline.broadcasts.urls")),
    path("", include("hotline.causes.urls")),
    path("", include("hotline.duplicates.urls")),
    path("", include("hotline.monthly.urls")),
    path("", include("hotline.samples.urls")),
    path("phan-anh/", show_door, name="door"),
    path("phan-anh/gui/", SendView.as_view(), name="send"),
    path("phan-anh/theo-doi/", UnlockView.as_view(), name="follow"),
    path("phan-anh/dong-lai/", leave, name="leave"),
    path("phan-anh/cau-tra-loi/", list_answers, name="answers"),
    path("phan-anh/cau-tra-loi/<int:pk>/", show_answer, name="answer"),
    path("phan-anh/danh-ba/", list_hotlines, name="directory"),
    path("phan-anh/danh-ba/thay-doi.atom", show_changes, name="directory-feed"),
    path("phan-anh/danh-ba/<str:code>/niem-yet.pdf", show_notice, name="notice"),
    path("phan-anh/so-lieu/", show_figures, name="figures"),
    path("phan-anh/so-lieu/bang.xlsx", download_figures, name="figures-file"),
    path("phan-anh/<str:code>/", TicketView.as_view(), name="ticket"),
    path("phan-anh/<str:code>/da-gui/", show_sent, name="sent"),
    path("phan-anh/<str:code>/bo-sung/", AddFactsView.as_view(), name="add-facts"),
    path("phan-anh/<str:code>/dong-y/", ConfirmView.as_view(), name="confirm"),
    path("phan-anh/<str:code>/phan-anh-lai/", ReopenView.as_view(), name="reopen"),
    path("phan-anh/<str:code>/danh-gia/", RateView.as_view(), name="rate"),
    path("phan-anh/<str:code>/tep/<uuid:file>/", OwnFileView.as_view(), name="file"),
    path("can-bo/duong-day-nong/", list_tickets, name="desk"),
    path("can-bo/duong-day-nong/cuoc-goi/", CallsView.as_view(), name="calls"),
    path("can-bo/duong-day-nong/cuoc-goi/<uuid:public_id>/", CallView.as_view(), name="call"),
    path("can-bo/duong-day-nong/cuoc-goi/<uuid:public_id>/luu/", KeepView.as_view(), name="call-keep"),
    path("can-bo/duong-day-nong/cuoc-goi/<uuid:public_id>/nghe/", TakeView.as_view(), name="call-take"),
    path("can-bo/duong-day-nong/truc/", include("hotline.views.roster.urls")),
    path("can-bo/duong-day-nong/van-phong-chu-tich/", list_at_the_top, name="at-the-top"),
    path("can-bo/duong-day-nong/thoi-han/", due_terms.list_terms, name="due-terms"),
    path("can-bo/duong-day-nong/thoi-han/de-nghi/", due_terms.propose, name="due-term-new"),
    path("can-bo/duong-day-nong/thoi-han/<int:pk>/", due_terms.decide, name="due-term"),
    path("hop-thu/nhan/", take_letter, name="mail-door"),
    path("can-bo/duong-day-nong/thu-den/", list_letters, name="letters"),
    path("can-bo/duong-day-nong/thu-den/<uuid:public_id>/", show_letter, name="letter"),
    path("can-bo/duong-day-nong/thu-den/<uuid:public_id>/thu-goc/", download_letter, name="letter-original"),
    path("tong-dai/su-kien/", take_event, name="exchange"),
    path("can-bo/duong-day-nong/<str:code>/", BenchView.as_view(), name="desk-ticket"),
    path("can-bo/duong-day-nong/<str:code>/tep/<uuid:file>/", DeskFileView.as_view(), name="desk-file"),
    path("can-bo/duong-day-nong/<str:code>/<slug:act>/", DeskActView.as_view(), name="desk-act"),
]
