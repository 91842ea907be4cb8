"""Closing the tickets that a browser has opened, for somebody at a machine that others use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hotline.views.public import keys
from portal.accounts.rules import PUBLIC, access_rule


@access_rule(PUBLIC)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the keys of this browser."""
    response = redirect("hotline:follow")
    keys.give_back(response)
    messages.success(request, _("Máy này không còn mở được phản ánh nào của bạn."))
    return response
