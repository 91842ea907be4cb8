"""Addresses of the pages of the exchange."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from portal.national.views.health import ChannelActView, show_health

app_name = "national"
urlpatterns: list[URLPattern] = [
    path("", show_health, name="health"),
    path("<slug:channel>/<slug:act>/", ChannelActView.as_view(), name="channel-act"),
]
