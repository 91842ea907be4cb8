"""The addresses of the simulator: the toolkit's own under /o/, and a page on which to choose who you are."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView
from oauth2_provider.urls import base_urlpatterns, oidc_urlpatterns

from portal.accounts.sign_on.simulator import views

urlpatterns = [
    path("", RedirectView.as_view(url="/chon-nguoi/")),
    path("chon-nguoi/", views.choose),
    path("wish/", views.wish),
    path("site/", views.serve_site),
    path("ket-thuc/", views.leave_everywhere),
    path("o/", include(([*base_urlpatterns, *oidc_urlpatterns], "oauth2_provider"))),
]
