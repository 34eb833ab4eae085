"""From bytes to text: UTF-8, UTF-16, and the Vietnamese encodings from before Unicode.

TCVN3 (the ABC fonts) and VNI are not encodings a file declares: their bytes are those of Western
letters, drawn by fonts as Vietnamese ones. What tells them is that, so read, the words are
Vietnamese syllables. Their tables are files in `data`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache
from importlib import resources

from extractor.errors import SolieuError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 400_000
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
    r"(?:i[êe]u?|y[êe]u?|u[ôoyêâơaâă]?[iyaêêu]?|ư[ơa]?[iu]?|o[aăeo]?[iyo]?|[aâăeêioôơuưy][iyuoa]?)"
    r"(?:ng|nh|ch|[cmnpt])?$"
)
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_FOREIGN = re.compile(r"[fjwz]|[^\W\d_]{8,}")
_ENOUGH = 0.85


def decode(data: bytes, name: str) -> str:
    """The text of a file.

    Args:
        data: The file's bytes.
        name: Its name, for the error.

    Returns:
        The text, without a byte order mark.

    Raises:
        SolieuError: The bytes are no text, or in an encoding that cannot be told.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, name)
    wide = _utf16_without_bom(data)
    if wide:
        return _strict(data, wide, name)
    if _is_binary(data):
        raise SolieuError(
            f"{name} is not a text: it holds bytes that no text has. Give a .txt, .md, .docx, "
            ".pdf or .html file."
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy_or_fail(data, name, error.start)
    # Text in old fonts that was converted to UTF-8 without converting the fonts.
    return from_fonts(text) or text


def from_fonts(text: str) -> str | None:
    """Text typed in TCVN3 or VNI fonts as Unicode, or None where it is not such text.

    Args:
        text: Characters below U+0100 stand for the bytes of those encodings.

    Returns:
        The text in Unicode, not normalised; None where reading it so makes no Vietnamese of it.
    """
    sample = text[:_SAMPLE]
    western = len(re.findall("[\u00a1-\u00ff]", sample))
    if western < 3 or len(re.findall("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]", sample)) > 0.02 * western:
        return None
    before = vietnamese_share(sample)
    best, share = None, max(_ENOUGH, before + 0.05)
    for table in ("tcvn3", "vni"):
        now = vietnamese_share(converted(sample, table))
        if now > share:
            best, share = table, now
    return converted(text, best) if best else None


def converted(text: str, table: str) -> str:
    """Text typed in old fonts, as Unicode.

    Args:
        text: Characters below U+0100 stand for bytes.
        table: `tcvn3` or `vni`, the name of the table in `data`.
    """
    pattern, letters = _table(table)
    return pattern.sub(lambda match: letters[match.group()], text)


def vietnamese_share(text: str) -> float:
    """The part of the words with letters beyond ASCII that are Vietnamese syllables, 0–1.

    0 where there are fewer than three such words.
    """
    total = right = 0
    for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
        word = match.group().lower()
        if word.isascii():
            continue
        total += 1
        right += _is_syllable(word)
    return right / total if total >= 3 else 0.0


@cache
def _is_syllable(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word)
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    tones = sum(c in _TONES for c in decomposed)
    return tones <= 1 and not _FOREIGN.search(word) and _SYLLABLE.match(bare) is not None


@cache
def _table(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    path = resources.files("extractor.reading") / "data" / f"{name}.tsv"
    letters = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            codes, letter = line.split("\t")
            letters["".join(chr(int(code, 16)) for code in codes.split())] = letter
    if name == "vni":  # a capital may bear the small mark
        for codes, letter in list(letters.items()):
            if len(codes) == 2 and codes[0].isupper():
                letters.setdefault(codes[0] + codes[1].lower(), letter)
    longest_first = sorted(letters, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), letters


def _legacy_or_fail(data: bytes, name: str, place: int) -> str:
    western = "".join(
        chr(byte) if byte < 0x80 or byte >= 0xA0 else _WINDOWS[byte - 0x80] for byte in data
    )
    text = from_fonts(western)
    if text is not None:
        return text
    try:
        windows = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        windows = ""
    if vietnamese_share(windows[:_SAMPLE]) >= _ENOUGH:
        return windows
    line = data.count(b"\n", 0, place) + 1
    raise SolieuError(
        f"{name}, line {line}: the text is neither UTF-8 nor UTF-16, and read as TCVN3, VNI or "
        "Windows-1258 it is not Vietnamese. Save it as UTF-8."
    )


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SolieuError(
            f"{name} begins as {encoding.upper()} but breaks off being it at byte {error.start}; "
            "the file is damaged. Save it again as UTF-8."
        ) from None


def _utf16_without_bom(data: bytes) -> str | None:
    sample = data[:4096]
    if len(sample) < 4 or sample.count(0) < 0.1 * len(sample):
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 3 * even + 1:
        return "utf-16-le"
    return "utf-16-be" if even > 3 * odd + 1 else None


def _is_binary(data: bytes) -> bool:
    sample = data[:65536]
    control = sum(sample.count(code) for code in range(32) if code not in (9, 10, 11, 12, 13))
    return 0 in sample or control > 0.01 * len(sample) + 1


_WINDOWS = [
    bytes([code]).decode("cp1252", errors="replace").replace("\ufffd", " ")
    for code in range(0x80, 0xA0)
]
