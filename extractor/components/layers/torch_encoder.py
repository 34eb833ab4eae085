"""A pretrained encoder of transformers as a thinc shim: computing, learning, saving.

thinc's own PyTorchWrapper is not used for two reasons. Its optimizer copies every weight to numpy
and back in each step, which on a GPU takes longer than the step itself where there is a hundred
million of them; and it saves no tokenizer. docs/decisions.md says why it is no ready-made
component either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import srsly
import torch
import transformers
from safetensors.torch import load as tensors_from_bytes
from safetensors.torch import save as tensors_to_bytes
from thinc.api import Shim

from ...errors import SolieuError
from .word_pieces import PiecedText, Window, cut, segment, singles, windows

Array = Any

_CACHED_WORDS: Final = 100_000
_CACHED_TEXTS: Final = 20_000
_SPECIAL: Final = 2
"""Positions of a window that its first and its last special piece take."""
_FROM_PADDING: Final = {"roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "longformer"}
"""Kinds of encoders that count positions from after the padding's id."""


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """See `solieu.TransformerEncoder.v1`."""

    width: int
    word_segmentation: bool
    window: int
    overlap: int
    batch_pieces: int
    learn_rate_share: float
    device: str


class _Network(torch.nn.Module):  # type: ignore[misc]
    """An encoder and the vectors of a token's place within its word."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.place = torch.nn.Embedding(4, encoder.config.hidden_size)
        torch.nn.init.zeros_(self.place.weight)


class EncoderShim(Shim):  # type: ignore[misc]
    """A pretrained encoder with its tokenizer and its optimizer.

    Args:
        settings: How it is used.
    """

    def __init__(self, settings: EncoderSettings) -> None:
        super().__init__(None)
        self.settings = settings
        self._tokenizer: Any = None
        self._adamw: Any = None
        self._tokenizer_files: dict[str, bytes] = {}
        self._words: dict[str, tuple[list[str], list[int]]] = {}
        self._texts: dict[tuple[str, ...], PiecedText] = {}

    @property
    def is_loaded(self) -> bool:
        """Whether there are weights."""
        return self._model is not None

    @property
    def device(self) -> torch.device:
        """Where the encoder runs."""
        name = self.settings.device
        if name == "auto":
            name = "cuda" if torch.cuda.is_available() else "cpu"
        return torch.device(name)

    def load(self, path: Path) -> None:
        """Read a pretrained encoder from a folder.

        Args:
            path: Folder with `config.json`, weights and tokenizer.

        Raises:
            SolieuError: The folder is not there, or holds no encoder that fits the settings.
        """
        if not (path / "config.json").is_file():
            raise SolieuError(
                f"The encoder {path} is not there, or holds no config.json; paths.encoder names a "
                "folder with an encoder's weights, config and tokenizer."
            )
        try:
            with _quiet():
                encoder = transformers.AutoModel.from_pretrained(path, local_files_only=True)
                tokenizer = _load_tokenizer(path)
                with TemporaryDirectory() as folder:
                    tokenizer.save_pretrained(folder)
                    files = {f.name: f.read_bytes() for f in Path(folder).iterdir()}
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:300]
            raise SolieuError(f"The encoder {path} cannot be loaded: {reason}") from error
        self._check(encoder.config, path)
        self._tokenizer_files = files
        self._set(encoder.float(), tokenizer)

    def _check(self, config: Any, path: Path) -> None:
        width, window, overlap = self.settings.width, self.settings.window, self.settings.overlap
        if config.hidden_size != width:
            raise SolieuError(
                f"The encoder {path} has vectors of {config.hidden_size} numbers, the config says "
                f"{width}; set variables.width to {config.hidden_size}."
            )
        positions = getattr(config, "max_position_embeddings", None)
        if positions and config.model_type in _FROM_PADDING:
            positions -= config.pad_token_id + 1
        if positions and window > positions:
            raise SolieuError(
                f"The encoder {path} reads {positions} positions at once, the config says "
                f"{window}; set components.tok2vec.model.window to {positions}."
            )
        if not 0 <= overlap < window - _SPECIAL:
            raise SolieuError(
                f"Windows of {window} positions cannot overlap by {overlap}; set "
                "components.tok2vec.model.overlap to a quarter of the window."
            )

    def _set(self, encoder: Any, tokenizer: Any) -> None:
        self._model = _Network(encoder).to(self.device)
        self._tokenizer = tokenizer
        self._adamw = None
        self._words.clear()
        self._texts.clear()

    # Pieces

    def pieces(self, tokens: Sequence[str]) -> PiecedText:
        """The pieces of a text; texts seen before are remembered, as training comes back to them.

        Args:
            tokens: Tokens of a text.

        Returns:
            Pieces and which tokens they cover.
        """
        key = tuple(tokens)
        found = self._texts.get(key)
        if found is None:
            words = segment(tokens) if self.settings.word_segmentation else singles(tokens)
            found = cut(tokens, words, self._cut_word, self._tokenizer.unk_token_id)
            if len(self._texts) >= _CACHED_TEXTS:
                self._texts.clear()
            self._texts[key] = found
        return found

    def _cut_word(self, word: str) -> tuple[list[str], list[int]]:
        found = self._words.get(word)
        if found is None:
            pieces = self._tokenizer.tokenize(word)
            found = pieces, self._tokenizer.convert_tokens_to_ids(pieces)
            if len(self._words) >= _CACHED_WORDS:
                self._words.clear()
            self._words[word] = found
        return found

    # Computing

    def __call__(
        self, inputs: list[list[str]], is_train: bool
    ) -> tuple[list[Array], Callable[[list[Array]], None]]:
        """Vectors of tokens.

        Args:
            inputs: Tokens of each text.
            is_train: Whether to apply dropout and to remember what backprop needs.

        Returns:
            A float32 array of shape `(tokens, width)` for each text, and a function that takes
            the gradients in the same form and adds up those of the weights.

        Raises:
            SolieuError: No weights have been read.
        """
        if self._model is None:
            raise SolieuError(
                "The encoder has no weights yet; initialise or load the pipeline first."
            )
        texts = [self.pieces(tokens) for tokens in inputs]
        cuts = np.cumsum([len(tokens) for tokens in inputs])[:-1]
        self._model.train(is_train)
        with torch.set_grad_enabled(is_train):
            vectors = self._token_vectors(texts)
        outputs = np.split(vectors.detach().cpu().numpy(), cuts)

        def backprop(gradients: list[Array]) -> None:
            flat = np.ascontiguousarray(np.concatenate(gradients), dtype=np.float32)
            vectors.backward(torch.from_numpy(flat).to(vectors.device))

        return outputs, backprop

    def _token_vectors(self, texts: list[PiecedText]) -> torch.Tensor:
        """Vectors of the tokens of all texts, shape `(tokens, width)`."""
        network, device = self._model, self.device
        places = torch.from_numpy(np.concatenate([text.places for text in texts])).to(device)
        vectors = network.place(places)
        offsets = np.cumsum([0, *[len(text.ids) for text in texts]])
        token_offsets = np.cumsum([0, *[len(text.places) for text in texts]])
        if not offsets[-1]:
            return vectors
        token_of = torch.from_numpy(
            np.concatenate([t.token_of + o for t, o in zip(texts, token_offsets, strict=False)])
        ).to(device)
        piece_of = torch.from_numpy(
            np.concatenate([t.piece_of + o for t, o in zip(texts, offsets, strict=False)])
        ).to(device)
        pieces = self._piece_vectors([text.ids for text in texts])
        counts = torch.zeros(len(vectors), device=device)
        counts.index_add_(0, token_of, torch.ones(len(token_of), device=device))
        sums = torch.zeros_like(vectors).index_add(0, token_of, pieces[piece_of])
        return vectors + sums / counts.clamp(min=1)[:, None]

    def _piece_vectors(self, texts: list[Array]) -> torch.Tensor:
        """Vectors of the pieces of all texts, in order, shape `(pieces, width)`."""
        found = [
            (ids, window)
            for ids in texts
            for window in windows(len(ids), self.settings.window - _SPECIAL, self.settings.overlap)
        ]
        kept: list[Any] = [None] * len(found)
        for group in self._groups([window.end - window.start for _, window in found]):
            hidden = self._read([found[n] for n in group])
            for row, n in enumerate(group):
                window = found[n][1]
                first = 1 + window.keep_start - window.start
                kept[n] = hidden[row, first : first + window.keep_end - window.keep_start]
        return torch.cat(kept)

    def _groups(self, lengths: list[int]) -> Iterator[list[int]]:
        """Windows of like length together, as many at a time as `batch_pieces` allows."""
        group: list[int] = []
        for n in sorted(range(len(lengths)), key=lengths.__getitem__):
            if group and (len(group) + 1) * (lengths[n] + _SPECIAL) > self.settings.batch_pieces:
                yield group
                group = []
            group.append(n)
        if group:
            yield group

    def _read(self, group: list[tuple[Array, Window]]) -> torch.Tensor:
        """The encoder's last layer over some windows, shape `(windows, positions, width)`."""
        tokenizer = self._tokenizer
        first = tokenizer.bos_token_id if tokenizer.cls_token_id is None else tokenizer.cls_token_id
        last = tokenizer.eos_token_id if tokenizer.sep_token_id is None else tokenizer.sep_token_id
        longest = max(window.end - window.start for _, window in group) + _SPECIAL
        ids = np.full((len(group), longest), tokenizer.pad_token_id, dtype=np.int64)
        mask = np.zeros((len(group), longest), dtype=np.int64)
        for row, (pieces, window) in enumerate(group):
            length = window.end - window.start
            ids[row, 0] = first
            ids[row, 1 : 1 + length] = pieces[window.start : window.end]
            ids[row, 1 + length] = last
            mask[row, : length + _SPECIAL] = 1
        device = self.device
        output = self._model.encoder(
            input_ids=torch.from_numpy(ids).to(device),
            attention_mask=torch.from_numpy(mask).to(device),
        )
        hidden: torch.Tensor = output.last_hidden_state
        return hidden

    # Learning

    def finish_update(self, optimizer: Any) -> None:
        """Take a step of AdamW with the gradients added up since the last one.

        Args:
            optimizer: The pipeline's thinc optimizer, whose learning rate of the moment, weight
                decay and gradient clipping are followed.
        """
        if self._model is None or all(p.grad is None for p in self._model.parameters()):
            return
        if self._adamw is None:
            decayed = [p for p in self._model.parameters() if p.dim() > 1]
            others = [p for p in self._model.parameters() if p.dim() <= 1]
            self._adamw = torch.optim.AdamW(
                [{"params": decayed}, {"params": others, "weight_decay": 0.0}],
                betas=(optimizer.b1, optimizer.b2),
                eps=optimizer.eps,
                weight_decay=optimizer.L2,
            )
        for group in self._adamw.param_groups:
            group["lr"] = optimizer.learn_rate * self.settings.learn_rate_share
        if optimizer.grad_clip:
            torch.nn.utils.clip_grad_norm_(self._model.parameters(), optimizer.grad_clip)
        self._adamw.step()
        self._adamw.zero_grad(set_to_none=True)

    def to_device(self, device_type: str, device_id: int) -> None:
        """The encoder's device is a setting of its own; thinc's does not move it."""

    # Saving

    def to_bytes(self) -> bytes:
        """Weights, config and tokenizer; empty where no weights have been read."""
        if self._model is None:
            return b""
        state = {
            name: tensor.detach().cpu().contiguous().clone()
            for name, tensor in self._model.state_dict().items()
        }
        saved: bytes = srsly.msgpack_dumps(
            {
                "config": json.dumps(self._model.encoder.config.to_dict(), default=str),
                "tokenizer": self._tokenizer_files,
                "weights": tensors_to_bytes(state),
            }
        )
        return saved

    def from_bytes(self, data: bytes) -> EncoderShim:
        """Read what `to_bytes` wrote."""
        if not data:
            return self
        content = srsly.msgpack_loads(data)
        config = json.loads(content["config"])
        self._tokenizer_files = content["tokenizer"]
        with _quiet(), TemporaryDirectory() as folder:
            for name, file in self._tokenizer_files.items():
                (Path(folder) / name).write_bytes(file)
            (Path(folder) / "config.json").write_text(content["config"], encoding="utf-8")
            tokenizer = _load_tokenizer(Path(folder))
            kind = config.pop("model_type")
            encoder = transformers.AutoModel.from_config(
                transformers.AutoConfig.for_model(kind, **config), dtype=torch.float32
            )
        self._set(encoder, tokenizer)
        self._model.load_state_dict(tensors_from_bytes(content["weights"]))
        return self


def _load_tokenizer(path: Path) -> Any:
    """The tokenizer in a folder; PhoBERT's own where its two files are there."""
    if (path / "vocab.txt").is_file() and (path / "bpe.codes").is_file():
        return transformers.PhobertTokenizer.from_pretrained(path, local_files_only=True)
    # Words are cut one by one: each one begins with a space to encoders that see spaces.
    return transformers.AutoTokenizer.from_pretrained(
        path, local_files_only=True, add_prefix_space=True
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """transformers without its progress bars and its remarks on unused weights."""
    log = transformers.utils.logging
    level, bars = log.get_verbosity(), log.is_progress_bar_enabled()
    log.set_verbosity_error()
    log.disable_progress_bar()
    try:
        yield
    finally:
        log.set_verbosity(level)
        if bars:
            log.enable_progress_bar()
