"""The encoder behind spans and relations: a small language model, and a layer that reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Dropout, Model, chain, set_dropout_rate, with_array

from .layers.beside_input import beside_input
from .layers.bilstm import BiLSTM
from .layers.learning_rates import set_learning_rate
from .layers.repeats import REPEATS_WIDTH, beside_repeats

Array = Any


@registry.architectures("solieu.LanguageModel.v1")  # type: ignore[untyped-decorator]
def LanguageModel(
    embed: Model[list[Doc], list[Array]], embed_width: int, width: int
) -> Model[list[Doc], list[Array]]:
    """Embeddings of tokens, and beside them the states of two language models.

    The two directions of its recurrent layer read the embeddings independently of each other, so
    each can learn to predict the next token (`solieu pretrain`; Peters et al., 2018, "Deep
    contextualized word representations").

    Args:
        embed: From docs to one array of shape `(tokens, embed_width)` each.
        embed_width: Width of the embeddings.
        width: Width of the recurrent layer, both directions together.

    Returns:
        A model from docs to arrays of shape `(tokens, embed_width + width)`.
    """
    bilstm = BiLSTM(nO=width, nI=embed_width)
    model: Model[list[Doc], list[Array]] = chain(embed, beside_input(bilstm))
    model.set_dim("nO", embed_width + width)
    model.set_ref("embed", embed)
    model.set_ref("bilstm", bilstm)
    return model


@registry.architectures("solieu.LanguageTok2Vec.v1")  # type: ignore[untyped-decorator]
def LanguageTok2Vec(
    language: Model[list[Doc], list[Array]],
    width: int,
    language_rate: float,
    dropout: float = 0.0,
) -> Model[list[Doc], list[Array]]:
    """A tok2vec whose recurrent layer reads a pretrained language model.

    It also reads which words of the text occur in it again (`layers/repeats.py`).

    Args:
        language: The language model, as `solieu.LanguageModel.v1` builds it; `[pretraining] layer
            = "language"` names it for `[initialize] init_tok2vec`.
        width: Width of the recurrent layer, both directions together, which is the output's.
        language_rate: Learning rate of the language model as a multiple of the others', for the
            optimizer `solieu.Adam.v1`. At the full rate, what pretraining taught is overwritten
            before the layers above know what to ask for. 0 leaves the language model as it is.
        dropout: Dropout on the language model's states; spaCy sets it anew while training. There is
            none inside the language model, which was pretrained without.

    Returns:
        A model from docs to arrays of shape `(tokens, width)`.
    """
    set_learning_rate(language, language_rate)
    task = BiLSTM(nO=width, nI=language.get_dim("nO") + REPEATS_WIDTH)
    states = chain(_undisturbed(language, learns=language_rate > 0), with_array(Dropout(dropout)))
    model: Model[list[Doc], list[Array]] = chain(beside_repeats(states), task)
    model.set_dim("nO", width)
    model.set_ref("language", language)
    return model


def _undisturbed(
    layer: Model[list[Doc], list[Array]], learns: bool
) -> Model[list[Doc], list[Array]]:
    """A layer without dropout inside, whatever is set for the model around it."""
    return Model(
        f"undisturbed>>{layer.name}",
        _forward,
        init=_init,
        layers=[layer],
        attrs={"learns": learns},
    )


def _init(model: Model[list[Doc], list[Array]], X: Any = None, Y: Any = None) -> None:
    model.layers[0].initialize(X=X)


def _forward(
    model: Model[list[Doc], list[Array]], docs: list[Doc], is_train: bool
) -> tuple[list[Array], Callable[[list[Array]], Any]]:
    layer = model.layers[0]
    set_dropout_rate(layer, 0.0)
    if is_train and model.attrs["learns"]:
        result: tuple[list[Array], Callable[[list[Array]], Any]] = layer(docs, is_train)
        return result
    return layer.predict(docs), lambda dY: []
