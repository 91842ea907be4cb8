"""Addresses of the parcels of a counter, under /can-bo/buu-gui/."""

from __future__ import annotations

from django.urls import path

from portal.peers.views import parcels

app_name = "parcels"
urlpatterns = [
    path("", parcels.list_parcels, name="list"),
    path("<str:number>/", parcels.show_parcel, name="parcel"),
    path("<str:number>/gui-lai/", parcels.send_again, name="again"),
    path("<str:number>/giu-lai/", parcels.keep, name="keep"),
]
