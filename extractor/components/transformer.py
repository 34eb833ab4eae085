"""An encoder of the BERT class, read from a folder, in place of the recurrent one.

Read in this order: `layers/word_pieces.py` (which pieces belong to which token),
`layers/torch_encoder.py` (the network and how it is saved), this file (how a config names it).
PyTorch and transformers are imported only when such an encoder is built: they are the extra
`trf`, and no part of the default pipeline.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Dropout, Model, chain, with_array

from ..errors import SolieuError

if TYPE_CHECKING:
    from .layers.torch_encoder import EncoderShim

Array = Any


@registry.architectures("solieu.TransformerEncoder.v1")  # type: ignore[untyped-decorator]
def TransformerEncoder(
    path: str | None,
    width: int,
    word_segmentation: bool,
    window: int = 256,
    overlap: int = 64,
    batch_pieces: int = 8192,
    learn_rate_share: float = 0.03,
    device: str = "auto",
    dropout: float = 0.0,
) -> Model[list[Doc], list[Array]]:
    """A model for the `tok2vec` component that gives tokens the vectors of a pretrained encoder.

    A token's vector is the mean of those of the pieces that cover it, plus a learned vector for
    its place within its word: the syllables of a word that is one piece would else be alike.
    Texts longer than the encoder reads are cut into windows that overlap.

    The weights are read when the pipeline is initialised, and saved with it: a saved pipeline
    needs the folder no more. Only the encoder runs on the GPU, under an optimizer of its own
    (AdamW; Loshchilov and Hutter, 2019) whose learning rate follows that of `[training.optimizer]`.

    Args:
        path: Folder with the encoder's weights, config and tokenizer, as `save_pretrained` of
            transformers writes it or as PhoBERT is published. Nothing is ever downloaded.
        width: The encoder's hidden size: 768 for PhoBERT-base, 1024 for PhoBERT-large.
        word_segmentation: Whether to join syllables to words with `_` first, as PhoBERT wants it;
            false for encoders of plain text such as XLM-R.
        window: Positions that the encoder reads at once, the two special ones included.
        overlap: Pieces that a window shares with the next.
        batch_pieces: Pieces, padding included, that go through the encoder at a time.
        learn_rate_share: Learning rate of the encoder, as a share of that of the other layers.
        device: `cpu`, `cuda`, `cuda:1`, `mps`, or `auto`: a GPU where there is one.
        dropout: Dropout on the tokens' vectors; spaCy sets it anew while training.

    Returns:
        A model from docs to one array of shape `(tokens, width)` each.

    Raises:
        SolieuError: The extra is not installed.
    """
    try:
        from .layers.torch_encoder import EncoderSettings, EncoderShim
    except ImportError as error:
        raise SolieuError(
            "This pipeline's encoder needs PyTorch and transformers; install the extra with "
            f"\"pip install 'solieu[trf]'\" ({error})."
        ) from error

    settings = EncoderSettings(
        width=width,
        word_segmentation=word_segmentation,
        window=window,
        overlap=overlap,
        batch_pieces=batch_pieces,
        learn_rate_share=learn_rate_share,
        device=device,
    )
    encoder: Model[list[Doc], list[Array]] = Model(
        "transformer",
        _forward,
        init=_init,
        dims={"nO": width},
        attrs={"path": path},
        shims=[EncoderShim(settings)],
    )
    model: Model[list[Doc], list[Array]] = chain(encoder, with_array(Dropout(dropout)))
    model.set_dim("nO", width)
    return model


def _shim(model: Model[list[Doc], list[Array]]) -> EncoderShim:
    shim: EncoderShim = model.shims[0]
    return shim


def _init(model: Model[list[Doc], list[Array]], X: Any = None, Y: Any = None) -> None:
    shim = _shim(model)
    path = model.attrs["path"]
    if path is None and shim.is_loaded:
        return
    if path is None:
        raise SolieuError(
            "paths.encoder is null; give it the folder of a pretrained encoder, with "
            "--set paths.encoder=FOLDER for example."
        )
    shim.load(Path(path))


def _forward(
    model: Model[list[Doc], list[Array]], docs: list[Doc], is_train: bool
) -> tuple[list[Array], Callable[[list[Array]], list[Doc]]]:
    texts = [[token.text for token in doc] for doc in docs]
    vectors, backprop_torch = _shim(model)(texts, is_train)

    def backprop(gradients: list[Array]) -> list[Doc]:
        backprop_torch(gradients)
        return []

    return vectors, backprop
