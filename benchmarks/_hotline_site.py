"""The site as gunicorn serves it, with one empty view more that takes a POST behind the same middleware."""

from __future__ import annotations

import os

import django
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402 - only now are there settings
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402

from portal.accounts.rules import PUBLIC, access_rule  # noqa: E402
from portal.urls import handler400, handler403, handler404, handler500  # noqa: E402, F401 - Django looks them up here
from portal.urls import urlpatterns as site  # noqa: E402


@access_rule(PUBLIC)
def empty(request: HttpRequest) -> HttpResponse:
    """The least that a view does with a form: its fields are read, nothing is kept."""
    return HttpResponse(str(len(request.POST)))


urlpatterns = [path("bench/empty", empty), *site]
settings.ROOT_URLCONF = __name__
settings.ALLOWED_HOSTS = ["*"]
#: The client stands for everybody's browser: each sends the address that a proxy would have seen.
settings.TRUSTED_PROXY_COUNT = 1
application = WSGIHandler()
