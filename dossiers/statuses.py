"""The vocabularies of a dossier: its ten national statuses and the axes that stand beside them.

Business, money, delivery and sync are four axes and never one field: a dossier can be finished and
unpaid, or handed out and not yet known to the national portal (that axis is kept by `portal.national`).
Codes 1–10 are those of the National Public Service Portal (domain: CapNhatTienDoHoSoMC, TrangThai).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.IntegerChoices):
    """Business status, the numbers of the national portal."""

    SUBMITTED = 1, _("Mới đăng ký")
    RECEIVED = 2, _("Đã tiếp nhận")
    NOT_RECEIVED = 3, _("Không được tiếp nhận")
    PROCESSING = 4, _("Đang xử lý")
    SUPPLEMENT = 5, _("Chờ bổ sung giấy tờ")
    PAYING = 6, _("Chờ thực hiện nghĩa vụ tài chính")
    WITHDRAWN = 7, _("Người nộp đã rút hồ sơ")
    STOPPED = 8, _("Dừng xử lý")
    FINISHED = 9, _("Đã xử lý xong")
    RETURNED = 10, _("Đã trả kết quả")


RUNNING = (Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING)
"""Statuses in which the agency's clock runs (partial indexes name the same)."""

PAUSED = (Status.SUPPLEMENT, Status.PAYING, Status.STOPPED)
"""Statuses in which the clock stands still."""

CLOSED = (Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED, Status.FINISHED, Status.RETURNED)
"""Statuses in which nothing is due from the agency any more."""

WITH_RESULT = (Status.FINISHED, Status.RETURNED)
"""Statuses in which a result is out."""

OPEN = tuple(status for status in Status if status not in CLOSED)
"""Statuses in which somebody still has work to do; work lists index only these."""


class Channel(models.TextChoices):
    """How the dossier came in (NĐ 61/2018 Đ16)."""

    ONLINE = "online", _("Trực tuyến")
    DIRECT = "direct", _("Trực tiếp")
    POSTAL = "postal", _("Bưu chính công ích")


class FinanceState(models.TextChoices):
    """The money axis."""

    NONE = "none", _("Không phải nộp phí, lệ phí")
    DUE = "due", _("Chưa nộp phí, lệ phí")
    PAID = "paid", _("Đã nộp phí, lệ phí")


class DeliveryState(models.TextChoices):
    """The delivery axis of the result."""

    NOTHING = "nothing", _("Chưa có kết quả")
    READY = "ready", _("Kết quả đã sẵn sàng")
    POSTED = "posted", _("Đang gửi qua bưu chính")
    POST_FAILED = "post_failed", _("Bưu chính chưa phát được")
    HANDED_OUT = "handed_out", _("Đã trao kết quả")


class ResultDelivery(models.TextChoices):
    """Where the owner wants the result (form 01, item 6)."""

    ONLINE = "online", _("Nhận bản điện tử trên trang này")
    COUNTER = "counter", _("Nhận bản giấy tại nơi nộp hồ sơ")
    POST = "post", _("Nhận bản giấy qua bưu chính")


class Action(models.TextChoices):
    """What people and the worker do to a dossier; each leaves one event."""

    SUBMIT = "submit", _("Nộp hồ sơ")
    RECEIVE = "receive", _("Tiếp nhận hồ sơ")
    REQUEST_SUPPLEMENT = "request_supplement", _("Yêu cầu bổ sung")
    ANSWER_SUPPLEMENT = "answer_supplement", _("Nộp bổ sung")
    REFUSE = "refuse", _("Từ chối tiếp nhận")
    HAND_OVER = "hand_over", _("Chuyển hồ sơ đi xử lý")
    FORWARD = "forward", _("Chuyển bước tiếp theo")
    OPINIONS_IN = "opinions_in", _("Kết thúc lấy ý kiến")
    ASK_OPINIONS = "ask_opinions", _("Lấy ý kiến đơn vị khác")
    ASK_PARTS = "ask_parts", _("Giao phần việc cho cơ quan phối hợp")
    GIVE_OPINION = "give_opinion", _("Cho ý kiến")
    CANCEL_OPINION = "cancel_opinion", _("Thôi hỏi ý kiến")
    PASS_OPINION_ON = "pass_opinion_on", _("Chuyển câu hỏi cho đơn vị kế thừa")
    OPINION_OVERDUE = "opinion_overdue", _("Ý kiến quá hạn")
    SUBMIT_FOR_SIGNATURE = "submit_for_signature", _("Trình ký kết quả")
    PROPOSE_REFUSAL = "propose_refusal", _("Trình văn bản từ chối giải quyết")
    SEND_BACK = "send_back", _("Trả lại để làm lại")
    APPROVE = "approve", _("Phê duyệt kết quả")
    ISSUE = "issue", _("Ký số và ban hành kết quả")
    RETURN_RESULT = "return_result", _("Trả kết quả")
    WITHDRAW = "withdraw", _("Rút hồ sơ")
    REROUTE = "reroute", _("Chuyển lại đúng cơ quan")
    STOP = "stop", _("Dừng giải quyết hồ sơ")
    RECOUNT = "recount", _("Tính lại thời hạn theo lịch làm việc mới")
    RECOUNT_STEPS = "recount_steps", _("Tính lại hạn các bước theo lịch làm việc mới")
    DRAFT_APOLOGY = "draft_apology", _("Trình văn bản xin lỗi và hẹn lại")
    RETURN_APOLOGY = "return_apology", _("Trả lại văn bản xin lỗi")
    APOLOGISE = "apologise", _("Xin lỗi và hẹn lại ngày trả kết quả")
    ALLOW_SUPPLEMENT = "allow_supplement", _("Cho phép yêu cầu bổ sung thêm")
    RATE = "rate", _("Đánh giá mức độ hài lòng")
    CLAIM = "claim", _("Nhận việc về mình")
    ASSIGN = "assign", _("Giao việc cho người khác")
    RELEASE = "release", _("Trả việc về đơn vị")
    UNDO = "undo", _("Rút lại việc vừa làm")
    RECALL = "recall", _("Thu hồi kết quả")
    DRAFT_CORRECTION = "draft_correction", _("Trình bản đính chính kết quả")
    RETURN_CORRECTION = "return_correction", _("Trả lại bản đính chính")
    CORRECT = "correct", _("Duyệt bản đính chính kết quả")
    REPLACE_RESULT = "replace_result", _("Ban hành kết quả thay thế")
    MOVE_UNIT = "move_unit", _("Chuyển theo sắp xếp đơn vị")
    CONFIRM_PAPERS = "confirm_papers", _("Xác nhận đã nhận đủ giấy tờ")
    REPORT_MISSING = "report_missing", _("Báo giấy tờ chuyển đến còn thiếu")
    TAKE_PAPER = "take_paper", _("Lấy giấy tờ từ kho kết quả")
    ASK_PAYMENT = "ask_payment", _("Yêu cầu nộp phí, lệ phí")
    ASK_AT_RETURN = "ask_at_return", _("Yêu cầu nộp phí, lệ phí khi nhận kết quả")
    CALL_OFF_PAYMENT = "call_off_payment", _("Thôi yêu cầu nộp phí, lệ phí")
    PAID = "paid", _("Đã nộp đủ phí, lệ phí")
    REFUNDED = "refunded", _("Đã hoàn trả phí, lệ phí")
    REFUND_FAILED = "refund_failed", _("Tiền hoàn trả chưa đến được người nộp")
    HAND_TO_POST = "hand_to_post", _("Giao kết quả cho bưu chính")
    POST_FAILED = "post_failed", _("Bưu chính chưa phát được kết quả")
    POST_AGAIN = "post_again", _("Gửi lại kết quả qua bưu chính")
    KEEP_AT_COUNTER = "keep_at_counter", _("Giữ kết quả tại quầy")
    DELIVER_REPLACEMENT = "deliver_replacement", _("Trao kết quả đã đính chính")
    TAKE_OVER = "take_over", _("Chuyển từ hệ thống cũ")


class PaperSource(models.TextChoices):
    """Where a component comes from (NĐ 309/2026 Đ4(2a): what a database has is not asked for)."""

    UPLOADED = "uploaded", _("Tải tệp lên")
    BROUGHT = "brought", _("Mang bản giấy đến")
    IN_DATABASE = "in_database", _("Đã có trong cơ sở dữ liệu")


class DatabaseException(models.TextChoices):
    """When a paper that a published database holds may be asked for all the same (NĐ 309/2026 Đ4(2a))."""

    UNAVAILABLE = "unavailable", _("Cơ sở dữ liệu bị lỗi, không tra cứu được")
    WRONG = "wrong", _("Dữ liệu trong cơ sở dữ liệu bị sai hoặc thiếu")


class PaperCheck(models.TextChoices):
    """What the clerk found when looking at a paper."""

    UNCHECKED = "unchecked", _("Chưa kiểm tra")
    ACCEPTED = "accepted", _("Đạt")
    REJECTED = "rejected", _("Chưa đạt")


class ClaimState(models.TextChoices):
    """Whether somebody belongs to the group of people that a rule on fees favours."""

    CLAIMED = "claimed", _("Chờ cán bộ xác nhận")
    CONFIRMED = "confirmed", _("Được xác nhận")
    REJECTED = "rejected", _("Không được chấp nhận")


class PartyRole(models.TextChoices):
    """Owner (chủ hồ sơ) and submitter are two parts, often played by one person."""

    OWNER = "owner", _("Chủ hồ sơ")
    SUBMITTER = "submitter", _("Người nộp hồ sơ")


class PartyKind(models.TextChoices):
    """LoaiDoiTuong of the national messages: 1 citizen, 2 business, 4 other organisation."""

    CITIZEN = "citizen", _("Cá nhân")
    BUSINESS = "business", _("Doanh nghiệp")
    ORGANISATION = "organisation", _("Tổ chức khác")


class Stage(models.TextChoices):
    """When a supplement was asked for: at intake, or after appraisal (NĐ 61/2018 Đ17, Đ19(4))."""

    INTAKE = "intake", _("Khi kiểm tra lúc tiếp nhận")
    APPRAISAL = "appraisal", _("Khi thẩm định")
