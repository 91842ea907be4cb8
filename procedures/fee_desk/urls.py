"""Addresses of the rules on fees, under /cong-khai/le-phi/."""

from __future__ import annotations

from django.urls import path

from procedures.views import fee_rules

app_name = "fee-rules"
urlpatterns = [
    path("", fee_rules.list_rules, name="list"),
    path("moi/", fee_rules.begin_rule, name="begin"),
    path("<int:pk>/", fee_rules.show_rule, name="rule"),
    path("<int:pk>/sua/", fee_rules.write_rule, name="write"),
    path("<int:pk>/trinh/", fee_rules.submit_rule, name="submit"),
    path("<int:pk>/phe-duyet/", fee_rules.approve_rule, name="approve"),
    path("<int:pk>/tra-lai/", fee_rules.send_back_rule, name="send-back"),
    path("<int:pk>/bo/", fee_rules.withdraw_rule, name="withdraw"),
    path("<int:pk>/cham-dut/", fee_rules.propose_end, name="propose-end"),
    path("<int:pk>/cham-dut/phe-duyet/", fee_rules.approve_end, name="approve-end"),
    path("<int:pk>/cham-dut/tu-choi/", fee_rules.refuse_end, name="refuse-end"),
]
