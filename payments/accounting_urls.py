"""Addresses of the pages of those who keep accounts."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from payments.views.accounting import (
    accounts,
    matching,
    orders,
    receipts,
    reconciling,
    refund_acts,
    refunds,
    revenue,
    statements,
    tax_office,
)

app_name = "accounting"
urlpatterns: list[URLPattern] = [
    path("", orders.list_orders, name="orders"),
    path("khoan-thu.csv", orders.export_orders, name="orders-csv"),
    path("khoan-thu/<str:code>/", orders.show_order, name="order"),
    path("khoan-thu/<str:code>/bien-lai/<int:number>/", orders.show_receipt, name="receipt"),
    path("sao-ke/", statements.list_statements, name="statements"),
    path("sao-ke/tai-len/", statements.hand_in, name="statement-hand-in"),
    path("sao-ke/<int:pk>/", statements.show_statement, name="statement"),
    path("doi-chieu/", matching.list_payments, name="matching"),
    path("doi-chieu/<int:pk>/", matching.match_payment, name="payment"),
    path("doi-chieu/<int:pk>/chia/", matching.split_payment, name="payment-split"),
    path("doi-chieu/<int:pk>/khong-phai/", matching.set_aside, name="payment-set-aside"),
    path("doi-chieu/quyet-dinh/<int:pk>/go/", matching.undo, name="decision-undo"),
    path("doi-soat/", reconciling.list_days, name="reconciling"),
    path("doi-soat/doi-soat.xlsx", reconciling.export_xlsx, name="reconciling-xlsx"),
    path("doi-soat/doi-soat.csv", reconciling.export_csv, name="reconciling-csv"),
    path("doi-soat/sai-lech/", reconciling.list_differences, name="differences"),
    path("doi-soat/sai-lech/<int:pk>/", reconciling.show_difference, name="difference"),
    path("doi-soat/sai-lech/<int:pk>/nhan/", reconciling.take_over, name="difference-take-over"),
    path("khoan-thu/<str:code>/bien-lai/<int:number>/xml/", receipts.show_xml, name="receipt-xml"),
    path(
        "khoan-thu/<str:code>/bien-lai/<int:number>/thay-the/", receipts.ReplacePage.as_view(), name="receipt-replace"
    ),
    path("khoan-thu/<str:code>/bien-lai/<int:number>/huy/", receipts.CancelPage.as_view(), name="receipt-cancel"),
    path(
        "khoan-thu/<str:code>/bien-lai-cong-quoc-gia/<int:number>/",
        receipts.show_platform_receipt,
        name="platform-receipt",
    ),
    path("khoan-thu/<str:code>/hoan-tra/", refund_acts.ask, name="refund-ask"),
    path("hoan-tra/", refunds.list_refunds, name="refunds"),
    path("hoan-tra/<int:pk>/", refunds.show_refund, name="refund"),
    path("hoan-tra/<int:pk>/duyet/", refund_acts.approve, name="refund-approve"),
    path("hoan-tra/<int:pk>/khong-duyet/", refund_acts.refuse, name="refund-refuse"),
    path("hoan-tra/<int:pk>/da-chuyen/", refund_acts.note_sent, name="refund-sent"),
    path("hoan-tra/<int:pk>/da-den/", refund_acts.confirm, name="refund-confirm"),
    path("hoan-tra/<int:pk>/khong-thanh/", refund_acts.note_failed, name="refund-failed"),
    path("bao-cao/", revenue.show_report, name="revenue"),
    path("bao-cao/bao-cao-thu.xlsx", revenue.export_report, name="revenue-xlsx"),
    path("co-quan-thue/", tax_office.list_summaries, name="summaries"),
    path("co-quan-thue/<int:pk>/bang-tong-hop.xml", tax_office.show_xml, name="summary-xml"),
    path("co-quan-thue/<int:pk>/bang-tong-hop.xlsx", tax_office.show_xlsx, name="summary-xlsx"),
    path("co-quan-thue/<int:pk>/thu-lai/", tax_office.retry, name="summary-retry"),
    path("tai-khoan/", accounts.list_accounts, name="accounts"),
    path("tai-khoan/them/", accounts.add_account, name="account-add"),
    path("tai-khoan/<int:pk>/", accounts.show_account, name="account"),
    path("tai-khoan/<int:pk>/thoi-dung/", accounts.end_account, name="account-end"),
    path("tai-khoan/<int:pk>/go/", accounts.take_account_away, name="account-take-away"),
]
