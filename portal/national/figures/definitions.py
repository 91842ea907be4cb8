"""The figures of Decision 766/QĐ-TTg as the national portal computed them in September 2026 (domain.md 5).

They become rows of `MetricDefinition`, where a figure that changes there gets another row from the day of the change.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from portal.national.models import MetricDefinition


@dataclass(frozen=True)
class Metric:
    """One figure; the fields are those of `MetricDefinition`."""

    code: str
    name: str
    counts: str
    service: str
    counter: str = ""
    numerator_key: str = ""
    denominator_key: str = ""
    uncounted_because: str = ""


SINCE = dt.date(2022, 6, 23)
UNKNOWN_DUTIES = (
    "Hệ thống chỉ biết các quyết định đã soạn tại đây. Văn bản và quyết định của bộ làm phát sinh nghĩa vụ công bố, "
    "cùng hạn của chúng, không được lưu, nên không biết thủ tục nào phải công bố mà chưa có dự thảo."
)
NO_PROACTIVE = (
    "Chưa có danh mục thủ tục phải phục vụ chủ động, và không hồ sơ nào ở đây được lập mà không có người nộp, "
    "nên không có gì để đếm."
)
METRICS = (
    Metric(
        "PUBLISH_ON_TIME",
        "Công bố thủ tục đúng hạn",
        "TTHC công bố đúng hạn / TTHC phải công bố trong kỳ",
        "transparency",
        uncounted_because=UNKNOWN_DUTIES,
    ),
    Metric(
        "PUBLIC_UPDATE_ON_TIME",
        "Cập nhật, công khai thủ tục đúng hạn",
        "TTHC cập nhật, công khai đúng hạn / TTHC phải công khai",
        "transparency",
        "shown_on_time",
    ),
    Metric(
        "PUBLIC_CONTENT_FULL",
        "Nội dung công khai đầy đủ",
        "TTHC đủ nội dung / TTHC công khai",
        "transparency",
        "full_content",
    ),
    Metric(
        "DOSSIER_SYNC",
        "Đồng bộ hồ sơ lên Cổng quốc gia",
        "Hồ sơ báo đủ và giống ở hai bên / hồ sơ nhận, đang giải quyết, đã trả trong kỳ",
        "transparency",
        "sync",
    ),
    Metric(
        "PROGRESS",
        "Giải quyết đúng hạn",
        "Hồ sơ xong trước và đúng hạn, đang giải quyết trong hạn / hồ sơ nhận, đang giải quyết, đã trả trong kỳ",
        "dvc-progress-tree",
        "progress",
        "totalOnTime",
        "totalReceived",
    ),
    # The names of group 3 are ours: what the service answers was seen, its codes were not (domain.md 5).
    Metric(
        "PROVIDE_ONLINE_FULL",
        "Hồ sơ trực tuyến toàn trình",
        "Hồ sơ nộp trực tuyến / hồ sơ nhận trong kỳ của TTHC trực tuyến toàn trình",
        "provide-online-tree",
        "wholly_online",
    ),
    Metric(
        "PROVIDE_ONLINE_FORMALITY",
        "Thủ tục có dịch vụ công trực tuyến",
        "TTHC nộp được trực tuyến, toàn trình hay một phần / TTHC công khai",
        "provide-online-tree",
        "online_procedures",
    ),
    Metric(
        "PROVIDE_ONLINE_CHANNEL",
        "Hồ sơ nộp trực tuyến",
        "Hồ sơ nộp trực tuyến / hồ sơ nhận trong kỳ theo mọi cách nộp",
        "provide-online-tree",
        "online_dossiers",
    ),
    Metric(
        "PROVIDE_PROACTIVE",
        "Dịch vụ công chủ động",
        "TTHC được phục vụ mà không đợi người dân nộp hồ sơ / TTHC phải cung cấp chủ động",
        "provide-online-tree",
        uncounted_because=NO_PROACTIVE,
    ),
    Metric(
        "ONLINE_PAYMENT",
        "Thanh toán trực tuyến",
        "Hồ sơ trả tiền trực tuyến qua Cổng quốc gia / hồ sơ có nghĩa vụ tài chính",
        "formality-online-payment-tree",
        "paid_online",
        "totalDossierOnlinePaymentSuccess",
        "totalDossierFinancialObligation",
    ),
    Metric(
        "ORIGINAL_RESULT_AVAILABLE",
        "Kết quả điện tử",
        "Hồ sơ đã trả có kết quả điện tử / hồ sơ đã trả trong kỳ",
        "dossier-digitized",
        "electronic_results",
    ),
    Metric(
        "SO_HOA_GIAY_TO_GIAI_QUYET",
        "Số hóa thành phần hồ sơ",
        "Hồ sơ không còn giấy chưa số hóa / hồ sơ trong kỳ",
        "dossier-digitized",
        "digitised",
    ),
    Metric(
        "REUSED_DIGITIZED_DATA",
        "Dùng lại dữ liệu đã số hóa",
        "Hồ sơ dùng dữ liệu có sẵn / hồ sơ trong kỳ",
        "dossier-digitized",
        "reused",
    ),
    Metric(
        "PETITION_PROCESSING_ON_TIME",
        "Xử lý phản ánh, kiến nghị đúng hạn",
        "Phản ánh trả lời đúng hạn, đang xử lý trong hạn / phản ánh nhận trong kỳ",
        "handling-satisfaction",
        "petitions_on_time",
    ),
    Metric(
        "PETITION_HANDLING_SATISFACTION",
        "Hài lòng với việc xử lý phản ánh",
        "Phản ánh đã trả lời trừ không hài lòng, phản ánh lại, quá hạn / phản ánh đã trả lời",
        "handling-satisfaction",
        "petition_satisfaction",
    ),
    Metric(
        "DOSSIER_RECEIVING_SATISFACTION",
        "Hài lòng với việc tiếp nhận, giải quyết",
        "Hồ sơ trừ đánh giá không hài lòng, bị phản ánh, quá hạn / hồ sơ trong kỳ",
        "handling-satisfaction",
        "reception_satisfaction",
    ),
)


def keep() -> None:
    """Have a row for each of these; rows that are there, and those of later days, stay as they are. One query."""
    MetricDefinition.objects.bulk_create(
        [
            MetricDefinition(valid_from=SINCE, position=position, **asdict(metric))
            for position, metric in enumerate(METRICS, start=1)
        ],
        ignore_conflicts=True,
    )
