"""Addresses of the desks of clerks, officers and leaders, under /can-bo/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from dossiers.views.staff.alerts import SettleView, list_alerts
from dossiers.views.staff.batch import BatchView, ProgressView
from dossiers.views.staff.board import show_board
from dossiers.views.staff.bulk import BulkProgressView, BulkView
from dossiers.views.staff.control_slip import ControlSlipView
from dossiers.views.staff.desk import export_desk, show_desk
from dossiers.views.staff.glance import GlanceView
from dossiers.views.staff.late import export_late, list_late, read_notice
from dossiers.views.staff.late_entry import EntryView
from dossiers.views.staff.opinions import OpinionView, list_opinions, show_asked_paper, show_opinion_file
from dossiers.views.staff.outgoing import RetryFoundView, RetryView, list_dead
from dossiers.views.staff.payment_figures import show_payment_figures
from dossiers.views.staff.saving import ChangeView, DeleteView, SaveView
from dossiers.views.staff.settled import list_settled
from dossiers.views.staff.sharing import SharingPage
from dossiers.views.staff.side_page import SideActPage
from dossiers.views.staff.transfers import list_transfers
from dossiers.views.staff.workbench import ActView, RetryPaperView, RevealView, WorkView

urlpatterns: list[URLPattern] = [
    path("can-bo/", show_desk, name="desk"),
    path("can-bo/tong-quan/", show_board, name="board"),
    path("can-bo/phe-duyet/", BatchView.as_view(), name="batch"),
    path("can-bo/phe-duyet/tien-do/", ProgressView.as_view(), name="batch-progress"),
    path("can-bo/nhieu-ho-so/", BulkView.as_view(), name="bulk"),
    path("can-bo/nhieu-ho-so/<uuid:key>/", BulkProgressView.as_view(), name="bulk-progress"),
    path("can-bo/danh-sach-luu/", SaveView.as_view(), name="save-view"),
    path("can-bo/danh-sach-luu/<int:pk>/", ChangeView.as_view(), name="change-view"),
    path("can-bo/danh-sach-luu/<int:pk>/xoa/", DeleteView.as_view(), name="delete-view"),
    path("can-bo/danh-sach.csv", export_desk, name="desk-export"),
    path("can-bo/canh-bao/", list_alerts, name="alerts"),
    path("can-bo/canh-bao/<int:pk>/", SettleView.as_view(), name="alert"),
    path("can-bo/giay-to/", list_transfers, name="transfers"),
    path("can-bo/cham-han/", list_late, name="late"),
    path("can-bo/cham-han/thong-bao/<int:pk>/", read_notice, name="late-notice"),
    path("can-bo/cham-han.csv", export_late, name="late-export"),
    path("can-bo/cham-han/<int:pk>/", EntryView.as_view(), name="late-entry"),
    path("can-bo/chi-so-thanh-toan/", show_payment_figures, name="payment-figures"),
    path("can-bo/da-giai-quyet/", list_settled, name="settled"),
    path("can-bo/ho-so/<str:code>/", WorkView.as_view(), name="work"),
    path("can-bo/ho-so/<str:code>/so-dinh-danh/", RevealView.as_view(), name="work-reveal"),
    path("can-bo/ho-so/<str:code>/xem-nhanh/", GlanceView.as_view(), name="glance"),
    path(
        "can-bo/ho-so/<str:code>/van-ban/<str:kind>/<int:number>/lam-lai/",
        RetryPaperView.as_view(),
        name="work-retry-paper",
    ),
    path("can-bo/ho-so/<str:code>/phieu-kiem-soat/", ControlSlipView.as_view(), name="control-slip"),
    path("can-bo/ho-so/<str:code>/viec/<slug:action>/", SideActPage.as_view(), name="side-act"),
    path("can-bo/ho-so/<str:code>/<slug:action>/", ActView.as_view(), name="work-action"),
    path("can-bo/phan-cong/", SharingPage.as_view(), name="sharing"),
    path("can-bo/y-kien/", list_opinions, name="opinions"),
    path("can-bo/y-kien/<uuid:key>/", OpinionView.as_view(), name="opinion"),
    path("can-bo/y-kien/<uuid:key>/giay-to/<int:paper>/", show_asked_paper, name="opinion-paper"),
    path("can-bo/y-kien/<uuid:key>/tep/", show_opinion_file, name="opinion-file"),
    path("can-bo/he-thong/thu-di/", list_dead, name="outgoing"),
    path("can-bo/he-thong/thu-di/gui-lai/", RetryFoundView.as_view(), name="outgoing-retry-found"),
    path("can-bo/he-thong/thu-di/<int:pk>/gui-lai/", RetryView.as_view(), name="outgoing-retry"),
]
