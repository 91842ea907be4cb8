"""The closed lists of the catalogue's words, with the Vietnamese that pages show."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

#: Spans are stored half open, so the day after the last one must exist, too.
LATEST_LAST_DAY = date.max - timedelta(days=1)


class Level(models.TextChoices):
    """Level of government that settles a procedure. A province runs only the lower two."""

    COMMUNE = "commune", _("Cấp xã")
    PROVINCE = "province", _("Cấp tỉnh")
    MINISTRY = "ministry", _("Cấp bộ")
    OTHER = "other", _("Cơ quan khác")


class OnlineLevel(models.TextChoices):
    """How far a procedure can be done online (NĐ 118/2025: fully or partly)."""

    FULL = "full", _("Trực tuyến toàn trình")
    PARTIAL = "partial", _("Trực tuyến một phần")
    NONE = "none", _("Chưa nộp được trực tuyến")


class FilingPlace(models.TextChoices):
    """Where dossiers are filed online: some procedures of the province live on the national portal (NĐ 118/2025)."""

    HERE = "here", _("Nộp tại Cổng này")
    NATIONAL = "national", _("Nộp trên Cổng Dịch vụ công quốc gia")


class Assurance(models.IntegerChoices):
    """How surely a person must be known to file online (NĐ 69/2024/NĐ-CP: levels of identification accounts).

    The numbers are those of `portal.accounts.models.AssuranceLevel`, with which they are compared.
    """

    ANY = 0, _("Tài khoản nào cũng được")
    LEVEL_1 = 1, _("Tài khoản định danh mức độ 1 trở lên")
    LEVEL_2 = 2, _("Tài khoản định danh mức độ 2")


class Target(models.TextChoices):
    """Who may ask for a procedure."""

    CITIZEN = "citizen", _("Công dân")
    ORGANISATION = "organisation", _("Tổ chức")
    BUSINESS = "business", _("Doanh nghiệp, hợp tác xã")
    FOREIGNER = "foreigner", _("Người nước ngoài")
    OFFICIAL = "official", _("Cán bộ, công chức, viên chức")


class Competence(models.TextChoices):
    """The rule that finds the competent unit of one dossier."""

    RESIDENCE = "residence", _("Nơi người yêu cầu cư trú")
    PLACE_OF_MATTER = "place_of_matter", _("Nơi xảy ra việc hoặc nơi có tài sản")
    SEAT = "seat", _("Nơi đặt trụ sở hoặc địa điểm kinh doanh")
    DEPARTMENT = "department", _("Sở, ban, ngành cấp tỉnh")


class Channel(models.TextChoices):
    """How a dossier reaches the one-stop (NĐ 61/2018 Đ16)."""

    ANY = "any", _("Mọi cách nộp")
    ONLINE = "online", _("Trực tuyến")
    DIRECT = "direct", _("Trực tiếp")
    POSTAL = "postal", _("Qua bưu chính")


class FeeKind(models.TextChoices):
    """Luật Phí và lệ phí keeps fee (lệ phí), charge (phí) and price (giá dịch vụ) apart."""

    FEE = "fee", _("Lệ phí")
    CHARGE = "charge", _("Phí")
    PRICE = "price", _("Giá dịch vụ")


#: The ways of filing that one chooses between, in the order in which they are offered.
WAYS = (Channel.ONLINE, Channel.DIRECT, Channel.POSTAL)


class FeeEffect(models.TextChoices):
    """What a dated rule does to a fee that the announcement sets."""

    EXEMPT = "exempt", _("Miễn")
    PERCENT = "percent", _("Giảm theo phần trăm")
    FIXED = "fixed", _("Thu mức khác")


class TimeUnit(models.TextChoices):
    """Units in which the law states time limits."""

    WORKING_DAY = "working_day", _("ngày làm việc")
    DAY = "day", _("ngày")
    WORKING_HOUR = "working_hour", _("giờ làm việc")
    MONTH = "month", _("tháng")


class ComponentKind(models.TextChoices):
    """A paper to hand in, or a remark that the national list wrongly shows as one."""

    PAPER = "paper", _("Giấy tờ")
    NOTE = "note", _("Lưu ý")


class StepRole(models.TextChoices):
    """Who does a step of the internal process."""

    CLERK = "clerk", _("Cán bộ tiếp nhận")
    OFFICER = "officer", _("Chuyên viên thụ lý")
    LEADER = "leader", _("Lãnh đạo ký duyệt")


class StepUnit(models.TextChoices):
    """Where a step is done."""

    RECEIVING = "receiving", _("Nơi tiếp nhận")
    COMPETENT = "competent", _("Cơ quan có thẩm quyền giải quyết")
    CENTRE = "centre", _("Trung tâm Phục vụ hành chính công")
    NAMED = "named", _("Đơn vị nêu tên")


class StepOutcome(models.TextChoices):
    """What may come of a step; each leads to another step, back, or to the end of the process."""

    RECEIVE = "receive", _("Tiếp nhận và chuyển đi xử lý")
    REQUEST_SUPPLEMENT = "request_supplement", _("Yêu cầu bổ sung")
    REFUSE = "refuse", _("Từ chối tiếp nhận")
    FORWARD = "forward", _("Chuyển bước tiếp theo")
    OPINIONS_IN = "opinions_in", _("Đã đủ ý kiến")
    SUBMIT_FOR_SIGNATURE = "submit_for_signature", _("Trình ký")
    SIGN = "sign", _("Ký kết quả")
    SEND_BACK = "send_back", _("Trả lại để làm lại")
    RETURN_RESULT = "return_result", _("Trả kết quả cho người dân")


class CollectionMoment(models.TextChoices):
    """When fees and charges of a dossier are collected."""

    BEFORE_RECEIPT = "before_receipt", _("Trước khi tiếp nhận hồ sơ")
    AFTER_APPRAISAL = "after_appraisal", _("Sau khi thẩm định, trước khi trình ký kết quả")
    AT_RETURN = "at_return", _("Khi trả kết quả")


class GivingBack(models.TextChoices):
    """Until when a dossier that ends without a result has what was paid for it given back."""

    NEVER = "never", _("Không hoàn trả")
    UNTIL_RECEIVED = "until_received", _("Khi hồ sơ kết thúc trước lúc được tiếp nhận")
    UNTIL_RESULT = "until_result", _("Khi hồ sơ kết thúc mà chưa có kết quả")


class SupplementClock(models.TextChoices):
    """What the due time does once a supplement that was asked for after appraisal is in (NĐ 61/2018 Đ19(4))."""

    RESTART = "restart", _("Tính lại từ đầu")
    RESUME = "resume", _("Tính tiếp thời gian còn lại")


class VersionState(models.TextChoices):
    """Life of a version; only a draft may change."""

    DRAFT = "draft", _("Bản thảo")
    PUBLISHED = "published", _("Đang công bố")
    RETIRED = "retired", _("Đã thay thế hoặc bãi bỏ")


class DelegationKind(models.TextChoices):
    """How competence passes to another agency (Luật Tổ chức chính quyền địa phương 72/2025/QH15 Đ13, Đ14)."""

    DECENTRALISED = "decentralised", _("Phân cấp")
    DELEGATED = "delegated", _("Ủy quyền")


class DelegationState(models.TextChoices):
    """Four eyes: who writes a delegation down does not confirm it."""

    WAITING = "waiting", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    REFUSED = "refused", _("Không áp dụng")


class Source(models.TextChoices):
    """Where the content of a version comes from."""

    STARTER = "starter", _("Danh mục khởi đầu của hệ thống")
    NATIONAL = "national", _("Cơ sở dữ liệu quốc gia về thủ tục hành chính")
    LOCAL = "local", _("Quyết định công bố của tỉnh")
