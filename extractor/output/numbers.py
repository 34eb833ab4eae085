"""Numbers as they are written in a language."""

from __future__ import annotations

from extractor.output.labels import Lang

_DECIMALS = 6


def format_number(value: float, lang: Lang) -> str:
    """A number in words' company.

    Args:
        value: The number.
        lang: `vi` writes 4.623,3 where `en` writes 4,623.3.

    Returns:
        The number with as many decimals as it has, six at most, thousands set apart.
    """
    text = f"{value:,.{_DECIMALS}f}".rstrip("0").rstrip(".")
    if lang == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return "0" if text in ("-0", "") else text
