"""The recognizer takes the entities of the best sequence that are likely enough."""

from pathlib import Path

import spacy

from extractor.components.convert import SPAN_SCORES

TEXT = (
    "Cây lúa: diện tích gieo trồng 4.623,3ha, đạt 100,8% kế hoạch; năng suất 38,35tạ/ha; "
    "trong tháng trồng mới 12 ha rừng tại xã Bản Lang, tăng 3% so với cùng kỳ."
)


def test_entities_less_likely_than_the_threshold_are_left_out(tiny_model: Path) -> None:
    nlp = spacy.load(tiny_model)
    recognizer = nlp.get_pipe("ner")
    recognizer.cfg["threshold"] = 0.0
    doc = nlp(TEXT)
    scores = dict(
        zip([(e.start, e.end) for e in doc.ents], doc.user_data[SPAN_SCORES], strict=True)
    )
    assert len(scores) > 2
    middle = sorted(scores.values())[len(scores) // 2]
    recognizer.cfg["threshold"] = middle
    kept = [(e.start, e.end) for e in nlp(TEXT).ents]
    assert kept == [span for span, score in scores.items() if score >= middle]
    assert len(kept) < len(scores)
