"""Whether an answer answers: nothing empty, nothing that could stand under any question. Pure; no database.

Hanoi's Directive 15 of 2023 complains of vague replies: so each part must say something of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hotline.kinds import COMPLAINTS, Kind
from portal.vietnamese import without_accents

#: Kinds whose answer is only words: what was asked, told.
ONLY_WORDS = frozenset({Kind.GUIDANCE, Kind.PRAISE})
LEAST_WORDS = 5
LONGEST_PROMISE = dt.timedelta(days=366)
_STOCK = (
    "xin cam on y kien dong gop cua ong ba|cam on quy ong ba da phan anh|cam on ong ba|cam on quy ong ba|"
    "kinh gui ong ba|"
    "da tiep nhan phan anh|da tiep nhan y kien|da ghi nhan y kien|da ghi nhan phan anh|ghi nhan y kien|tran trong|"
    "da chuyen bo phan chuyen mon|da chuyen co quan chuc nang|chuyen bo phan lien quan|se xem xet giai quyet|"
    "se xem xet|se giai quyet theo quy dinh|theo quy dinh cua phap luat|theo quy dinh|theo tham quyen|"
    "trong thoi gian som nhat|trong thoi gian toi|se rut kinh nghiem|rut kinh nghiem|se khac phuc|da chan chinh|"
    "dang xu ly|se tra loi sau|va|mong ong ba thong cam|mong quy ong ba thong cam|chung toi|don vi|ong ba"
)
_TEMPLATE = re.compile(rf"\b(?:{_STOCK})\b")
_LAW = re.compile(r"\d|luật|nghị định|nghị quyết|thông tư|quyết định|quy chế|hiến pháp", re.IGNORECASE)
_SORRY = re.compile(r"\b(?:xin loi|cao loi|thu loi|sorry|apologi[sz]e)\b")


@dataclass(frozen=True)
class AnswerText:
    """The parts of an answer as they were typed; `cause` is the code of a root cause, for the desk only."""

    checked: str = ""
    found: str = ""
    will_do: str = ""
    done_by: dt.date | None = None
    responsible: str = ""
    legal_basis: str = ""
    apology: str = ""
    cause: str = ""


@dataclass(frozen=True)
class Asked:
    """What the answer answers: the kind, its words, whether it comes late, and answers that were not enough."""

    kind: str
    content: str
    is_late: bool
    today: dt.date
    earlier: tuple[str, ...] = ()


def faults(answer: AnswerText, asked: Asked) -> dict[str, str]:
    """What is missing by field, in words for the writer; empty when the answer can go on."""
    found = _empty_parts(answer, asked)
    if asked.kind not in ONLY_WORDS:
        found |= _promise_faults(answer, asked)
        if not _LAW.search(answer.legal_basis):
            found["legal_basis"] = _("Hãy ghi căn cứ pháp lý: văn bản nào, điều nào.")
    if asked.kind in COMPLAINTS and not answer.cause:
        found["cause"] = _("Hãy chọn nguyên nhân gốc; không ai có lỗi thì chọn «Không có lỗi».")
    if asked.is_late and not _SORRY.search(_bare(answer.apology)):
        found["apology"] = _("Câu trả lời đã quá hạn: hãy xin lỗi người phản ánh và nói vì sao chậm.")
    return found


def says_something(text: str) -> bool:
    """Whether words are left once the phrases are taken out that stand under any question."""
    left = _TEMPLATE.sub(" ", _bare(text))
    return len(set(left.split())) >= LEAST_WORDS


def _empty_parts(answer: AnswerText, asked: Asked) -> dict[str, str]:
    parts = {"found": answer.found}
    if asked.kind not in ONLY_WORDS:
        parts = {"checked": answer.checked, "found": answer.found, "will_do": answer.will_do}
    known = {_bare(asked.content), *map(_bare, asked.earlier)}
    seen: set[str] = set()
    wrong = {}
    for name, text in parts.items():
        bare = _bare(text)
        if not says_something(text):
            wrong[name] = _("Phần này chưa nói gì cụ thể. Hãy ghi việc, người, con số, ngày của chính vụ việc này.")
        elif bare in seen:
            wrong[name] = _("Phần này lặp lại nguyên văn phần trên. Hãy ghi điều riêng của nó.")
        elif bare in known:
            wrong[name] = _("Phần này chép lại phản ánh hoặc câu trả lời trước mà người dân chưa hài lòng.")
        seen.add(bare)
    return wrong


def _promise_faults(answer: AnswerText, asked: Asked) -> dict[str, str]:
    wrong = {}
    if answer.done_by is None:
        wrong["done_by"] = _("Hãy ghi ngày xong việc; đã xong rồi thì ghi ngày hôm nay.")
    elif not asked.today <= answer.done_by <= asked.today + LONGEST_PROMISE:
        wrong["done_by"] = _("Ngày xong việc phải từ hôm nay đến một năm nữa.")
    if not answer.responsible:
        wrong["responsible"] = _("Hãy ghi ai chịu trách nhiệm làm.")
    return wrong


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", without_accents(text)))
