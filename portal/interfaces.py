"""The pages around the REST interface: its schema, its documentation, tokens for machines."""

from __future__ import annotations

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from oauth2_provider.views import RevokeTokenView
from rest_framework.permissions import AllowAny

from portal.accounts.rules import PUBLIC, access_rule
from portal.rest.token_page import MachineTokenView

schema = access_rule(PUBLIC)(SpectacularAPIView.as_view(permission_classes=[AllowAny]))
# The split view loads its script from an address of ours: no inline script, as the CSP asks.
docs = access_rule(PUBLIC)(SpectacularSwaggerSplitView.as_view(url_name="schema", permission_classes=[AllowAny]))
# OAuth 2 client credentials: the client proves itself with its own secret.
token = access_rule(PUBLIC)(MachineTokenView.as_view())
revoke_token = access_rule(PUBLIC)(RevokeTokenView.as_view())
