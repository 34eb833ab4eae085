"""Pretraining learns to predict and leaves weights a config can begin with."""

import json
import lzma
from pathlib import Path

import pytest

from extractor.errors import SolieuError
from extractor.language.tokens import split
from tests.conftest import ROOT, TINY
from training.pretrain import PretrainSettings, pretrain, read_raw_texts
from training.selection import most_alike
from training.word_classes import word_classes

TEXTS = [
    "Diện tích gieo trồng lúa đạt 30 ha, bằng 100% kế hoạch.",
    "Sản lượng thịt hơi đạt 12 tấn, tăng 4% so với cùng kỳ.",
    "Trong tháng trồng mới 5 ha cây ăn quả.",
] * 30


@pytest.fixture
def raw_text(tmp_path: Path) -> Path:
    path = tmp_path / "raw.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        for text in TEXTS:
            lines.write(json.dumps({"text": text, "source": "test"}, ensure_ascii=False) + "\n")
    return path


def tiny_config(tmp_path: Path, weights: Path | None = None) -> Path:
    from training.train import load_training_config

    config = load_training_config(ROOT / "configs" / "solieu.cfg", TINY)
    config["paths"]["weights"] = None if weights is None else str(weights)
    config.to_disk(tmp_path / "tiny.cfg")
    return tmp_path / "tiny.cfg"


def test_the_loss_falls_and_the_weights_can_be_trained_from(
    raw_text: Path, few_annotations: Path, tmp_path: Path
) -> None:
    import io

    from spacy.training.initialize import init_nlp

    from training.train import load_training_config, train_pipeline

    losses: list[float] = []
    output = tmp_path / "weights" / "language.bin"
    settings = PretrainSettings(
        epochs=20, batch_tokens=200, vocabulary=50, negatives=20, learn_rate=0.02
    )
    last = pretrain(
        tiny_config(tmp_path), read_raw_texts(raw_text), output, settings,
        report=lambda done, total, loss: losses.append(loss),
    )  # fmt: skip
    assert last.loss < losses[0] / 2
    assert last.tag_accuracy is None
    assert [path.name for path in output.parent.iterdir()] == ["language.bin"]
    values = {
        **TINY, "paths.weights": str(output), "paths.annotations": str(few_annotations),
        "training.max_steps": 2,
    }  # fmt: skip
    config = load_training_config(ROOT / "configs" / "solieu.cfg", values)
    begun = init_nlp(config)
    assert begun.get_pipe("tok2vec").model.get_ref("language").to_bytes() == output.read_bytes()
    nlp = train_pipeline(config, tmp_path / "model", stdout=io.StringIO(), stderr=io.StringIO())
    assert "ner" in nlp.pipe_names


def test_a_line_that_is_no_record_is_named(tmp_path: Path) -> None:
    path = tmp_path / "raw.jsonl"
    path.write_text('{"text": "một hai ba"}\n{"words": 1}\n', encoding="utf-8")
    with pytest.raises(SolieuError, match="line 2"):
        list(read_raw_texts(path))
    with pytest.raises(SolieuError, match="is not there"):
        list(read_raw_texts(tmp_path / "none.txt"))


def test_plain_text_is_read_a_text_a_line(tmp_path: Path) -> None:
    path = tmp_path / "raw.txt"
    path.write_text("một hai\n\nba bốn\n", encoding="utf-8")
    assert list(read_raw_texts(path)) == ["một hai", "ba bốn"]


def test_word_boundaries_and_classes_are_learnt_beside_the_next_token(
    raw_text: Path, tmp_path: Path
) -> None:
    settings = PretrainSettings(
        epochs=15, batch_tokens=200, vocabulary=50, negatives=20, learn_rate=0.02, tagged=1.0
    )
    texts = list(read_raw_texts(raw_text))
    result = pretrain(tiny_config(tmp_path), texts, tmp_path / "language.bin", settings)
    assert result.tag_accuracy is not None
    assert result.tag_accuracy > 0.9


def test_pretraining_goes_on_from_weights(raw_text: Path, tmp_path: Path) -> None:
    config, weights = tiny_config(tmp_path), tmp_path / "language.bin"
    settings = PretrainSettings(batch_tokens=200, vocabulary=50, negatives=20, hold=1.0)
    texts = list(read_raw_texts(raw_text))
    pretrain(config, texts, weights, settings)
    again = tmp_path / "again.bin"
    pretrain(config, texts, again, settings, begin=weights)
    assert again.read_bytes() == weights.read_bytes()  # all of it was held
    (tmp_path / "other.bin").write_bytes(b"no weights")
    with pytest.raises(SolieuError, match="do not fit"):
        pretrain(config, texts, again, settings, begin=tmp_path / "other.bin")


def test_texts_like_those_given_are_chosen() -> None:
    texts = ["Giá trị sản xuất nông nghiệp tăng so với cùng kỳ", "Ca sĩ phát hành album mới"] * 5
    chosen = most_alike(texts, ["Sản lượng nông nghiệp tăng so với cùng kỳ năm trước"], 0.5)
    assert set(chosen) == {texts[0]}


def test_word_classes_are_those_of_the_tokens() -> None:
    text = "Nhân dân trồng được 121/125 ha."
    words, spaces = split(text)
    classes = word_classes(text, words, spaces)
    assert classes[:3] == ["B-N", "I-N", "B-V"]
    assert len(classes) == len(words)
