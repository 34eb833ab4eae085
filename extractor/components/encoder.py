"""The encoder behind spans and relations: two recurrent layers over hashed embeddings."""

from __future__ import annotations

from typing import Any

from spacy.util import registry
from thinc.api import Dropout, Model, chain, with_array

from .layers.beside_input import beside_input
from .layers.bilstm import BiLSTM

Array = Any


@registry.architectures("solieu.RecurrentEncoder.v1")  # type: ignore[untyped-decorator]
def RecurrentEncoder(
    width: int, language_width: int, task_width: int, dropout: float = 0.0
) -> Model[list[Array], list[Array]]:
    """An encoder for `spacy.Tok2Vec.v2` whose first layer can be pretrained as language models.

    The first layer's two directions read the embeddings independently, so each can be trained to
    predict the next token (`solieu pretrain`; Peters et al., 2018, "Deep contextualized word
    representations"). The second layer reads embeddings and first layer together and is left to
    the task.

    Args:
        width: Width of the embeddings it reads.
        language_width: Width of the first layer, both directions together.
        task_width: Width of the second layer, which is the encoder's output width.
        dropout: Dropout on the input of each layer; spaCy sets it anew while training.

    Returns:
        A model from sequences of shape `(tokens, width)` to `(tokens, task_width)`.
    """
    language = BiLSTM(nO=language_width, nI=width)
    language.name = "language_bilstm"
    task = BiLSTM(nO=task_width, nI=width + language_width)
    task.name = "task_bilstm"
    model: Model[list[Array], list[Array]] = chain(
        with_array(Dropout(dropout)),
        beside_input(language),
        with_array(Dropout(dropout)),
        task,
    )
    model.set_dim("nO", task_width)
    return model
