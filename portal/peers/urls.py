"""Addresses of the registry of connections, under /can-bo/lien-thong/ket-noi/."""

from __future__ import annotations

from django.urls import path

from portal.peers.views import acts, connections

app_name = "peers"
urlpatterns = [
    path("", connections.list_connections, name="list"),
    path("moi/", connections.add_connection, name="add"),
    path("<int:pk>/", connections.show_connection, name="connection"),
    path("<int:pk>/sua/", connections.change_connection, name="change"),
    path("<int:pk>/kiem-tra/", connections.try_out, name="try"),
    path("<int:pk>/tam-dung/", acts.pause, name="pause"),
    path("<int:pk>/mo-lai/", acts.resume, name="resume"),
    path("<int:pk>/gui-lai/", acts.retry_dead, name="retry-all"),
    path("<int:pk>/gui-lai/<int:message>/", acts.retry_dead, name="retry"),
    path("<int:pk>/ban-tin/<int:notice>/", acts.retry_notice, name="retry-notice"),
]
