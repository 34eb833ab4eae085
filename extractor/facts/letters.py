"""Vietnamese letters in one form: case, composition and the two schools of tone marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# `hoà`, `thuý`, `luỹ` put the tone on the last vowel; `hòa`, `thúy`, `lũy` on the first.
_LATE_TONE = re.compile(rf"(?<!q)(o|u)(a|e|y)([{_TONES}])(?![a-z\u0300-\u0323])")


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Lower case, NFC, tone marks on the first vowel, single spaces.

    Args:
        text: Any text.

    Returns:
        A form in which `Luỹ kế` and `lũy kế`, `Hoà Bình` and `Hòa Bình` are the same string.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold())
    moved = _LATE_TONE.sub(r"\1\3\2", decomposed)
    composed = unicodedata.normalize("NFC", moved)
    return re.sub(r"\s+", " ", composed).strip()


@lru_cache(maxsize=16384)
def unaccent(text: str) -> str:
    """Lower case without any diacritic (`Lản Nhì Thàng` → `lan nhi thang`).

    Args:
        text: Any text.

    Returns:
        Its folded letters, `đ` as `d`.
    """
    decomposed = unicodedata.normalize("NFD", fold(text).replace("đ", "d"))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))
