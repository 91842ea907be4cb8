"""Addresses of the parcels of a counter, under /can-bo/buu-gui/."""

from __future__ import annotations

from django.urls import path

from portal.peers.views import manifests, parcels

app_name = "parcels"
urlpatterns = [
    path("", parcels.list_parcels, name="list"),
    path("bang-ke/", manifests.list_manifests, name="manifests"),
    path("bang-ke/lap/", manifests.make, name="make-manifest"),
    path("bang-ke/<str:number>/", manifests.show_manifest, name="manifest"),
    path("bang-ke/<str:number>/in/", manifests.show_sheet, name="sheet"),
    path("bang-ke/<str:number>/rut-lai/", manifests.take_back, name="take-back"),
    path("bang-ke/<str:number>/bo/", manifests.call_off, name="call-off-manifest"),
    path("<str:number>/", parcels.show_parcel, name="parcel"),
    path("<str:number>/gui-lai/", parcels.send_again, name="again"),
    path("<str:number>/giu-lai/", parcels.keep, name="keep"),
]
