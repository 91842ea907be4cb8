"""Addresses of the pages for citizens: filing, their dossiers, tracking."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
