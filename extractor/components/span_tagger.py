"""`solieu_ner`: a trainable entity recognizer that decodes whole label sequences with a CRF.

To a user it is spaCy's `ner`: it sets `doc.ents`, is trained and scored the same way, and
takes any labels. What differs is the decision: labels of all tokens are chosen together, and
each entity comes with its probability.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example, validate_examples, validate_get_examples
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import Config, Linear, Model, Optimizer, chain, set_dropout_rate, with_array

from .convert import SPAN_SCORES
from .layers.crf import path_score, posterior, viterbi
from .layers.transitions import Transitions

Array = Any

default_model_config = """
[model]
@architectures = "solieu.CRFTagger.v1"

[model.tok2vec]
@architectures = "spacy.HashEmbedCNN.v2"
pretrained_vectors = null
width = 96
depth = 4
embed_size = 2000
window_size = 1
maxout_pieces = 3
subword_features = true
"""
DEFAULT_MODEL = Config().from_str(default_model_config)["model"]

_FORBIDDEN = -1e4


@registry.architectures("solieu.CRFTagger.v1")  # type: ignore[untyped-decorator]
def CRFTagger(
    tok2vec: Model[list[Doc], list[Array]], nO: int | None = None
) -> Model[list[Doc], list[Array]]:
    """Emission scores of a CRF over the labels of tokens.

    Args:
        tok2vec: From docs to one array of shape `(tokens, width)` each.
        nO: Number of token labels, set by the component.

    Returns:
        A model from docs to arrays of shape `(tokens, nO)`.
    """
    width = tok2vec.get_dim("nO") if tok2vec.has_dim("nO") else None
    emission = Linear(nO=nO, nI=width)
    crf = Transitions(nO)
    model: Model[list[Doc], list[Array]] = chain(tok2vec, with_array(emission), crf)
    model.set_ref("tok2vec", tok2vec)
    model.set_ref("emission", emission)
    model.set_ref("crf", crf)
    return model


@Language.factory(  # type: ignore[untyped-decorator]
    "solieu_ner",
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={
        "model": DEFAULT_MODEL,
        "annotate_updates": False,
        "threshold": 0.0,
        "scorer": {"@scorers": "spacy.ner_scorer.v1"},
    },
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def make_span_tagger(
    nlp: Language,
    name: str,
    model: Model[list[Doc], list[Array]],
    annotate_updates: bool,
    threshold: float,
    scorer: Callable[..., Any],
) -> SpanTagger:
    """Create the component; see `SpanTagger`."""
    return SpanTagger(
        nlp.vocab,
        model,
        name,
        annotate_updates=annotate_updates,
        threshold=threshold,
        scorer=scorer,
    )


class SpanTagger(TrainablePipe):  # type: ignore[misc]
    """Entity recognizer over BILUO labels with a linear-chain CRF.

    Args:
        vocab: The pipeline's vocabulary.
        model: A model built by `solieu.CRFTagger.v1`.
        name: Name in the pipeline.
        annotate_updates: In training, write the spans found in each batch to its predicted docs,
            for the components that come after. Unlike `[training] annotating_components` this
            costs no second pass, and as dropout is on, the spans have the mistakes of a model
            that has not learnt the paragraph by heart.
        threshold: Probability below which an entity of the best sequence is not taken: the best
            sequence as a whole has entities that are likelier to be wrong than right.
        scorer: Scoring method.
    """

    def __init__(
        self,
        vocab: Vocab,
        model: Model[list[Doc], list[Array]],
        name: str = "ner",
        *,
        annotate_updates: bool = False,
        threshold: float = 0.0,
        scorer: Callable[..., Any] | None = get_ner_prf,
    ) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.scorer = scorer
        self.cfg: dict[str, Any] = {"labels": [], "threshold": threshold}
        self.annotate_updates = annotate_updates
        self._allowed: tuple[Array, Array, Array] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Entity labels."""
        return tuple(self.cfg["labels"])

    @property
    def label_data(self) -> list[str]:
        """Labels as `spacy init labels` writes them."""
        return list(self.labels)

    @property
    def tags(self) -> list[str]:
        """Token labels: `O`, then `B-`, `I-`, `L-` and `U-` of each entity label."""
        return ["O", *(f"{move}-{label}" for label in self.labels for move in "BILU")]

    def add_label(self, label: str) -> int:
        """Add an entity label before initialisation.

        Args:
            label: The label.

        Returns:
            1 if it was new, else 0.

        Raises:
            ValueError: The model is initialised already and its size is fixed.
        """
        if label in self.labels:
            return 0
        if self.model.has_dim("nO"):
            raise ValueError(f"Label {label!r} cannot be added: the model is initialised already.")
        self.cfg["labels"].append(label)
        return 1

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        labels: Iterable[str] | None = None,
    ) -> None:
        """Set the labels and the model's size from data.

        Args:
            get_examples: Gives the training examples.
            nlp: The pipeline.
            labels: Labels, if known; otherwise read from the examples.
        """
        validate_get_examples(get_examples, "SpanTagger.initialize")
        sample = []
        found = set(labels or ())
        for number, example in enumerate(get_examples()):
            if number < 10:
                sample.append(example.x)
            if labels is None:
                found.update(span.label_ for span in example.reference.ents)
        for label in sorted(found):
            self.add_label(label)
        size = len(self.tags)
        for ref in ("emission", "crf"):
            node = self.model.get_ref(ref)
            if node.has_dim("nO") is None:
                node.set_dim("nO", size)
        self.model.initialize(X=sample)

    def _constraints(self) -> tuple[Array, Array, Array]:
        """Scores that forbid label sequences that are no BILUO: (transitions, start, end)."""
        if self._allowed is None:
            tags = self.tags
            size = len(tags)
            inside = np.array([tag[0] in "BI" for tag in tags])
            continues = np.array([tag[0] in "IL" for tag in tags])
            label = np.array([tag[2:] for tag in tags])
            allowed = np.where(
                inside[:, None],
                continues[None, :] & (label[:, None] == label[None, :]),
                ~continues[None, :],
            )
            T = np.where(allowed, 0.0, _FORBIDDEN).astype("float32")
            start = np.where(continues, _FORBIDDEN, 0.0).astype("float32")
            end = np.where(inside, _FORBIDDEN, 0.0).astype("float32")
            assert T.shape == (size, size)
            self._allowed = (T, start, end)
        return self._allowed

    def _scores(self) -> tuple[Array, Array, Array]:
        crf = self.model.get_ref("crf")
        T, start, end = self._constraints()
        return T + crf.get_param("T"), start + crf.get_param("start"), end + crf.get_param("end")

    def predict(self, docs: Iterable[Doc]) -> list[list[tuple[int, int, str, float]]]:
        """Find entities.

        Args:
            docs: Docs.

        Returns:
            For each doc its entities: first token, end token, label, probability.
        """
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [[] for _ in docs]
        emissions = self.model.predict(docs)
        T, start, end = self._scores()
        paths = viterbi(emissions, T, start, end)
        filled = [i for i, doc in enumerate(docs) if len(doc)]
        sums = posterior([emissions[i] for i in filled], T, start, end)
        where = {index: n for n, index in enumerate(filled)}
        results = []
        for i, path in enumerate(paths):
            spans: list[tuple[int, int, str, float]] = []
            for begin, end, label in self._spans_of(path):
                n = where[i]
                piece = path[begin:end]
                inner = emissions[i][np.arange(begin + 1, end), piece[1:]].sum()
                log_probability = (
                    sums.forward[n][begin, piece[0]]
                    + inner
                    + T[piece[:-1], piece[1:]].sum()
                    + sums.backward[n][end - 1, piece[-1]]
                    - sums.log_partition[n]
                )
                probability = float(np.exp(min(0.0, log_probability)))
                if probability >= self.cfg.get("threshold", 0.0):
                    spans.append((begin, end, label, probability))
            results.append(spans)
        return results

    def _spans_of(self, path: Array) -> list[tuple[int, int, str]]:
        """Spans of a sequence of tag ids: first token, end token, label."""
        tags = self.tags
        spans = []
        begin = 0
        for position, tag_id in enumerate(path.tolist()):
            tag = tags[tag_id]
            if tag[0] in "BU":
                begin = position
            if tag[0] in "LU":
                spans.append((begin, position + 1, tag[2:]))
        return spans

    def _annotate(self, docs: list[Doc], emissions: list[Array]) -> None:
        for doc, path in zip(docs, viterbi(emissions, *self._scores()), strict=True):
            spans = [Span(doc, *offsets, label=label) for *offsets, label in self._spans_of(path)]
            doc.set_ents(spans, default="outside")

    def set_annotations(
        self, docs: Iterable[Doc], scores: list[list[tuple[int, int, str, float]]]
    ) -> None:
        """Write predicted entities to docs, and their probabilities to `doc.user_data`."""
        for doc, spans in zip(docs, scores, strict=True):
            doc.set_ents(
                [Span(doc, start, end, label=label) for start, end, label, _ in spans],
                default="outside",
            )
            doc.user_data[SPAN_SCORES] = [probability for *_, probability in spans]

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from a batch.

        Args:
            examples: Examples with gold entities.
            drop: Dropout rate.
            sgd: Optimizer; without one the gradients are only accumulated.
            losses: Losses by component, added to.

        Returns:
            The losses: negative log-likelihood in nats, summed over the batch.
        """
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = [eg for eg in examples if len(eg.predicted)]
        validate_examples(examples, "SpanTagger.update")
        if not examples:
            return losses
        set_dropout_rate(self.model, drop)
        emissions, backprop = self.model.begin_update([eg.predicted for eg in examples])
        loss, gradients = self.get_loss(examples, emissions)
        if self.annotate_updates:
            self._annotate([eg.predicted for eg in examples], emissions)
        backprop(gradients)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def get_loss(
        self, examples: Iterable[Example], emissions: list[Array]
    ) -> tuple[float, list[Array]]:
        """Negative log-likelihood of the gold labels, and its gradient.

        Args:
            examples: Examples with gold entities.
            emissions: Scores the model gave, list of `(tokens, labels)`.

        Returns:
            The loss in nats, and the gradients of the emissions. The gradients of the transition
            scores are added to the model.
        """
        examples = list(examples)
        crf = self.model.get_ref("crf")
        T, start, end = self._scores()
        index = {tag: i for i, tag in enumerate(self.tags)}
        sums = posterior(emissions, T, start, end)
        d_T = sums.pairwise.copy()
        d_start = np.zeros_like(start)
        d_end = np.zeros_like(end)
        gradients = []
        loss = 0.0
        scale = 1.0 / len(examples)
        for n, example in enumerate(examples):
            gold = np.array([index.get(tag, 0) for tag in _biluo(example)])
            loss += float(sums.log_partition[n] - path_score(emissions[n], gold, T, start, end))
            gradient = sums.unary[n].copy()
            gradient[np.arange(len(gold)), gold] -= 1.0
            gradients.append(gradient * scale)
            d_start += sums.unary[n][0]
            d_end += sums.unary[n][-1]
            np.subtract.at(d_T, (gold[:-1], gold[1:]), 1.0)
            d_start[gold[0]] -= 1.0
            d_end[gold[-1]] -= 1.0
        crf.inc_grad("T", (d_T * scale).astype("float32"))
        crf.inc_grad("start", (d_start * scale).astype("float32"))
        crf.inc_grad("end", (d_end * scale).astype("float32"))
        return loss, gradients


def _biluo(example: Example) -> list[str]:
    """Gold tags on the predicted tokens; what cannot be aligned counts as outside."""
    predicted, reference = example.predicted, example.reference
    if np.array_equal(predicted.to_array(ORTH), reference.to_array(ORTH)):
        tags = ["O"] * len(reference)
        for ent in reference.ents:
            tags[ent.start : ent.end] = _span_tags(ent.end - ent.start, ent.label_)
        return tags
    return [tag or "O" for tag in example.get_aligned_ner()]


def _span_tags(length: int, label: str) -> list[str]:
    if length == 1:
        return [f"U-{label}"]
    return [f"B-{label}", *[f"I-{label}"] * (length - 2), f"L-{label}"]
