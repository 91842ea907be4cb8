"""Settings of the REST interface and of the OAuth 2 clients that use it."""

from __future__ import annotations

from typing import Any

from portal.settings.environment import env, whole_number

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "oauth2_provider.contrib.rest_framework.OAuth2Authentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.rest.json_bodies.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "portal.rest.paging.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["portal.rest.limits.CallLimit"],
    "EXCEPTION_HANDLER": "portal.rest.problems.exception_handler",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Cổng dịch vụ công - REST API",
    "DESCRIPTION": "Procedures, units, dossiers, uploads and tracking. Errors follow RFC 9457.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "PartyKindEnum": "dossiers.statuses.PartyKind",
        "UnitKindEnum": "units.models.UnitKind",
        "DivisionKindEnum": "units.models.Division.Kind",
        "FeedbackKindEnum": "hotline.kinds.Kind",
        "FeeKindEnum": "procedures.choices.FeeKind",
        "ComponentKindEnum": "procedures.choices.ComponentKind",
        "DossierChannelEnum": "dossiers.statuses.Channel",
        "ProcedureChannelEnum": "procedures.choices.Channel",
        "PublicDecisionStateEnum": "procedures.api.decisions.PUBLIC_CHOICES",
        "AssuranceOfFilerEnum": "portal.accounts.models.AssuranceLevel",
        "AssuranceAskedForEnum": "procedures.choices.Assurance",
        "DossierStatusEnum": "dossiers.statuses.Status",
        "RefundStateEnum": "payments.models.refunds.RefundState",
        "TicketStateEnum": "hotline.kinds.State",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.rest.described.add_problems",
        "portal.rest.described.add_conditions",
        "portal.rest.described.let_any_of_shapes_fit",
        "portal.rest.examples.add_examples",
    ],
}

#: Calls of REST a minute that one client may make, unless it was given its own number; past it 429 with Retry-After.
API_CALLS_PER_MINUTE = whole_number("API_CALLS_PER_MINUTE", 600, at_least=1)
#: The same for one network address that calls without a token: a whole office may stand behind it.
API_STRANGER_CALLS_PER_MINUTE = whole_number("API_STRANGER_CALLS_PER_MINUTE", 3000, at_least=1)

#: Hosts of our own network to which webhooks may go, also by http: an operator opens them by name.
WEBHOOK_INTERNAL_HOSTS = [host.strip().lower() for host in env.list("WEBHOOK_INTERNAL_HOSTS", default=[])]

#: Hosts of our own network at which other systems are reached (`portal.peers`), also by http; the same.
PEERS_INTERNAL_HOSTS = [host.strip().lower() for host in env.list("PEERS_INTERNAL_HOSTS", default=[])]

# Named because migrations refer to it.
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER: dict[str, Any] = {
    "SCOPES": {
        "catalogue:read": "Read procedures and units",
        "dossiers:read": "Read the dossiers of the client",
        "dossiers:write": "File dossiers and act on them",
        "documents:read": "Read what is issued in the client's dossiers: results, receipts, slips",
        "uploads:write": "Upload papers",
        "feedback:write": "File reports to the hotline for others and follow them",
        "webhooks:write": "Keep receivers of webhooks for the client's own dossiers",
        "payments:read": "Read the orders and receipts of the units that the client was given",
    },
    # Each client has its own part of the scopes: create_api_client NAME --scopes …
    "SCOPES_BACKEND_CLASS": "portal.rest.clients.GrantedScopes",
    "OAUTH2_BACKEND_CLASS": "portal.rest.tokens.HeaderOnly",
    "OAUTH2_VALIDATOR_CLASS": "portal.rest.tokens.RememberingValidator",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}
