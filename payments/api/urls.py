"""Addresses of the API of payments, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from payments.api import papers, refunds, views

urlpatterns = [
    path("orders/", views.OrderList.as_view(), name="order-list"),
    path("orders/<str:code>/", views.OrderDetail.as_view(), name="order-detail"),
    path("refunds/", refunds.RefundList.as_view(), name="refund-list"),
    path("refunds/<int:pk>/", refunds.RefundDetail.as_view(), name="refund-detail"),
    path("receipts/", views.ReceiptList.as_view(), name="receipt-list"),
    path("receipts/<int:pk>/", views.ReceiptDetail.as_view(), name="receipt-detail"),
    path("receipts/<int:pk>/document/", papers.ReceiptPdf.as_view(), name="receipt-document"),
    path("receipts/<int:pk>/xml/", papers.ReceiptXml.as_view(), name="receipt-xml"),
]
