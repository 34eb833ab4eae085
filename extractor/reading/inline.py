"""Repairs within a line: spaced letters, loose accents, emphasis signs, tags, odd spaces."""

from __future__ import annotations

import re
import unicodedata

from extractor.reading.mapped import Mapped

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_DIGIT = str.maketrans(SUPERSCRIPTS, "0123456789")

_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
_LOOSE_ACCENT = re.compile(r"(?<=[^\W\d_])\s+(?=[\u0300-\u036f])")
_SPACED_LETTERS = re.compile(
    r"(?<!\S)[^\W\d_][\u0300-\u036f]*(?:\s{1,4}[^\W\d_][\u0300-\u036f]*){3,}(?!\S)"
)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?[aeiouyăâêôơư]{1,3}"
    r"(?:ng|nh|ch|[cmnpt])?(?![aeiouyăâêôơư])",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=[^\s*])((?:[^*\n]|(?<=\S)\*(?=\d)){1,2000}?)(?<=[^\s*])\1(?!\*)"
)
_LONE_EMPHASIS = re.compile(r"^\*{2,3}(?=[^\s*])|(?<=[^\s*])\*{2,3}$")
_UNDERSCORES = re.compile(r"(?<![\w_])(_{1,3})(?=[^\s_])([^_\n]{1,2000}?)(?<=[^\s_])\1(?![\w_])")
_TAG = re.compile(
    r"</?(?:b|i|u|em|strong|span|font|small|big|mark|center|p|div|a)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SUPERSCRIPT_TAG = re.compile(r"<(sup|sub)>\s*([^<>]{0,12}?)\s*</\1>", re.IGNORECASE)
_ENTITY = re.compile(r"&(amp|lt|gt|nbsp|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "quot": '"', "apos": "'"}
_ESCAPED = re.compile(r"\\([*_#\-+.()\[\]`>~|])")
_UNIT_BEFORE = re.compile(r"(?:^|[\d\s/.,(])(?:[kdcmh]?m|da?m)$")


def repaired(line: Mapped) -> Mapped:
    """A line with its characters mended, white space not yet collapsed."""
    text = line.text
    if _INVISIBLE.search(text):
        line, _ = line.cut(match.span() for match in _INVISIBLE.finditer(text))
    line = respaced(line)
    line = line.sub(_LOOSE_ACCENT, "") if _LOOSE_ACCENT.search(line.text) else line
    return line.composed()


def respaced(line: Mapped) -> Mapped:
    """Letters spaced out for emphasis drawn together: `P h ố i  h ợ p` becomes `Phối hợp`.

    A run counts from four single letters on, since two or three may be initials or list letters.
    """
    spans: list[tuple[int, int]] = []
    for match in _SPACED_LETTERS.finditer(line.text):
        spans += _surplus_spaces(match)
    return line.cut(spans)[0] if spans else line


def _surplus_spaces(match: re.Match[str]) -> list[tuple[int, int]]:
    """The spaces between spaced-out letters, save one where a word ends."""
    spaced = match.group()
    if len(spaced) > 1000 or all(letter.isupper() for letter in spaced.split()):
        return []  # initials, or a row of column letters
    words = ["".join(word.split()) for word in re.split(r"\s{2,}", spaced)]
    if len(words) == 1:
        words = _syllables(words[0])
    ends: set[int] = set()
    count = 0
    for word in words:
        count += len(word)
        ends.add(count)
    spans = []
    letters = 0
    for gap in re.finditer(r"\s+|\S", spaced):
        if not gap.group().isspace():
            letters += 1
        else:
            spans.append(
                (match.start() + gap.start() + (letters in ends), match.start() + gap.end())
            )
    return spans


def _syllables(run: str) -> list[str]:
    """A run of letters cut into Vietnamese syllables; whole where it does not fit."""
    bare, places = "", []
    for place, letter in enumerate(run):
        base = unicodedata.normalize("NFD", letter)[0]
        if not 0x300 <= ord(base) < 0x370:
            bare += base
            places.append(place)
    places.append(len(run))
    cut, last = [], 0
    for syllable in _SYLLABLE.finditer(bare):
        if syllable.start() != last:
            return [run]
        cut.append(run[places[last] : places[syllable.end()]])
        last = syllable.end()
    return cut if last == len(bare) else [run]


def collapsed(text: Mapped) -> Mapped:
    """Runs of white space made one space, none at the ends."""
    return text.sub(_SPACES, " ").strip()


def plain(text: Mapped) -> Mapped:
    """Without the signs and tags of Markdown and HTML, superscript tags turned into characters."""
    if "<" in text.text:
        text = text.sub(_SUPERSCRIPT_TAG, _raised)
        text = text.sub(_BREAK, " ")
        text, _ = text.cut(match.span() for match in _TAG.finditer(text.text))
    if "&" in text.text:
        text = text.sub(_ENTITY, _character)
    for pattern in (_EMPHASIS, _UNDERSCORES):
        for _ in range(2):  # emphasis within emphasis
            spans = [
                span
                for match in pattern.finditer(text.text)
                for span in (match.span(1), (match.end() - len(match.group(1)), match.end()))
            ]
            if not spans:
                break
            text, _places = text.cut(spans)
    if "**" in text.text:  # emphasis over several lines
        text, _ = text.cut(match.span() for match in _LONE_EMPHASIS.finditer(text.text))
    if "\\" in text.text:
        text, _ = text.cut((m.start(), m.start() + 1) for m in _ESCAPED.finditer(text.text))
    return text


def _raised(match: re.Match[str]) -> str:
    inner = match.group(2).strip("()[] ")
    if match.group(1).lower() == "sup" and inner.isascii() and inner.isdigit():
        return inner.translate(str.maketrans("0123456789", SUPERSCRIPTS))
    return match.group(2)


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in _NAMED:
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    if code in (0x85, 0x2028, 0x2029) or code < 32 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return " "
    return chr(code)


def superscript_number(text: str) -> int:
    """The number that superscript digits write."""
    return int(text.translate(_TO_DIGIT))


def lowered(text: Mapped) -> Mapped:
    """Superscript digits made ordinary ones: `m²` becomes `m2`."""
    return text.sub(_SUPERSCRIPT_RUN, lambda match: match.group().translate(_TO_DIGIT))


def is_power(text: str, digits: re.Match[str]) -> bool:
    """Whether digits found in a text are a unit's power, as in `m²`, `km2`."""
    start = digits.start()
    return digits.group() in ("2", "3", "²", "³") and (
        _UNIT_BEFORE.search(text[max(0, start - 8) : start]) is not None
    )


_SUPERSCRIPT_RUN = re.compile(f"[{SUPERSCRIPTS}]+")
