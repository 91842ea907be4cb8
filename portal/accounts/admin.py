"""Accounts and the access log, for system administrators: who may come in, and who looked at what."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from portal.accounts.models import AccessLogEntry, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Close and open accounts, and give or take the rights of an administrator.

    Names to sign in with, passwords and identity numbers are their holder's: an administrator changes none of them
    and sees no identity number. Nobody is deleted, because events and the access log name them.
    """

    list_display = ("full_name", "email", "phone", "kind", "is_active", "is_superuser", "is_demo", "last_login")
    list_filter = ("kind", "is_active", "is_superuser", "is_demo")
    search_fields = ("full_name", "=email", "=phone")
    ordering = ("-id",)
    show_full_result_count = False
    fields = (
        *("public_id", "full_name", "email", "phone", "kind", "language", "assurance_level"),
        *("is_active", "is_staff", "is_superuser", "is_demo", "date_joined", "last_login"),
    )
    readonly_fields = (
        *("public_id", "email", "phone", "language", "assurance_level", "is_demo", "date_joined", "last_login"),
    )
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People open their own accounts."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted."""
        return False


@admin.register(AccessLogEntry)
class AccessLogAdmin(admin.ModelAdmin[AccessLogEntry]):
    """Who looked at whose guarded data, and why; for reading only, as the table itself."""

    list_display = ("at", "actor", "client", "owner", "subject", "why", "ip")
    list_select_related = ("actor", "owner")
    search_fields = ("=subject", "=actor__email", "=owner__email")
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A look writes its own line."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessLogEntry | None = None) -> bool:
        """Nobody rewrites the log."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccessLogEntry | None = None) -> bool:
        """Nobody shortens the log."""
        return False
