"""What accounts does in the background."""

from __future__ import annotations

from celery import shared_task

from portal.accounts import rescue, sign_in_lock
from portal.accounts.sign_on import sessions


@shared_task(name="accounts.forget_what_expired")
def forget_what_expired() -> dict[str, int]:
    """Forget rescued forms that nobody came back for, counts that lock nothing any more, sign-ons that are over."""
    return {
        "rescued_posts": rescue.purge(),
        "sign_in_failures": sign_in_lock.purge(),
        "sign_ons": sessions.purge(),
    }
