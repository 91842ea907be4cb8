"""Receipts for fees and charges are issued documents too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_acknowledgement"),
        ("files", "0003_unused_uploads_of_a_client"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="issueddocument",
            name="issueddocument_kind_known",
        ),
        migrations.AlterField(
            model_name="issueddocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("acknowledgement", "Giấy xác nhận đã nộp hồ sơ"),
                    ("receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
                    ("supplement_request", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
                    ("refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
                    ("apology", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
                    ("stop_notice", "Thông báo dừng giải quyết hồ sơ"),
                    ("control_slip", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
                    ("register", "Sổ theo dõi hồ sơ"),
                    ("fee_receipt", "Biên lai thu phí, lệ phí"),
                    ("result", "Kết quả giải quyết thủ tục hành chính"),
                ],
                max_length=20,
                verbose_name="loại văn bản",
            ),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "acknowledgement",
                            "receipt",
                            "supplement_request",
                            "refusal",
                            "apology",
                            "stop_notice",
                            "control_slip",
                            "register",
                            "fee_receipt",
                            "result",
                        ],
                    )
                ),
                name="issueddocument_kind_known",
            ),
        ),
    ]
