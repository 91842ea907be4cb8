"""The addresses of the doors to other systems, under /can-bo/ket-noi/."""

from __future__ import annotations

from django.urls import path

from portal.outbox.desk import clients, receivers

app_name = "doors"
urlpatterns = [
    path("", clients.list_clients, name="clients"),
    path("moi/", clients.add_client, name="client-add"),
    path("<int:pk>/", clients.show_client, name="client"),
    path("<int:pk>/sua/", clients.change_client, name="client-change"),
    path("<int:pk>/mat-khau/", clients.change_secret, name="client-secret"),
    path("<int:pk>/ngung/", clients.close_client, name="client-close"),
    path("<int:pk>/mo-lai/", clients.open_client, name="client-open"),
    path("noi-nhan/", receivers.list_receivers, name="receivers"),
    path("noi-nhan/moi/", receivers.add_receiver, name="receiver-add"),
    path("noi-nhan/<int:pk>/", receivers.show_receiver, name="receiver"),
    path("noi-nhan/<int:pk>/thu/", receivers.try_out, name="receiver-try"),
    path("noi-nhan/<int:pk>/khoa/", receivers.rotate, name="receiver-rotate"),
    path("noi-nhan/<int:pk>/ngung/", receivers.stop, name="receiver-stop"),
    path("noi-nhan/<int:pk>/gui-tro-lai/", receivers.resume, name="receiver-resume"),
    path("noi-nhan/<int:pk>/gui-lai/", receivers.tell_many_again, name="receiver-replay"),
    path("noi-nhan/<int:pk>/gui-lai/<int:message>/", receivers.tell_again, name="receiver-again"),
]
