"""What a report is: its kind, how grave, through which way it came, where it stands, and what can be done with it.

Kinds: NĐ 20/2008/NĐ-CP Đ5 (amended by NĐ 48/2013, NĐ 92/2017), and what the hotline hears beside them.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What the person tells; the words are the answers of the form."""

    COMPLAINT_DELAY = "complaint_delay", _("Hồ sơ bị chậm, bị kéo dài")
    COMPLAINT_CONDUCT = "complaint_conduct", _("Thái độ, hành vi của cán bộ, công chức")
    RULE = "rule", _("Quy định, thủ tục không phù hợp hoặc không thống nhất")
    TECHNICAL = "technical", _("Lỗi của trang này hoặc của phần mềm")
    GUIDANCE = "guidance", _("Cần được hướng dẫn")
    PRAISE = "praise", _("Khen ngợi, cảm ơn")
    INITIATIVE = "initiative", _("Sáng kiến, đề xuất cải cách")


#: NĐ 20/2008 Đ7 asks for name and address with what speaks of rules and of people; not with a question or thanks.
NAMELESS = frozenset({Kind.TECHNICAL, Kind.GUIDANCE, Kind.PRAISE})


#: Something went wrong for somebody: their answers name a root cause.
COMPLAINTS = frozenset({Kind.COMPLAINT_DELAY, Kind.COMPLAINT_CONDUCT})


class Severity(models.TextChoices):
    """How grave it is; urgent ones run on a clock that never stops."""

    NORMAL = "normal", _("Bình thường")
    URGENT = "urgent", _("Khẩn cấp")


class Channel(models.TextChoices):
    """The way in."""

    WEB = "web", _("Trang này")
    PHONE = "phone", _("Điện thoại")
    EMAIL = "email", _("Thư điện tử")
    COUNTER = "counter", _("Tại quầy")
    API = "api", _("Hệ thống khác")


class State(models.TextChoices):
    """Where a ticket stands; each change of it is an event."""

    RECEIVED = "received", _("Đã nhận, chờ phân loại")
    ROUTED = "routed", _("Đang giải quyết")
    DRAFTED = "drafted", _("Câu trả lời đang được duyệt")
    ANSWERED = "answered", _("Đã trả lời")
    CLOSED = "closed", _("Đã kết thúc")
    SET_ASIDE = "set_aside", _("Không thụ lý")


OPEN = (State.RECEIVED, State.ROUTED, State.DRAFTED)
"""States in which an agency still owes something."""


class Level(models.IntegerChoices):
    """Who answers for it: the ladder that a ticket climbs when it stays unanswered or comes back."""

    UNIT = 0, _("Đơn vị giải quyết")
    HEAD = 1, _("Người đứng đầu đơn vị")
    SUPERVISOR = 2, _("Bộ phận giám sát")
    CHAIR = 3, _("Văn phòng Chủ tịch Ủy ban nhân dân")


class Action(models.TextChoices):
    """Acts on a ticket; a new one needs no migration."""

    FILE = "file", _("Gửi phản ánh")
    ADD_FACTS = "add_facts", _("Bổ sung thông tin")
    CONFIRM = "confirm", _("Đồng ý với câu trả lời")
    REOPEN = "reopen", _("Phản ánh lại")
    RATE = "rate", _("Đánh giá")
    TAKE = "take", _("Nhận giải quyết")
    ROUTE = "route", _("Chuyển đến cơ quan giải quyết")
    PROGRESS = "progress", _("Thông báo tiến độ")
    DRAFT = "draft", _("Soạn câu trả lời")
    SEND_BACK = "send_back", _("Trả lại để soạn lại")
    READ = "read", _("Đọc soát lần hai")
    ANSWER = "answer", _("Trả lời")
    PUBLISH = "publish", _("Công khai câu trả lời")
    WITHDRAW = "withdraw", _("Thu lại bản công khai")
    SET_ASIDE = "set_aside", _("Không thụ lý, có căn cứ pháp luật")
    MOVE_UNIT = "move_unit", _("Chuyển theo sắp xếp đơn vị")
    ATTACH = "attach", _("Đính kèm tài liệu")
    PASS_ON = "pass_on", _("Báo người trực tiếp theo vì chưa ai nhận")
    ESCALATE = "escalate", _("Chuyển lên cấp trên vì quá hạn")
    BAR_HEAD = "bar_head", _("Ghi nhận: phản ánh về người đứng đầu")
    LIFT_BAR = "lift_bar", _("Xác định lại: không phải về người đứng đầu")
    DEMAND = "demand", _("Văn phòng Chủ tịch yêu cầu trả lời")
    NOTE = "note", _("Ghi chú của Văn phòng Chủ tịch")
    LINK = "link", _("Gắn với một sự cố")
    UNLINK = "unlink", _("Tách khỏi sự cố")
    MERGE = "merge", _("Giải quyết cùng phản ánh khác về một việc")
    SPLIT = "split", _("Tách ra để giải quyết riêng")
    LEAD = "lead", _("Gắn thêm một phản ánh trùng")
    REVIEW = "review", _("Chấm câu trả lời lấy mẫu")
    CORRECT_CAUSE = "correct_cause", _("Sửa nguyên nhân gốc")
    UNLEAD = "unlead", _("Tách một phản ánh trùng")


class Score(models.IntegerChoices):
    """The three answers of the national form (QĐ 766/QĐ-TTg)."""

    VERY_SATISFIED = 3, _("Rất hài lòng")
    SATISFIED = 2, _("Hài lòng")
    NOT_SATISFIED = 1, _("Không hài lòng")
