"""Pretraining of the tok2vec's language model on raw text.

Each direction of its recurrent layer learns to predict the next token in its direction
from the embeddings alone (Peters et al., 2018). The softmax over the vocabulary is sampled:
each batch shares one draw of negatives (Jean et al., 2015, "On Using Very Large Target
Vocabulary for Neural Machine Translation"). Beside that, both directions together learn where
words begin and of which class they are, as underthesea says, on a share of the text: Vietnamese
writes syllables apart, and a span must not end inside a word. What underthesea knows is thus in the
weights, and nothing of it has to run with the model. What comes out is a file for `[initialize]
init_tok2vec` of a config, in the form `spacy pretrain` writes.
"""

from __future__ import annotations

import json
import lzma
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from extractor.errors import SolieuError
from extractor.language.tokens import normal_form, split
from extractor.output.atomic import whole_file
from training.word_classes import word_classes

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
        tagged: Share of the texts on which word boundaries and classes are learnt too.
        tag_weight: Weight of their loss beside that of the two predictions.
        warm_up: Share of the tokens over which the learning rate rises.
        hold: Share of the tokens at the start during which only the layers that predict learn:
            for beginning with an encoder that is trained already.
    """

    epochs: int = 1
    batch_tokens: int = 4096
    max_length: int = 64
    vocabulary: int = 20000
    negatives: int = 2048
    learn_rate: float = 0.002
    sample: float = 1.0
    seed: int = 1
    tagged: float = 0.0
    tag_weight: float = 2.0
    warm_up: float = 0.01
    hold: float = 0.0


class Pretrained(NamedTuple):
    """What pretraining came to, over the last tenth of the batches.

    Args:
        loss: Mean loss of the two predictions, in nats a prediction.
        tag_accuracy: Share of the tokens whose word boundary and class are right, before the step
            that learns from them; None where none were tagged.
    """

    loss: float
    tag_accuracy: float | None


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


@dataclass(slots=True)
class Sequences:
    """Texts as token ids, cut into sequences.

    Args:
        ids: Arrays of shape `(tokens,)`, the ids of forms in the vocabulary.
        classes: As many arrays, the index of each token's word class, -1 where there is none;
            None for texts that were not tagged.
        names: Word classes by index.
    """

    ids: list[Array]
    classes: list[Array | None]
    names: list[str]


def _sequences(
    texts: Iterable[str], vocab: Any, settings: PretrainSettings, limit: int | None
) -> Sequences:
    """Token ids of the texts, cut into sequences, and the word classes of some of them."""
    draw = random.Random(settings.seed)
    max_length = settings.max_length
    ids: dict[str, int] = {}
    class_ids: dict[str, int] = {}
    sequences = Sequences([], [], [])
    total = 0
    for text in texts:
        if draw.random() >= settings.sample:
            continue
        words, spaces = split(text)
        tags: Array | None = None
        if settings.tagged and draw.random() < settings.tagged:
            names = word_classes(text, words, spaces)
            tags = np.array(
                [class_ids.setdefault(x, len(class_ids)) if x else -1 for x in names],
                dtype="int32",
            )
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
                sequences.ids.append(piece)
                sequences.classes.append(None if tags is None else tags[start : start + max_length])
                total += len(piece)
        if limit is not None and total >= limit:
            break
    sequences.names = list(class_ids)
    return sequences


def pretrain(
    config_path: Path,
    texts: Iterable[str],
    output: Path,
    settings: PretrainSettings,
    *,
    begin: Path | None = None,
    limit: int | None = None,
    report: Callable[[int, int, float], None] | None = None,
) -> Pretrained:
    """Pretrain the language model of a config's tok2vec and write its weights.

    Args:
        config_path: A training config whose tok2vec is a `solieu.LanguageTok2Vec.v1`.
        texts: Raw texts.
        output: File to write; written beside and renamed at the end.
        settings: How to pretrain.
        begin: Weights to begin with, of the same config; random ones if None.
        limit: Stop reading after so many tokens.
        report: Called with tokens done, tokens in all and the mean loss in nats a token.

    Returns:
        Loss and accuracy at the end.

    Raises:
        SolieuError: The weights cannot be read, the texts are empty, or the config has no such
            layer.
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
    if not tok2vec.has_ref("language"):
        raise SolieuError(
            f"{config_path}: the tok2vec has no language model to pretrain; "
            "use the architecture solieu.LanguageTok2Vec.v1."
        )
    model = tok2vec.get_ref("language")
    embed, language = model.get_ref("embed"), model.get_ref("bilstm")

    sequences = _sequences(texts, nlp.vocab, settings, limit)
    if not sequences.ids:
        raise SolieuError("The raw text holds no sequence of three tokens or more.")
    norm_of = {lexeme.orth: lexeme.norm for lexeme in nlp.vocab}
    counts: Counter[int] = Counter()
    for row in sequences.ids:
        counts.update(norm_of[key] for key in row.tolist())
    common = counts.most_common(settings.vocabulary)
    index_of_norm = {norm: i for i, (norm, _) in enumerate(common)}
    class_of = {orth: index_of_norm.get(norm, -1) for orth, norm in norm_of.items()}
    frequency = np.array([count for _, count in common], dtype="float64") ** 0.75
    draw_probability = frequency / frequency.sum()
    log_draw = np.log(draw_probability * settings.negatives).astype("float32")
    total = sum(map(len, sequences.ids)) * settings.epochs

    first = sequences.ids[:8]
    sample = [Doc(nlp.vocab, words=[nlp.vocab.strings[k] for k in row]) for row in first]
    model.initialize(X=sample)
    if begin is not None:
        _load_weights(model, begin)
    hidden = language.get_dim("nO") // 2
    out = rng.normal(0, 0.05, (len(common), hidden)).astype("float32")
    out_bias = np.log(frequency / frequency.sum()).astype("float32")
    tag_weights = np.zeros((2 * hidden, len(sequences.names)), dtype="float32")
    tag_bias = np.zeros(len(sequences.names), dtype="float32")
    optimizer = Adam(settings.learn_rate, L2=0.0, grad_clip=1.0)

    done = 0
    losses: list[float] = []
    accuracies: list[float] = []
    for _epoch in range(settings.epochs):
        for indices in _batches(sequences.ids, settings.batch_tokens, rng):
            batch = [sequences.ids[i] for i in indices]
            progress = done / total
            warm = min(1.0, (done + 1) / (settings.warm_up * total + 1))
            optimizer.learn_rate = settings.learn_rate * warm * max(0.02, 1.0 - progress)
            docs = [Doc(nlp.vocab, words=[nlp.vocab.strings[k] for k in row]) for row in batch]
            held = progress < settings.hold
            X, backprop_embed = embed(docs, is_train=not held)
            H, backprop_language = language(X, is_train=not held)
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
            tags = [sequences.classes[i] for i in indices]
            if any(t is not None for t in tags):
                accuracy, d_tag_weights, d_tag_bias = _tag_softmax(
                    H, tags, dH, tag_weights, tag_bias, settings.tag_weight
                )
                accuracies.append(accuracy)
                tag_weights, _ = optimizer((0, "tag_weights"), tag_weights, d_tag_weights)
                tag_bias, _ = optimizer((0, "tag_bias"), tag_bias, d_tag_bias)
            if not held:
                backprop_embed(backprop_language(dH))
                for node in (embed, language):
                    node.finish_update(optimizer)
            out, _ = optimizer((0, "out"), out, d_out)
            out_bias, _ = optimizer((0, "out_bias"), out_bias, d_bias)
            done += sum(map(len, batch))
            losses.append(loss)
            if len(losses) % 250 == 0:
                write_weights(model, output)
            if report is not None:
                report(done, total, float(np.mean(losses[-50:])))
    write_weights(model, output)
    return Pretrained(
        float(np.mean(losses[-max(1, len(losses) // 10) :])),
        float(np.mean(accuracies[-max(1, len(accuracies) // 10) :])) if accuracies else None,
    )


def write_weights(model: Any, output: Path) -> None:
    """Write a model's weights beside the file and rename, so that no half file is left."""
    with whole_file(output) as beside:
        beside.write_bytes(model.to_bytes())


def _load_weights(model: Any, path: Path) -> None:
    try:
        model.from_bytes(path.read_bytes())
    except OSError as error:
        raise SolieuError(f"The weights {path} cannot be read: {error}.") from error
    except ValueError as error:
        raise SolieuError(
            f"The weights {path} do not fit the config's language model; "
            "give those of the same config."
        ) from error


def _batches(sequences: list[Array], tokens: int, rng: Any) -> Iterator[list[int]]:
    """Batches of sequences of like length, by index, in random order."""
    noise = rng.random(len(sequences))
    order = np.lexsort((noise, [len(row) for row in sequences]))
    batches: list[list[int]] = []
    batch: list[int] = []
    size = 0
    for i in order.tolist():
        batch.append(i)
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


def _tag_softmax(
    H: list[Array],
    tags: list[Array | None],
    dH: list[Array],
    weights: Array,
    bias: Array,
    weight: float,
) -> tuple[float, Array, Array]:
    """Accuracy and gradients of the word classes' softmax; the states' are added to `dH`."""
    rows = []
    for n, row in enumerate(tags):
        if row is not None:
            known = np.nonzero(row >= 0)[0]
            if len(known):
                rows.append((n, known, row[known]))
    if not rows:
        return 0.0, np.zeros_like(weights), np.zeros_like(bias)
    S = np.concatenate([H[n][known] for n, known, _ in rows])
    T = np.concatenate([true for *_, true in rows])
    logits = S @ weights + bias
    accuracy = float((logits.argmax(axis=1) == T).mean())
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    logits[np.arange(len(T)), T] -= 1.0
    logits *= weight / len(H)
    dS = logits @ weights.T
    at = 0
    for n, known, _ in rows:
        dH[n][known] += dS[at : at + len(known)]
        at += len(known)
    return accuracy, S.T @ logits, logits.sum(axis=0)
