"""Pretraining learns to predict and leaves weights a config can begin with."""

import json
import lzma
from pathlib import Path

import pytest

from extractor.errors import SolieuError
from tests.conftest import ROOT, TINY
from training.pretrain import PretrainSettings, pretrain, read_raw_texts

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

    from training.train import load_training_config, train_pipeline

    losses: list[float] = []
    output = tmp_path / "weights" / "encoder.bin"
    settings = PretrainSettings(
        epochs=20, batch_tokens=200, vocabulary=50, negatives=20, learn_rate=0.02
    )
    last = pretrain(
        tiny_config(tmp_path), [raw_text], output, settings,
        report=lambda done, total, loss: losses.append(loss),
    )  # fmt: skip
    assert last < losses[0] / 2
    assert [path.name for path in output.parent.iterdir()] == ["encoder.bin"]
    values = {
        **TINY, "paths.weights": str(output), "paths.annotations": str(few_annotations),
        "training.max_steps": 2,
    }  # fmt: skip
    config = load_training_config(ROOT / "configs" / "solieu.cfg", values)
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
