"""Addresses of broadcasts; they stand before those of single tickets, whose codes would take them."""

from __future__ import annotations

from django.urls import path

from hotline.broadcasts.views.feed import show_feed
from hotline.broadcasts.views.joint import JointApproveView, JointWriteView
from hotline.broadcasts.views.linking import LinkView, UnlinkView
from hotline.broadcasts.views.public import list_broadcasts, show_broadcast
from hotline.broadcasts.views.staff import AnnounceView, EndView, ExtendView, list_for_staff, show_for_staff

_DESK = "can-bo/duong-day-nong/thong-bao/"

urlpatterns = [
    path("thong-bao/", list_broadcasts, name="broadcasts"),
    path("thong-bao/tin.atom", show_feed, name="broadcast-feed"),
    path("thong-bao/<int:pk>/", show_broadcast, name="broadcast"),
    path(_DESK, list_for_staff, name="desk-broadcasts"),
    path(f"{_DESK}moi/", AnnounceView.as_view(), name="broadcast-new"),
    path(f"{_DESK}<int:pk>/", show_for_staff, name="desk-broadcast"),
    path(f"{_DESK}<int:pk>/keo-dai/", ExtendView.as_view(), name="broadcast-extend"),
    path(f"{_DESK}<int:pk>/ket-thuc/", EndView.as_view(), name="broadcast-end"),
    path(f"{_DESK}<int:pk>/gan/", LinkView.as_view(), name="broadcast-link"),
    path(f"{_DESK}<int:pk>/tach/<str:code>/", UnlinkView.as_view(), name="broadcast-unlink"),
    path(f"{_DESK}<int:pk>/tra-loi-chung/", JointWriteView.as_view(), name="joint-write"),
    path(f"{_DESK}<int:pk>/duyet/", JointApproveView.as_view(), name="joint-approve"),
]
