"""Addresses of the app's pages: what citizens see, and the desks of staff."""

from __future__ import annotations

from dossiers.citizen_urls import urlpatterns as citizen
from dossiers.staff_urls import urlpatterns as staff

app_name = "dossiers"
urlpatterns = [*citizen, *staff]
