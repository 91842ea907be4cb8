"""Errors sent to Sentry: where in the code and on which route, never what people typed or who they are."""

from __future__ import annotations

from typing import Any

import sentry_sdk

#: What of a request may leave: no body, cookies, query string or path (paths carry codes of results and of letters).
_REQUEST_KEPT = {"method"}


def without_personal_data(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Take out of an event what may name a person (`before_send` and `before_send_transaction` of Sentry)."""
    if "request" in event:
        event["request"] = {name: value for name, value in event["request"].items() if name in _REQUEST_KEPT}
    event.pop("user", None)
    event.pop("breadcrumbs", None)
    for error in (event.get("exception") or {}).get("values") or []:
        # PostgreSQL quotes the values that broke a rule: "Key (email)=(…) already exists".
        error["value"] = str(error.get("value") or "").split("DETAIL:")[0].strip()
    return event


def start(dsn: str) -> None:
    """Send errors, and one request in fifty with its times, to the Sentry at `dsn`."""
    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.02,
        before_send=without_personal_data,  # type: ignore[arg-type]  # Sentry's own type for events is narrower
        before_send_transaction=without_personal_data,  # type: ignore[arg-type]
    )
