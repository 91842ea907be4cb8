"""Addresses of those who publish procedures, under /cong-khai/."""

from __future__ import annotations

from django.urls import path

from procedures.views.publisher import (
    acts,
    approving,
    changes,
    checking,
    decision,
    delegations,
    editor,
    listing,
    mending,
    unused,
)

app_name = "publisher"

_DECISION = "quyet-dinh/<int:pk>/"
_CHANGE = f"{_DECISION}thu-tuc/<int:change_id>/"

urlpatterns = [
    path("", listing.list_decisions, name="list"),
    path("it-dung/", unused.list_unused, name="unused"),
    path("it-dung/bai-bo/", unused.propose_to_abolish, name="propose"),
    path("bo-sung/", mending.amend_procedure, name="amend"),
    path("uy-quyen/", delegations.list_delegations, name="delegations"),
    path("uy-quyen/moi/", delegations.add_delegation, name="delegate"),
    path("uy-quyen/<int:pk>/", delegations.show_delegation, name="delegation"),
    path("uy-quyen/<int:pk>/xac-nhan/", delegations.confirm_delegation, name="confirm-delegation"),
    path("uy-quyen/<int:pk>/khong-ap-dung/", delegations.refuse_delegation, name="refuse-delegation"),
    path("uy-quyen/<int:pk>/cham-dut/", delegations.end_delegation, name="end-delegation"),
    path("quyet-dinh/moi/", listing.begin_decision, name="begin"),
    path(_DECISION, decision.show_decision, name="decision"),
    path(f"{_DECISION}sua/", decision.describe_decision, name="describe"),
    path(f"{_DECISION}ban-ky/", decision.show_signed_copy, name="signed-copy"),
    path(f"{_DECISION}them/", changes.add_changes, name="add"),
    path(f"{_DECISION}them/moi/", changes.announce_new, name="announce"),
    path(f"{_DECISION}them/thay-the/", changes.replace_procedure, name="replace"),
    path(f"{_DECISION}kiem-tra/", checking.check_decision, name="check"),
    path(f"{_DECISION}trinh/", acts.submit_decision, name="submit"),
    path(f"{_DECISION}dat/", acts.pass_decision, name="pass"),
    path(f"{_DECISION}tra-lai/", acts.send_back_decision, name="send-back"),
    path(f"{_DECISION}quyet-dinh/", approving.approve_decision, name="approve"),
    path(f"{_DECISION}huy/", acts.cancel_decision, name="cancel"),
    path(f"{_DECISION}lam-lai/", acts.retry_decision, name="retry"),
    path(_CHANGE, editor.show_change, name="change"),
    path(f"{_CHANGE}bo/", changes.remove_change, name="remove"),
    path(f"{_CHANGE}xem-truoc/", editor.preview_change, name="preview"),
    path(f"{_CHANGE}<slug:key>/", editor.edit_section, name="section"),
    path(f"{_CHANGE}<slug:key>/bo-chu-da-go/", editor.discard_typing, name="discard"),
]
