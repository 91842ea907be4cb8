"""Addresses of the desks of clerks, officers and leaders, under /can-bo/."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
