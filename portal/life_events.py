"""The ten events of a life on the home page, and the words that the search is asked for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class LifeEvent:
    """What happens to people, what they then need, and how they would ask for it (always Vietnamese)."""

    title: str | Promise
    text: str | Promise
    words: str


LIFE_EVENTS = (
    LifeEvent(_("Sinh con"), _("Giấy khai sinh, nhận cha, mẹ, con"), "khai sinh"),
    LifeEvent(_("Kết hôn"), _("Đăng ký kết hôn, xác nhận tình trạng hôn nhân"), "kết hôn"),
    LifeEvent(_("Chuyển nơi ở"), _("Thường trú, tạm trú, xác nhận nơi cư trú"), "cư trú"),
    LifeEvent(_("Người thân qua đời"), _("Khai tử, hỗ trợ chi phí mai táng"), "khai tử"),
    LifeEvent(_("Sao y, chứng thực"), _("Bản sao từ bản chính, chữ ký, hợp đồng"), "chứng thực"),
    LifeEvent(_("Mở cửa hàng"), _("Đăng ký hộ kinh doanh, khuyến mại"), "hộ kinh doanh"),
    LifeEvent(_("Nhà và đất"), _("Sổ đỏ, sang tên, tách thửa"), "đất đai"),
    LifeEvent(_("Xây, sửa nhà"), _("Giấy phép xây dựng, sửa chữa, gia hạn"), "giấy phép xây dựng"),
    LifeEvent(_("Khi khó khăn"), _("Trợ cấp xã hội, người khuyết tật, hộ nghèo"), "trợ cấp xã hội"),
    LifeEvent(_("Người có công"), _("Chế độ cho thương binh, thân nhân liệt sĩ"), "người có công"),
)
