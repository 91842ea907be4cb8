"""Where machines get their tokens: for their own secret (OAuth 2 client credentials) and in no other way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from oauth2_provider.views import TokenView

GRANT = "client_credentials"


class MachineTokenView(TokenView):  # type: ignore[misc]  # django-oauth-toolkit has no types
    """The toolkit's, without the grants for people's devices and browsers: this site has none to give."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """200 with a token, or 400/401 with the error's name (RFC 6749 5.2)."""
        if request.POST.get("grant_type") != GRANT:
            name = "unsupported_grant_type" if request.POST.get("grant_type") else "invalid_request"
            return JsonResponse({"error": name}, status=400, headers={"Cache-Control": "no-store"})
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer
