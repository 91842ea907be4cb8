"""Words that must not wait for office hours: danger to life, threats, suicide. Found without accents, too.

It only lifts a ticket up and shows the way to immediate help first; nothing is refused or hidden because of a word.
"""

from __future__ import annotations

import re

from portal.vietnamese import without_accents

#: With accents first: without them some mean other things ("dọa" and "đóa", "chết" and "chét"). Keyboards set the
#: tone of "dọa" on either vowel.
_SPELT = re.compile(
    r"tự tử|tự sát|tự thiêu|tự vẫn|không muốn sống|muốn chết|chết đi cho|kết liễu|quyên sinh|"
    r"d(?:ọa|oạ) giết|giết (?:tôi|chết|người|hết|nó)|đòi giết|đốt (?:nhà|trụ sở|trung tâm|ủy ban)|đặt bom|có bom|"
    r"đe d(?:ọa|oạ)|hành hung|bạo hành|bắt cóc|xâm hại|hiếp dâm|đang bị đánh|cháy nhà|cấp cứu|"
    r"suicide|kill (?:myself|me|you|him|her|them)|want to die|bomb"
)
_BARE = re.compile(
    r"\b(?:tu tu|tu sat|tu thieu|khong muon song|muon chet|doa giet|de doa|giet toi|giet chet|dat bom|bi danh dap|"
    r"bi hanh hung|bao hanh|bat coc|hiep dam)\b"
)


def is_urgent(text: str) -> bool:
    """Whether the text speaks of danger to somebody."""
    lowered = " ".join(text.lower().split())
    if _SPELT.search(lowered):
        return True
    bare = without_accents(lowered)
    return bare == lowered and _BARE.search(bare) is not None
