"""The site's addresses and one empty view, the reference of the page benchmark."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.accounts.rules import PUBLIC, access_rule
from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks them up here
from portal.urls import urlpatterns as site


@access_rule(PUBLIC)
def hello(request: HttpRequest) -> HttpResponse:
    """The least that a view can do."""
    return HttpResponse("hello")


urlpatterns = [path("bench/hello", hello), *site]
