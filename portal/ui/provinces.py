"""Names of the 34 provinces of today, for the header: it must stand also when the database does not.

Source: NQ 202/2025/QH15 and the resolutions of 2026 that made three provinces cities. Everything else
about a province is in the database (`units.Division`).
"""

from __future__ import annotations

from django.utils.translation import gettext, pgettext

PROVINCES: dict[str, str] = {
    "01": "Thành phố Hà Nội",
    "04": "Tỉnh Cao Bằng",
    "08": "Tỉnh Tuyên Quang",
    "11": "Tỉnh Điện Biên",
    "12": "Tỉnh Lai Châu",
    "14": "Tỉnh Sơn La",
    "15": "Tỉnh Lào Cai",
    "19": "Tỉnh Thái Nguyên",
    "20": "Tỉnh Lạng Sơn",
    "22": "Thành phố Quảng Ninh",
    "24": "Thành phố Bắc Ninh",
    "25": "Tỉnh Phú Thọ",
    "31": "Thành phố Hải Phòng",
    "33": "Tỉnh Hưng Yên",
    "37": "Tỉnh Ninh Bình",
    "38": "Tỉnh Thanh Hóa",
    "40": "Tỉnh Nghệ An",
    "42": "Tỉnh Hà Tĩnh",
    "44": "Tỉnh Quảng Trị",
    "46": "Thành phố Huế",
    "48": "Thành phố Đà Nẵng",
    "51": "Tỉnh Quảng Ngãi",
    "52": "Tỉnh Gia Lai",
    "56": "Tỉnh Khánh Hòa",
    "66": "Tỉnh Đắk Lắk",
    "68": "Tỉnh Lâm Đồng",
    "75": "Thành phố Đồng Nai",
    "79": "Thành phố Hồ Chí Minh",
    "80": "Tỉnh Tây Ninh",
    "82": "Tỉnh Đồng Tháp",
    "86": "Tỉnh Vĩnh Long",
    "91": "Tỉnh An Giang",
    "92": "Thành phố Cần Thơ",
    "96": "Tỉnh Cà Mau",
}


def province_name(code: str) -> str:
    """Return the full name of the province with the official `code`; LookupError in words when there is none."""
    try:
        return PROVINCES[code]
    except KeyError as error:
        raise LookupError(f"PORTAL_PROVINCE={code!r} is not the code of one of the 34 provinces") from error


def service_name(code: str) -> str:
    """Return the name of the portal of that province, as the header shows it."""
    name = province_name(code)
    if name.startswith("Tỉnh "):  # "của tỉnh Tây Ninh": a common noun inside the name
        name = name.replace("Tỉnh ", pgettext("province", "tỉnh "), 1)
    return gettext("Cổng dịch vụ công %(province)s") % {"province": name}
