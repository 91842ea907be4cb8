"""Settings of the catalogue that system administrators keep."""

from __future__ import annotations

from django.contrib import admin

from procedures.models import CollectionRule


@admin.register(CollectionRule)
class CollectionRuleAdmin(admin.ModelAdmin[CollectionRule]):
    """When fees are collected; each change is in the admin's own log."""

    list_display = ("procedure_code", "case_key", "channel", "moment", "working_days", "valid_from", "valid_to")
    list_filter = ("moment",)
    search_fields = ("procedure_code",)
