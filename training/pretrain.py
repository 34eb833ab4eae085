"""Pretraining of the encoder's first layer on raw text, as two language models.

Each direction of the first recurrent layer learns to predict the next token in its direction
from the embeddings alone (Peters et al., 2018). The softmax over the vocabulary is sampled:
each batch shares one draw of negatives (Jean et al., 2015, "On Using Very Large Target
Vocabulary for Neural Machine Translation"). What comes out is a file for `[initialize]
init_tok2vec` of a config, in the form `spacy pretrain` writes.
"""

from __future__ import annotations

import json
import lzma
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extractor.errors import SolieuError
from extractor.language.tokenizer import normal_form, split

Array = Any


@dataclass(frozen=True, slots=True)
class PretrainSettings:
    """How to pretrain.

    Args:
        epochs: Passes over the text.
        batch_tokens: Tokens a batch.
        max_length: Tokens after which a text is cut into the next sequence.
        vocabulary: Number of most frequent token forms that can be predicted.
        negatives: Negative forms drawn for each batch.
        learn_rate: Peak learning rate of Adam, decaying linearly after a short warm-up.
        sample: Share of the texts to use, drawn at random.
        seed: Of the shuffling, the draws and the initial weights.
    """

    epochs: int = 1
    batch_tokens: int = 4096
    max_length: int = 64
    vocabulary: int = 20000
    negatives: int = 2048
    learn_rate: float = 0.002
    sample: float = 1.0
    seed: int = 1


def read_raw_texts(path: Path) -> Iterator[str]:
    """Texts of a raw-text file.

    Args:
        path: `.jsonl` with a `text` field a line, or plain text with one text a line; either may
            be compressed with xz (`.xz`).

    Yields:
        The texts, in order, empty ones left out.

    Raises:
        SolieuError: The file cannot be read, or a line is no JSON object with a text.
    """
    if not path.is_file():
        raise SolieuError(f"The raw text {path} is not there.")
    opened: Callable[..., Any] = lzma.open if path.suffix == ".xz" else open
    as_json = ".jsonl" in path.suffixes
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if as_json:
                    try:
                        text = json.loads(line)["text"]
                    except (ValueError, KeyError, TypeError) as error:
                        raise SolieuError(
                            f"{path}, line {number}: no JSON object with a text; "
                            'write one {{"text": …}} a line.'
                        ) from error
                else:
                    text = line
                if text.strip():
                    yield text.strip()
    except (OSError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise SolieuError(f"{path} cannot be read as UTF-8 text: {error}.") from error


def _sequences(
    paths: list[Path], vocab: Any, settings: PretrainSettings, limit: int | None
) -> list[Array]:
    """Token ids of the texts, cut into sequences."""
    draw = random.Random(settings.seed)
    max_length = settings.max_length
    ids: dict[str, int] = {}
    sequences: list[Array] = []
    total = 0
    for path in paths:
        for text in read_raw_texts(path):
            if draw.random() >= settings.sample:
                continue
            words, _ = split(text)
            row = np.empty(len(words), dtype="uint64")
            for i, word in enumerate(words):
                key = ids.get(word)
                if key is None:
                    lexeme = vocab[word]
                    lexeme.norm_ = normal_form(word)
                    key = ids[word] = lexeme.orth
                row[i] = key
            for start in range(0, len(row), max_length):
                piece = row[start : start + max_length]
                if len(piece) > 2:
                    sequences.append(piece)
                    total += len(piece)
            if limit is not None and total >= limit:
                return sequences
    return sequences


def pretrain(
    config_path: Path,
    raw_texts: list[Path],
    output: Path,
    settings: PretrainSettings,
    *,
    limit: int | None = None,
    report: Callable[[int, int, float], None] | None = None,
) -> float:
    """Pretrain the tok2vec of a config and write its weights.

    Args:
        config_path: A training config with a `tok2vec` component whose encoder has a layer named
            `language_bilstm`.
        raw_texts: Raw-text files.
        output: File to write; written beside and renamed at the end.
        settings: How to pretrain.
        limit: Stop reading after so many tokens.
        report: Called with tokens done, tokens in all and the mean loss in nats a token.

    Returns:
        The mean loss, in nats a prediction, over the last tenth of the batches.

    Raises:
        SolieuError: The raw text cannot be read or the config has no such layer.
    """
    from spacy.tokens import Doc
    from spacy.util import fix_random_seed, load_config, load_model_from_config
    from thinc.api import Adam

    fix_random_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    config = load_config(config_path, interpolate=True)
    config["initialize"]["init_tok2vec"] = None
    nlp = load_model_from_config(config, auto_fill=True, validate=False)
    tok2vec = nlp.get_pipe("tok2vec").model
    layers = [node for node in tok2vec.walk() if node.name == "language_bilstm"]
    if not layers:
        raise SolieuError(
            f"{config_path}: the tok2vec has no layer language_bilstm to pretrain; "
            "use the architecture solieu.RecurrentEncoder.v1."
        )
    language = layers[0]
    embed = tok2vec.get_ref("embed") if tok2vec.has_ref("embed") else tok2vec.layers[0]

    sequences = _sequences(raw_texts, nlp.vocab, settings, limit)
    if not sequences:
        raise SolieuError("The raw text holds no sequence of three tokens or more.")
    norm_of = {lexeme.orth: lexeme.norm for lexeme in nlp.vocab}
    counts: Counter[int] = Counter()
    for row in sequences:
        counts.update(norm_of[key] for key in row.tolist())
    common = counts.most_common(settings.vocabulary)
    index_of_norm = {norm: i for i, (norm, _) in enumerate(common)}
    class_of = {orth: index_of_norm.get(norm, -1) for orth, norm in norm_of.items()}
    frequency = np.array([count for _, count in common], dtype="float64") ** 0.75
    draw_probability = frequency / frequency.sum()
    log_draw = np.log(draw_probability * settings.negatives).astype("float32")
    total = sum(map(len, sequences)) * settings.epochs

    sample = [Doc(nlp.vocab, words=[nlp.vocab.strings[k] for k in row]) for row in sequences[:8]]
    tok2vec.initialize(X=sample)
    hidden = language.get_dim("nO") // 2
    out = rng.normal(0, 0.05, (len(common), hidden)).astype("float32")
    out_bias = np.log(frequency / frequency.sum()).astype("float32")
    optimizer = Adam(settings.learn_rate, L2=0.0, grad_clip=1.0)

    done = 0
    losses: list[float] = []
    for _epoch in range(settings.epochs):
        for batch in _batches(sequences, settings.batch_tokens, rng):
            progress = done / total
            warm = min(1.0, (done + 1) / (0.01 * total + 1))
            optimizer.learn_rate = settings.learn_rate * warm * max(0.02, 1.0 - progress)
            docs = [Doc(nlp.vocab, words=[nlp.vocab.strings[k] for k in row]) for row in batch]
            X, backprop_embed = embed(docs, is_train=True)
            H, backprop_language = language(X, is_train=True)
            classes = [np.array([class_of[k] for k in row.tolist()]) for row in batch]
            loss, dH, d_out, d_bias = _sampled_softmax(
                H,
                classes,
                hidden,
                out,
                out_bias,
                log_draw,
                draw_probability,
                settings.negatives,
                rng,
            )
            backprop_embed(backprop_language(dH))
            for node in (embed, language):
                node.finish_update(optimizer)
            out, _ = optimizer((0, "out"), out, d_out)
            out_bias, _ = optimizer((0, "out_bias"), out_bias, d_bias)
            done += sum(map(len, batch))
            losses.append(loss)
            if len(losses) % 250 == 0:
                write_weights(tok2vec, output)
            if report is not None:
                report(done, total, float(np.mean(losses[-50:])))
    write_weights(tok2vec, output)
    return float(np.mean(losses[-max(1, len(losses) // 10) :]))


def write_weights(tok2vec: Any, output: Path) -> None:
    """Write a model's weights beside the file and rename, so that no half file is left."""
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_name(output.name + ".partial")
    partial.write_bytes(tok2vec.to_bytes())
    partial.replace(output)


def _batches(sequences: list[Array], tokens: int, rng: Any) -> Iterator[list[Array]]:
    """Batches of sequences of like length, in random order."""
    noise = rng.random(len(sequences))
    order = np.lexsort((noise, [len(row) for row in sequences]))
    batches: list[list[Array]] = []
    batch: list[Array] = []
    size = 0
    for i in order.tolist():
        batch.append(sequences[i])
        size += len(sequences[i])
        if size >= tokens:
            batches.append(batch)
            batch, size = [], 0
    if batch:
        batches.append(batch)
    for i in rng.permutation(len(batches)).tolist():
        yield batches[i]


def _sampled_softmax(
    H: list[Array],
    classes: list[Array],
    hidden: int,
    out: Array,
    out_bias: Array,
    log_draw: Array,
    draw_probability: Array,
    negatives: int,
    rng: Any,
) -> tuple[float, list[Array], Array, Array]:
    """Loss and gradients of both directions' predictions."""
    dH = [np.zeros_like(h) for h in H]
    states, targets, homes = [], [], []
    for n, (h, row) in enumerate(zip(H, classes, strict=True)):
        known = row >= 0
        ahead = np.nonzero(known[1:])[0]  # position i predicts token i + 1
        behind = np.nonzero(known[:-1])[0] + 1  # position i predicts token i - 1
        states += [h[ahead, :hidden], h[behind, hidden:]]
        targets += [row[ahead + 1], row[behind - 1]]
        homes.append((n, ahead, behind))
    S = np.concatenate(states)
    T = np.concatenate(targets)
    drawn = np.unique(rng.choice(len(out), size=negatives, p=draw_probability))
    W = out[drawn]
    logits = S @ W.T
    logits += out_bias[drawn] - log_draw[drawn]
    true = (S * out[T]).sum(axis=1) + out_bias[T] - log_draw[T]
    # A negative that is the target itself does not count.
    place = np.searchsorted(drawn, T)
    place[place == len(drawn)] = 0
    hit = np.nonzero(drawn[place] == T)[0]
    logits[hit, place[hit]] = -1e9
    top = np.maximum(logits.max(axis=1), true)
    logits -= top[:, None]
    np.exp(logits, out=logits)
    e_true = np.exp(true - top)
    norm = logits.sum(axis=1) + e_true
    loss = float(np.mean(np.log(norm) - np.log(e_true + 1e-20)))
    scale = 1.0 / len(H)  # by sequences, as spaCy's losses are
    logits *= (scale / norm)[:, None]
    d_true = ((e_true / norm - 1.0) * scale).astype("float32")
    dS = logits @ W + d_true[:, None] * out[T]
    d_out = np.zeros_like(out)
    d_bias = np.zeros_like(out_bias)
    d_out[drawn] = logits.T @ S
    d_bias[drawn] = logits.sum(axis=0)
    np.add.at(d_out, T, d_true[:, None] * S)
    np.add.at(d_bias, T, d_true)
    at = 0
    for n, ahead, behind in homes:
        dH[n][ahead, :hidden] = dS[at : at + len(ahead)]
        at += len(ahead)
        dH[n][behind, hidden:] = dS[at : at + len(behind)]
        at += len(behind)
    return loss, dH, d_out, d_bias
