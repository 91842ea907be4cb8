"""Addresses of the pages for citizens: filing, their dossiers, tracking."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from dossiers.views.documents import show_document, show_inherited_file, show_paper, show_proof
from dossiers.views.filing.checking import CheckView
from dossiers.views.filing.drafting import DiscardView, TasksView
from dossiers.views.filing.section import AutosaveView, PageView
from dossiers.views.filing.starting import StartView
from dossiers.views.late_lists import export_published, list_published, show_published
from dossiers.views.owner.acting import RateView, WithdrawView
from dossiers.views.owner.detail import DetailView, SentView
from dossiers.views.owner.listing import list_own
from dossiers.views.owner.supplement import SupplementView
from dossiers.views.tracking import track

urlpatterns: list[URLPattern] = [
    path("nop-ho-so/<str:code>/", StartView.as_view(), name="start"),
    path("theo-doi/", track, name="track"),
    path("ho-so-cham-han/", list_published, name="late-lists"),
    path("ho-so-cham-han/<str:month>.csv", export_published, name="late-list-export"),
    path("ho-so-cham-han/<str:month>/", show_published, name="late-list"),
    path("ho-so/", list_own, name="mine"),
    path("ho-so/nhap/<uuid:public_id>/", TasksView.as_view(), name="draft"),
    path("ho-so/nhap/<uuid:public_id>/kiem-tra/", CheckView.as_view(), name="draft-check"),
    path("ho-so/nhap/<uuid:public_id>/bo/", DiscardView.as_view(), name="draft-discard"),
    path("ho-so/nhap/<uuid:public_id>/<slug:section>/", PageView.as_view(), name="draft-page"),
    path("ho-so/nhap/<uuid:public_id>/<slug:section>/luu/", AutosaveView.as_view(), name="draft-autosave"),
    path("ho-so/<str:code>/", DetailView.as_view(), name="detail"),
    path("ho-so/<str:code>/da-nop/", SentView.as_view(), name="sent"),
    path("ho-so/<str:code>/bo-sung/", SupplementView.as_view(), name="supplement"),
    path("ho-so/<str:code>/rut/", WithdrawView.as_view(), name="withdraw"),
    path("ho-so/<str:code>/danh-gia/", RateView.as_view(), name="rate"),
    path("ho-so/<str:code>/tep/<int:paper>/", show_paper, name="paper-file"),
    path("ho-so/<str:code>/giay-to-cu/<int:file>/", show_inherited_file, name="inherited-file"),
    path("ho-so/<str:code>/chung-minh/<int:claim>/", show_proof, name="proof-file"),
    path("ho-so/<str:code>/van-ban/<str:kind>/<int:number>/", show_document, name="document"),
]
