"""Choice of the raw texts that resemble the reports."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from extractor.language.tokens import normal_form, split


def most_alike(texts: Sequence[str], like: Iterable[str], keep: float) -> list[str]:
    """The texts that are likelier among given texts than in general.

    The measure is the difference of cross-entropies a token (Moore and Lewis, 2010, "Intelligent
    selection of language model training data"), here of single tokens' frequencies, those of the
    given texts mixed half and half with the general ones.

    Args:
        texts: Texts to choose from.
        like: Texts of the kind that is wanted.
        keep: Share of the texts' tokens to keep, 0–1.

    Returns:
        The chosen texts, in their order.
    """
    rows = [_forms(text) for text in texts]
    general = Counter(form for row in rows for form in row)
    wanted = Counter(form for text in like for form in _forms(text))
    scale = general.total() / max(1, wanted.total())
    gain = {
        form: math.log(0.5 * scale * wanted[form] / count + 0.5) for form, count in general.items()
    }
    scores = [sum(gain[form] for form in row) / len(row) if row else -math.inf for row in rows]
    chosen = set()
    room = keep * general.total()
    for n in sorted(range(len(texts)), key=lambda n: -scores[n]):
        if room <= 0:
            break
        chosen.add(n)
        room -= len(rows[n])
    return [text for n, text in enumerate(texts) if n in chosen]


def _forms(text: str) -> list[str]:
    # Numbers and marks are everywhere, in lists of years most of all; they tell nothing.
    return [normal_form(word) for word in split(text)[0] if word[0].isalpha()]
