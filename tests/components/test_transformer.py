"""A pretrained encoder in place of the recurrent one, on tiny random weights made here."""

from __future__ import annotations

import importlib.util
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy

from extractor.components.convert import predict, predict_relations_on_gold
from extractor.components.layers.word_pieces import FIRST, INNER, LAST, cut, segment, windows
from extractor.errors import SolieuError
from extractor.language.tokens import split
from tests.conftest import ROOT
from training.annotations import load_annotations
from training.train import load_training_config, train_pipeline

needs_trf = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "transformers")),
    reason="the extra 'trf' (torch, transformers) is not installed",
)

SENTENCE = "Cây lúa: diện tích gieo trồng 4.623,3ha, đạt 100,8% kế hoạch."
WORDS = ("diện_tích", "gieo_trồng", "kế_hoạch", "đạt", "lúa", "của", "năm", "triệu", "đồng")
WIDTH = 32
TINY_TRF = {
    "variables.width": WIDTH,
    "components.tok2vec.model.window": 32,
    "components.tok2vec.model.overlap": 8,
    "components.tok2vec.model.batch_pieces": 2000,
    "components.tok2vec.model.learn_rate_share": 0.1,
    "components.tok2vec.model.device": "cpu",
    "components.relations.model.context_width": 16,
    "components.relations.model.hidden_width": 16,
    "training.max_steps": 30,
    "training.eval_frequency": 30,
    "training.batcher.size": 500,
    "training.optimizer.learn_rate.initial_rate": 0.01,
    "training.optimizer.learn_rate.warmup_steps": 1,
}


def write_phobert(folder: Path) -> Path:
    """A tiny random encoder in the form in which PhoBERT is published."""
    import torch
    from transformers import RobertaConfig, RobertaModel

    letters = sorted(
        set("".join(p.read_text("utf-8") for p in sorted((ROOT / "annotations").glob("p*.jsonl"))))
    )
    letters = [c for c in letters if not c.isspace()]
    merges = []
    for word in WORDS:
        parts = [*word[:-1], word[-1] + "</w>"]
        for n in range(1, len(parts)):
            merges.append(f"{''.join(parts[:n])} {parts[n]} 1")
    folder.mkdir()
    vocabulary = [*WORDS, *letters, *(f"{letter}@@" for letter in letters)]
    (folder / "vocab.txt").write_text("".join(f"{v} 1\n" for v in vocabulary), "utf-8")
    (folder / "bpe.codes").write_text("".join(f"{m}\n" for m in dict.fromkeys(merges)), "utf-8")
    torch.manual_seed(0)
    config = RobertaConfig(
        vocab_size=len(vocabulary) + 5,
        hidden_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=34,  # two more than it reads, as PhoBERT's 258 for 256
        type_vocab_size=1,
        pad_token_id=1,
        tokenizer_class="PhobertTokenizer",
    )
    RobertaModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """So small a network only waits for its threads."""
    try:
        import torch
    except ImportError:
        yield
        return
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def phobert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_phobert(tmp_path_factory.mktemp("encoders") / "phobert")


@pytest.fixture(scope="session")
def trf_model(
    phobert: Path, few_annotations: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A pipeline trained for a few steps from an encoder's folder that is then gone."""
    folder = tmp_path_factory.mktemp("gone") / "encoder"
    shutil.copytree(phobert, folder)
    values = {
        **TINY_TRF,
        "paths.annotations": str(few_annotations),
        "paths.encoder": str(folder),
    }
    config = load_training_config(ROOT / "configs" / "solieu_trf.cfg", values)
    output = tmp_path_factory.mktemp("models") / "trf"
    train_pipeline(config, output, stdout=io.StringIO(), stderr=io.StringIO())
    shutil.rmtree(folder)
    return output


def encoder(path: Path, **settings: Any) -> Any:
    """The model of the config, its weights read."""
    from extractor.components.transformer import TransformerEncoder

    given: dict[str, Any] = {"width": WIDTH, "word_segmentation": True, "window": 32, "overlap": 8}
    model = TransformerEncoder(path=str(path), device="cpu", **{**given, **settings})
    model.initialize()
    return model


def doc(text: str) -> Any:
    words, spaces = split(text)
    return spacy.tokens.Doc(spacy.vocab.Vocab(), words=words, spaces=spaces)


def test_syllables_are_joined_to_words_and_numbers_and_marks_are_not() -> None:
    tokens, _ = split(SENTENCE)
    words = ["_".join(tokens[start:end]) for start, end in segment(tokens)]
    assert {"diện_tích", "kế_hoạch", "4.623,3", "ha", ",", "."} <= set(words)
    assert "_".join(words) == "_".join(tokens)


@pytest.mark.parametrize("text", ["", " \n ", "hoà\u0300 bình\u200b 😀  x\n\ny", "39,04tạ/ha"])
def test_odd_texts_are_segmented_without_loss(text: str) -> None:
    tokens, _ = split(text)
    groups = segment(tokens)
    assert [i for start, end in groups for i in range(start, end)] == list(range(len(tokens)))


def test_a_syllable_has_the_pieces_that_cover_its_letters() -> None:
    cuts = {"diện_tích_đất": ["di@@", "ện_t@@", "ích@@", "_đất"], "?": []}

    def piecer(word: str) -> tuple[list[str], list[int]]:
        return cuts[word], list(range(10, 10 + len(cuts[word])))

    found = cut(["diện", "tích", "đất", " ", "?"], [(0, 3), (3, 4), (4, 5)], piecer, 3)
    covered = {t: found.piece_of[found.token_of == t].tolist() for t in range(5)}
    assert covered == {0: [0, 1], 1: [1, 2], 2: [3], 3: [], 4: [4]}
    assert found.ids.tolist() == [10, 11, 12, 13, 3]
    assert found.places.tolist() == [FIRST, INNER, LAST, 0, 0]


def test_pieces_that_do_not_spell_the_word_belong_to_all_its_syllables() -> None:
    found = cut(["kế", "hoạch"], [(0, 2)], lambda word: (["<unk>", "x"], [3, 7]), 3)
    assert found.piece_of.tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("length", [0, 1, 29, 30, 31, 52, 53, 500])
def test_windows_take_every_piece_once_with_context_on_both_sides(length: int) -> None:
    found = windows(length, 30, 8)
    assert [p for w in found for p in range(w.keep_start, w.keep_end)] == list(range(length))
    for number, window in enumerate(found):
        assert window.end - window.start <= 30
        assert number == 0 or window.keep_start - window.start >= 4
        assert window.end == length or window.end - window.keep_end >= 4


@needs_trf
def test_each_token_has_a_vector_and_texts_do_not_mix(phobert: Path) -> None:
    model = encoder(phobert)
    docs = [doc(SENTENCE), doc(""), doc(" \n "), doc("Năm 2023, " * 40 + SENTENCE)]
    together = model.predict(docs)
    assert [v.shape for v in together] == [(len(d), WIDTH) for d in docs]
    for one, vectors in zip(docs, together, strict=True):
        np.testing.assert_allclose(model.predict([one])[0], vectors, atol=1e-5)
    assert not np.any(together[2])  # white space has no pieces
    few = encoder(phobert, batch_pieces=1).predict(docs)
    np.testing.assert_allclose(few[3], together[3], atol=1e-5)


@needs_trf
def test_syllables_of_a_word_that_is_one_piece_learn_to_differ(phobert: Path) -> None:
    from thinc.api import Adam

    model = encoder(phobert)
    text = doc("diện tích")
    before = model.predict([text])[0]
    np.testing.assert_allclose(before[0], before[1])
    _, backprop = model.begin_update([text])
    gradient = np.ones_like(before)
    gradient[0] = -1
    backprop([gradient])
    model.finish_update(Adam(0.1))
    after = model.predict([text])[0]
    assert np.all(after[0] > after[1])


@needs_trf
def test_gradients_reach_the_weights_of_the_encoder_and_add_up(phobert: Path) -> None:
    from thinc.api import Adam

    model = encoder(phobert)
    network = model.layers[0].shims[0]._model
    weight = network.encoder.encoder.layer[0].attention.self.query.weight
    texts = [doc(SENTENCE), doc("Năm 2023, " * 40)]
    grads = []
    for times in (1, 2):
        network.zero_grad()
        for _ in range(times):
            vectors, backprop = model.begin_update(texts)
            random = np.random.default_rng(0)
            backprop([random.normal(size=v.shape).astype("float32") for v in vectors])
        grads.append(network.place.weight.grad.clone())
        assert weight.grad.abs().sum() > 0
    np.testing.assert_allclose(2 * grads[0].numpy(), grads[1].numpy(), rtol=1e-4)
    old = weight.detach().clone()
    model.finish_update(Adam(0.01))
    assert not np.allclose(old.numpy(), weight.detach().numpy())


@needs_trf
def test_the_trained_pipeline_needs_the_folder_no_more_and_predicts(
    trf_model: Path, few_annotations: Path
) -> None:
    nlp = spacy.load(trf_model)
    gold = load_annotations(few_annotations)
    predicted = predict(nlp, gold)
    assert [p.text for p in predicted] == [g.text for g in gold]
    quantities = {(g.id, e.start, e.end) for g in gold for e in g.entities if e.label == "QUANTITY"}
    found = {(p.id, e.start, e.end) for p in predicted for e in p.entities if e.label == "QUANTITY"}
    assert len(quantities & found) / len(quantities) > 0.5
    assert sum(len(p.relations) for p in predict_relations_on_gold(nlp, gold)) > 50


@needs_trf
def test_a_pipeline_saved_twice_is_the_same(trf_model: Path, tmp_path: Path) -> None:
    nlp = spacy.load(trf_model)
    nlp.to_disk(tmp_path / "again")
    again = spacy.load(tmp_path / "again")
    vectors = [p.get_pipe("tok2vec").predict([p.make_doc(SENTENCE)])[0] for p in (nlp, again)]
    np.testing.assert_array_equal(*vectors)
    assert [(e.text, e.label_) for e in again(SENTENCE).ents] == [
        (e.text, e.label_) for e in nlp(SENTENCE).ents
    ]


@needs_trf
def test_an_encoder_of_plain_text_with_a_fast_tokenizer_serves_too(
    phobert: Path, tmp_path: Path
) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "đạt", "kế", "hoạch", "4", "##.", "##6", "##ha"]
    tokenizer = Tokenizer(
        models.WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    special = {name: f"[{name.split('_')[0].upper()}]" for name in ("pad_token", "unk_token")}
    special |= {"cls_token": "[CLS]", "sep_token": "[SEP]"}
    folder = tmp_path / "bert"
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=WIDTH, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=8, max_position_embeddings=32,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    model = encoder(folder, word_segmentation=False)
    text = doc("đạt kế hoạch 4.6")
    assert model.layers[0].shims[0].pieces([t.text for t in text]).ids.tolist() == [
        pieces.index(p) for p in ("đạt", "kế", "hoạch", "4", "##.", "##6")
    ]
    copy = encoder(phobert)
    copy.layers[0].shims[0].from_bytes(model.layers[0].shims[0].to_bytes())
    copy.layers[0].shims[0].settings = model.layers[0].shims[0].settings
    np.testing.assert_array_equal(copy.predict([text])[0], model.predict([text])[0])


@needs_trf
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"width": 768}, "set variables.width to 32"),
        ({"window": 33}, "reads 32 positions at once, the config says 33"),
        ({"overlap": 30}, "Windows of 32 positions cannot overlap by 30"),
    ],
)
def test_settings_that_do_not_fit_the_encoder_are_named(
    phobert: Path, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(SolieuError, match=message):
        encoder(phobert, **settings)


@needs_trf
@pytest.mark.parametrize("content", [None, "{}", "no JSON", '{"model_type": "roberta"}'])
def test_a_folder_without_an_encoder_is_one_sentence(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    with pytest.raises(SolieuError, match=r"is not there, or holds no|cannot be loaded"):
        encoder(tmp_path)


def test_without_the_extra_the_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    from extractor.components.transformer import TransformerEncoder

    monkeypatch.setitem(sys.modules, "extractor.components.layers.torch_encoder", None)
    with pytest.raises(SolieuError, match=r"pip install 'solieu\[trf\]'"):
        TransformerEncoder(path=None, width=8, word_segmentation=True)


def test_the_default_pipeline_imports_no_transformers() -> None:
    import subprocess
    import sys

    code = (
        "import sys, extractor.components.transformer, training.train\n"
        "print([m for m in ('transformers', 'safetensors') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
