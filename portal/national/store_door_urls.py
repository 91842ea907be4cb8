"""Addresses of the doors at which agencies ask for results."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from portal.national.views.store.door import hand_over, look_up

app_name = "results-door"
urlpatterns: list[URLPattern] = [
    path("<uuid:public_id>/tra-cuu/", look_up, name="look-up"),
    path("<uuid:public_id>/tep/", hand_over, name="file"),
]
