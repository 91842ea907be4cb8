"""Addresses of the catalogue's public pages, under /thu-tuc/."""

from __future__ import annotations

from django.urls import path

from procedures.views.changes import show_changes
from procedures.views.detail import print_checklist, show_procedure
from procedures.views.feed import show_archive, show_feed
from procedures.views.finding import find_procedures
from procedures.views.reader_help import ask_question, download_form, print_empty_form
from procedures.views.suggesting import suggest

app_name = "procedures"
urlpatterns = [
    path("", find_procedures, name="find"),
    path("goi-y/", suggest, name="suggest"),
    path("thay-doi.atom", show_feed, name="feed"),
    path("thay-doi/<int:archive>.atom", show_archive, name="feed-archive"),
    path("<str:code>/", show_procedure, name="detail"),
    path("<str:code>/in.pdf", print_checklist, name="print"),
    path("<str:code>/hoi/", ask_question, name="ask"),
    path("<str:code>/to-khai.pdf", print_empty_form, name="empty-form"),
    path("<str:code>/bieu-mau/<int:pk>/", download_form, name="blank-form"),
    path("<str:code>/thay-doi/<int:number>/", show_changes, name="changes"),
]
