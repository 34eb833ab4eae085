"""Training from the config, in spaCy's ways."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from extractor.components.convert import annotated_to_doc, predict, predict_relations_on_gold
from extractor.errors import SolieuError
from extractor.schema import ENTITY_LABELS, TAIL_LABEL
from tests.conftest import ROOT, TINY
from training.annotations import load_annotations
from training.train import conll_config, load_training_config, train_pipeline

SENTENCE = "Cây lúa: diện tích gieo trồng 4.623,3ha, đạt 100,8% kế hoạch."


def test_the_trained_pipeline_finds_spans_and_relations(
    tiny_model: Path, few_annotations: Path
) -> None:
    nlp = spacy.load(tiny_model)
    gold = load_annotations(few_annotations)
    predicted = predict(nlp, gold)
    assert [p.text for p in predicted] == [g.text for g in gold]
    quantities = {(g.id, e.start, e.end) for g in gold for e in g.entities if e.label == "QUANTITY"}
    found = {(p.id, e.start, e.end) for p in predicted for e in p.entities if e.label == "QUANTITY"}
    assert len(quantities & found) / len(quantities) > 0.5
    on_gold = predict_relations_on_gold(nlp, gold)
    assert [p.entities for p in on_gold] == [g.entities for g in gold]
    assert sum(len(p.relations) for p in on_gold) > 100


def test_a_saved_pipeline_loads_with_nothing_imported_but_spacy(tiny_model: Path) -> None:
    code = (
        "import sys, spacy\n"
        "nlp = spacy.load(sys.argv[1])\n"
        "doc = nlp(sys.argv[2])\n"
        "print([e.label_ for e in doc.ents], len(doc._.relations))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tiny_model), SENTENCE],
        capture_output=True, text=True, cwd=tiny_model.parent, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "QUANTITY" in run.stdout


def test_relations_survive_bytes_and_keep_to_the_schema(tiny_model: Path) -> None:
    nlp = spacy.load(tiny_model)
    doc = nlp(SENTENCE)
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [(r.head.text, r.tail.text, r.label) for r in again._.relations] == [
        (r.head.text, r.tail.text, r.label) for r in doc._.relations
    ]
    for relation in doc._.relations:
        assert relation.head.label_ == "QUANTITY"
        assert relation.tail.label_ == TAIL_LABEL[relation.label]
        assert 0 <= relation.score <= 1


def test_training_twice_with_a_seed_gives_the_same_model(
    few_annotations: Path, tmp_path: Path
) -> None:
    weights = []
    for name in ("one", "two"):
        values = {**TINY, "training.max_steps": 3, "paths.annotations": str(few_annotations)}
        config = load_training_config(ROOT / "configs" / "solieu.cfg", values)
        train_pipeline(config, tmp_path / name, stdout=io.StringIO(), stderr=io.StringIO())
        weights.append((tmp_path / name / "ner" / "model").read_bytes())
    assert weights[0] == weights[1]


def test_spacy_train_evaluate_and_package_work_on_ours(
    few_annotations: Path, tmp_path: Path
) -> None:
    from spacy.tokens import DocBin

    def spacy_command(*arguments: str) -> subprocess.CompletedProcess[str]:
        run = subprocess.run(
            [sys.executable, "-m", "spacy", *arguments],
            capture_output=True, text=True, cwd=tmp_path, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout + run.stderr
        return run

    overrides = []
    for name, value in {**TINY, "training.max_steps": 4}.items():
        overrides += [f"--{name}", "null" if value is None else json.dumps(value)]
    spacy_command(
        "train", str(ROOT / "configs" / "solieu.cfg"), "--output", "model",
        "--paths.annotations", str(few_annotations), *overrides,
    )  # fmt: skip
    nlp = spacy.load(tmp_path / "model" / "model-last")
    docs = [annotated_to_doc(nlp, record) for record in load_annotations(few_annotations)]
    DocBin(docs=docs, store_user_data=True).to_disk(tmp_path / "dev.spacy")
    spacy_command("evaluate", "model/model-last", "dev.spacy", "--output", "scores.json")
    scores = json.loads((tmp_path / "scores.json").read_text())
    assert {"ents_f", "rels_f"} <= set(scores)
    (tmp_path / "package").mkdir()
    spacy_command("package", "model/model-last", "package", "--build", "none", "--name", "solieu")
    requirements = next((tmp_path / "package").glob("*/requirements.txt"), None)
    meta = json.loads(next((tmp_path / "package").glob("*/meta.json")).read_text())
    assert any("solieu" in r for r in meta["requirements"]) or requirements is not None


def test_conll_files_with_other_labels_train_the_same_recognizer(tmp_path: Path) -> None:
    lines = []
    for name, town in (("Lan", "Huế"), ("Minh", "Vinh"), ("Hoa", "Sa Pa")) * 12:
        first, *rest = town.split()
        lines += [
            f"{name} B-PER",
            "ở O",
            f"{first} B-LOC",
            *(f"{r} I-LOC" for r in rest),
            ". O",
            "",
        ]
    (tmp_path / "train.conll").write_text("\n".join(lines), encoding="utf-8")
    config = load_training_config(ROOT / "configs" / "solieu.cfg", TINY)
    path = tmp_path / "train.conll"
    nlp = train_pipeline(
        conll_config(config, path, path), tmp_path / "model",
        stdout=io.StringIO(), stderr=io.StringIO(),
    )  # fmt: skip
    assert nlp.pipe_names == ["tok2vec", "ner"]
    assert [(e.text, e.label_) for e in nlp("Lan ở Sa Pa .").ents] == [
        ("Lan", "PER"), ("Sa Pa", "LOC"),
    ]  # fmt: skip


def test_what_a_config_cannot_do_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SolieuError, match="is not there"):
        load_training_config(tmp_path / "none.cfg")
    (tmp_path / "broken.cfg").write_text("[nlp\nlang = vi", encoding="utf-8")
    with pytest.raises(SolieuError, match="cannot be read as a training config"):
        load_training_config(tmp_path / "broken.cfg")
    config = load_training_config(
        ROOT / "configs" / "solieu.cfg", {**TINY, "paths.weights": "no/weights.bin"}
    )
    with pytest.raises(SolieuError, match="solieu pretrain"):
        train_pipeline(config, tmp_path / "model")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("x", encoding="utf-8")
    with pytest.raises(SolieuError, match="no model"):
        train_pipeline(config, tmp_path / "letters")
    assert set(ENTITY_LABELS) == set(TAIL_LABEL.values())
