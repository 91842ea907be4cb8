"""Addresses of the pages of the exchange."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from portal.national.views.catalogue import fetch_now, show_catalogue
from portal.national.views.differences import list_differences
from portal.national.views.figures import bring_now, list_unsynced, show_figures
from portal.national.views.health import ChannelActView, show_health
from portal.national.views.inbox import InboxRetryAllView, InboxRetryView, list_inbox
from portal.national.views.replaying import send_again

app_name = "national"
urlpatterns: list[URLPattern] = [
    path("", show_health, name="health"),
    path("sai-lech/", list_differences, name="differences"),
    path("danh-muc/", show_catalogue, name="catalogue"),
    path("danh-muc/tai/", fetch_now, name="catalogue-fetch"),
    path("so-lieu/", show_figures, name="figures"),
    path("so-lieu/lay/", bring_now, name="figures-bring"),
    path("so-lieu/chua-dong-bo/", list_unsynced, name="unsynced"),
    path("den/", list_inbox, name="inbox"),
    path("den/gui-lai/", InboxRetryAllView.as_view(), name="inbox-retry-all"),
    path("den/<int:pk>/gui-lai/", InboxRetryView.as_view(), name="inbox-retry"),
    path("<slug:channel>/gui-lai-da-gui/", send_again, name="channel-replay"),
    path("<slug:channel>/<slug:act>/", ChannelActView.as_view(), name="channel-act"),
]
