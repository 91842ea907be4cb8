"""The middleware at the door: no view without a rule, strangers to the sign-in page with their text kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from portal.accounts import rescue
from portal.accounts.models import User
from portal.accounts.rules import CLOSED, Rule
from portal.accounts.third_party import dotted_path, rule_for
from portal.rest.problems import problem_response

log = structlog.get_logger(__name__)
#: Where a request says who passed the door. Public pages do not ask: they are the same for all and kept by caches.
_SIGNED_IN_PERSON = "_signed_in_person"


class AccessRuleMiddleware:
    """Asks the rule of each view before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the request through; a form that went well needs its rescued copy no more."""
        rescue.give_back(request, None)
        response = self.get_response(request)
        if person := getattr(request, _SIGNED_IN_PERSON, None):
            rescue.know_person(request, response, person)
            if not response.has_header("Cache-Control"):
                # Not "no-store": going back would lose what was typed.
                patch_cache_control(response, private=True, no_cache=True)
        if request.method == "POST" and rescue.COOKIE in request.COOKIES and response.status_code in {302, 303}:
            _forget_rescued(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse (403), close (404), send to sign-in, or let in."""
        match = request.resolver_match
        rule = rule_for(view, match.app_names if match else [])
        if rule is None:
            log.error("view_without_rule", view=dotted_path(view))
            raise PermissionDenied("no access rule names this view")
        if rule.allows(request):
            if rule.needs_sign_in:
                setattr(request, _SIGNED_IN_PERSON, request.user)
            _look_for_rescued(request)
            return None
        return _refuse(request, view, rule)


def take_back_expired_form(request: HttpRequest) -> HttpResponseBase | None:
    """Lead a form whose CSRF key is too old back to its page, where what was typed waits; None when that cannot be.

    The key changes with every sign-in, so a form opened before one in another tab fails. Only a form sent from that
    very page is taken back: its Referer is ours and cannot be forged by another site. Nothing of it is carried out.
    """
    origin = urlsplit(request.headers.get("Referer", ""))
    if (origin.netloc, origin.path) != (request.get_host(), request.path) or _wants_json(request):
        return None
    response = HttpResponseRedirect(request.get_full_path())
    return response if rescue.keep(request, response) else None


def _refuse(request: HttpRequest, view: Callable[..., Any], rule: Rule) -> HttpResponseBase:
    if rule is CLOSED:
        raise Http404
    is_stranger = rule.needs_sign_in and not request.user.is_authenticated
    if hasattr(view, "cls") or _wants_json(request):
        status = 401 if is_stranger else 403
        detail = _("Hãy đăng nhập để tiếp tục.") if is_stranger else _("Bạn không có quyền làm việc này.")
        return problem_response(status, detail)
    if is_stranger:
        return _send_to_sign_in(request)
    log.warning("access_refused", rule=rule.name, view=dotted_path(view))
    raise PermissionDenied


def _wants_json(request: HttpRequest) -> bool:
    """Whether a script asks (autosave, upload): it must not take the sign-in page for an answer."""
    if request.headers.get("HX-Request"):
        return False
    # Browsers leave Sec-Fetch-Dest out where the connection is not secure.
    is_fetch = request.headers.get("Sec-Fetch-Dest") == "empty" or "X-Requested-With" in request.headers
    return is_fetch or not request.accepts("text/html")


def _send_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    response: HttpResponseBase = redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
    if rescue.keep(request, response):
        messages.info(request, _("Phiên đăng nhập đã hết. Nội dung bạn vừa nhập được giữ lại trong một giờ."))
    return response


def _look_for_rescued(request: HttpRequest) -> None:
    """On the first look at the page after sign-in, give back what was typed and say which files are missing."""
    if request.method != "GET" or rescue.COOKIE not in request.COOKIES or not isinstance(request.user, User):
        return
    kept = rescue.find(request, request.user)
    rescue.give_back(request, kept)
    if kept:
        messages.info(request, _("Nội dung bạn đã nhập vẫn còn đây. Hãy kiểm tra và gửi lại."))
        if kept.content["files"]:
            names = ", ".join(kept.content["files"])
            messages.warning(request, _("Hãy chọn lại các tệp đính kèm: %(names)s.") % {"names": names})


def _forget_rescued(request: HttpRequest, response: HttpResponseBase) -> None:
    kept = rescue.find(request, request.user) if isinstance(request.user, User) else None
    if kept:
        kept.delete()
        response.delete_cookie(rescue.COOKIE, samesite="Lax")
