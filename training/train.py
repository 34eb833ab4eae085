"""Training of a pipeline from one config, the way `spacy train` does it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from extractor.errors import SolieuError

if TYPE_CHECKING:
    from spacy.language import Language
    from thinc.api import Config

CONFIG = Path("configs/solieu.cfg")
"""The default config, from the project's folder."""


def load_training_config(path: Path, overrides: Mapping[str, Any] | None = None) -> Config:
    """Read a training config.

    Args:
        path: The config file.
        overrides: Values by dotted name (`training.max_steps`), set over the file's.

    Returns:
        The config, its variables not yet filled in.

    Raises:
        SolieuError: The file is not there or is no config.
    """
    from confection import ConfigValidationError
    from spacy.util import load_config

    if not path.is_file():
        raise SolieuError(f"The config {path} is not there; configs/solieu.cfg is the default.")
    try:
        return load_config(path, overrides=dict(overrides or {}), interpolate=False)
    except (ConfigValidationError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())[:300]
        raise SolieuError(f"{path} cannot be read as a training config: {reason}") from error


def hold_out(config: Config, reports: list[str]) -> Config:
    """The config with other reports kept out of training and tuning.

    Args:
        config: A training config whose corpora are read by `solieu.Annotations.v1`.
        reports: Report ids.

    Returns:
        A changed copy.
    """
    changed = config.copy()
    for corpus in ("train", "dev"):
        changed["corpora"][corpus]["held_out"] = list(reports)
    return changed


def conll_config(config: Config, train: Path, dev: Path) -> Config:
    """The same spans' architecture for a CoNLL data set, without relations.

    Args:
        config: A training config.
        train: CoNLL file to train on.
        dev: CoNLL file on which training stops.

    Returns:
        A changed copy: the recognizer takes its labels from the data.
    """
    changed = config.copy()
    changed["corpora"] = {
        name: {"@readers": "solieu.Conll.v1", "path": str(path)}
        for name, path in (("train", train), ("dev", dev))
    }
    keep = ("tok2vec", "transformer", "ner")
    changed["nlp"]["pipeline"] = [n for n in config["nlp"]["pipeline"] if n in keep]
    changed["components"] = {n: c for n, c in config["components"].items() if n in keep}
    changed["training"]["score_weights"] = {"ents_f": 1.0}
    return changed


def train_pipeline(
    config: Config,
    output: Path,
    *,
    threads: int = 2,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> Language:
    """Train a pipeline and write the best of its states.

    The folder is written beside and renamed at the end, so that a model that was there stays
    until the new one is whole.

    Args:
        config: A training config.
        output: Folder of the model.
        threads: On how many threads the recurrent layers run, 1 or 2; not more than there are
            cores. The model is the same.
        stdout: Where the table of scores goes; `sys.stdout` if None.
        stderr: Where the progress bar goes; `sys.stderr` if None.

    Returns:
        The trained pipeline.

    Raises:
        SolieuError: The config names files that are not there, or something it cannot build.
    """
    import spacy
    from confection import ConfigValidationError
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train
    from threadpoolctl import threadpool_limits

    from extractor.components.layers.bilstm import set_threads

    if output.exists() and not (output / "config.cfg").is_file():
        raise SolieuError(f"{output} is there already and is no model; give --output a new folder.")
    interpolated = config.interpolate()
    weights = interpolated["initialize"].get("init_tok2vec")
    if weights and not Path(weights).is_file():
        raise SolieuError(
            f"The pretrained weights {weights} are not there; make them with 'solieu pretrain', "
            "or set paths.weights to null in the config."
        )
    work = output.with_name(output.name + ".partial")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        try:
            nlp = init_nlp(config)
        except (ConfigValidationError, ValueError) as error:
            reason = " ".join(str(error).split())[:300]
            raise SolieuError(f"The config cannot be built: {reason}") from error
        # One BLAS thread: the products are too small to gain from more, and sums in one order
        # make training with a seed the same on any number of cores.
        set_threads(min(threads, os.cpu_count() or 1))
        with threadpool_limits(limits=1, user_api="blas"):
            train(nlp, work, stdout=stdout or sys.stdout, stderr=stderr or sys.stderr)
        best = work / "model-best"
        if not best.is_dir():
            best = work / "model-last"
        if output.exists():
            shutil.rmtree(output)
        best.rename(output)
    finally:
        set_threads(1)
        shutil.rmtree(work, ignore_errors=True)
    return spacy.load(output)
