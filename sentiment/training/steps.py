"""The steps from raw folders to trained networks; each leaves its result as a file in `work`."""

import gzip
import json
import logging
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from mentions.types import Span
from sentiment.network import cores
from sentiment.text import clean
from sentiment.training import calibrate, encoder, linear, sets, vocabulary
from sentiment.training import tune as tuning
from sentiment.training.distil import ensemble, out_of_fold, read_teachers, soft_targets
from sentiment.training.export import export
from sentiment.training.network import ToneNetwork, Weights, as_network, load, network, save
from sentiment.training.optimise import Course, hard_targets, probabilities, read, train
from sentiment.training.prepared import Prepared, flat, prepare, write_json
from sentiment.training.pretrain import pretrain
from sentiment.training.scores import development_scores
from sentiment.training.splits import FOLDS

_log = logging.getLogger(__name__)

_VOCABULARY = 32_000
_SEEN = 2
_JUDGED = ("banks", "banks marked", "telecom", "telecom marked", "tweets", "posts")
LAYERS = {"best": list(range(12)), "fast": [1, 3, 5, 7, 9, 11]}
_TONE_ONLY_MIX = ("goemotions", "synth")


def make_ready(
    data: Path, own: Path, labels: Path, weights: Path, tokenizer: Path, work: Path
) -> None:
    """Read every set, cut the encoder to their vocabulary, tokenise, and fit the linear model."""
    work.mkdir(parents=True, exist_ok=True)
    rows = sets.read(data, own, labels)
    extra = sets.unlabelled(data)
    texts = list(dict.fromkeys([row.text for row in rows] + extra))
    cut, kept = vocabulary.cut(tokenizer, (clean(text)[0] for text in texts), _SEEN, _VOCABULARY)
    (work / "tokenizer.json").write_text(cut, encoding="utf-8")
    shape, arrays = encoder.read(weights)
    arrays[encoder.WORDS] = arrays[encoder.WORDS][kept]
    save(work / "encoder.npz", arrays, shape.config(len(kept), shape.layers, pad=1))
    reader = _keep_prepared(rows, work)
    pieces, starts = flat(texts, reader)
    np.savez_compressed(
        work / "texts.npz",
        allow_pickle=False,
        pieces=pieces,
        lengths=np.diff(starts).astype(np.uint16),
    )
    _log.info("%d rows, %d texts, %d pieces of vocabulary", len(rows), len(texts), len(kept))


def make_ready_to_tune(data: Path, own: Path, labels: Path, shipped: Path, work: Path) -> None:
    """Read every set and tokenise as the model in the folder `shipped` does."""
    work.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(shipped / "tokenizer.json", work / "tokenizer.json")
    rows = sets.read(data, own, labels)
    _keep_prepared(rows, work)
    _log.info("%d rows", len(rows))


def fit_linear(work: Path, is_alone: bool) -> None:
    """Fit the linear model for shipping and, unless it `is_alone`, out of fold for the ensemble."""
    prepared = Prepared.load(work / "rows.npz")
    counts = linear.features([clean(row.text)[0] for row in read_rows(work / "rows.jsonl.gz")])
    trains = ~prepared.is_development & (prepared.tone >= 0) & (prepared.share > 0)
    if not is_alone:
        found = linear.out_of_fold(counts, prepared.tone, prepared.share, trains, prepared.fold)
        np.savez_compressed(
            work / "linear.npz", allow_pickle=False, probabilities=found.astype(np.float16)
        )
    tones = linear.fit(counts[trains], prepared.tone[trains], prepared.share[trains])
    fitted = linear.with_signs(tones, counts, prepared)
    fitted.save(work / "ngrams.npz")
    read = probabilities(linear.logits(fitted, counts))
    _report(work, "linear", development_scores(prepared, read))


def pretrain_encoder(work: Path, epochs: float) -> None:
    """Continue masked-language pretraining; the result replaces the encoder for the later steps."""
    with np.load(work / "texts.npz", allow_pickle=False) as stored:
        pieces, lengths = stored["pieces"], stored["lengths"].astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    weights = pretrain(load(work / "encoder.npz"), pieces, starts, epochs, seed=11)
    save(work / "pretrained.npz", weights.arrays, weights.config)


def teach(work: Path, number: int, epochs: float, mix: str, seconds: float) -> None:
    """Train teacher `number` on all folds but one, and keep what it says of every row.

    `mix` is "all", or "narrow" to leave out translated and machine-written posts, or "raw" to start
    from the encoder as published, not from the pretrained one.
    """
    rows = Prepared.load(work / "rows.npz")
    fold = number % FOLDS
    trains = ~rows.is_development & (rows.fold != fold)
    if mix == "narrow":
        trains &= ~rows.named(*_TONE_ONLY_MIX)
    course = Course(epochs=epochs, seed=100 + number, seconds=seconds)
    start = load(work / "encoder.npz") if mix == "raw" else _start(work)
    taught = train(network(start), rows, hard_targets(rows, course.smoothing), trains, course)
    found = probabilities(read(taught, rows))
    if mix == "all":
        _keep_network(taught, work / f"weights-{number:02}.npz")
    np.savez_compressed(
        work / f"teacher-{number:02}.npz",
        allow_pickle=False,
        probabilities=found.astype(np.float16),
        fold=np.asarray(fold),
    )
    _report(work, f"teacher {number:02} {mix}", development_scores(rows, found))


def distil(work: Path, name: str, seed: int, epochs: float, rate: float, seconds: float) -> None:
    """Train the student `name` with `seed` on the soft labels of teachers and linear model."""
    rows = Prepared.load(work / "rows.npz")
    found, folds = read_teachers(work)
    with np.load(work / "linear.npz", allow_pickle=False) as stored:
        said = stored["probabilities"].astype(np.float32)
    taught = ensemble(out_of_fold(rows, found, folds), said)
    if seed == 0 and name == "best":
        _report(work, "teachers", development_scores(rows, found.mean(axis=0)))
        _report(work, "teachers with linear", development_scores(rows, taught))
    shares = np.where(rows.share > 0, rows.share, 1.0).astype(np.float32)
    shares[rows.named("xed", "cedr-test", "taiga-dev")] = 0
    course = Course(epochs=epochs, rate=rate, embedding_rate=2.5 * rate, seed=seed, seconds=seconds)
    student = as_network(_mean(sorted(work.glob("weights-*.npz"))).layers(LAYERS[name]))
    learned = replace(rows, share=shares)
    train(student, learned, soft_targets(rows, taught), ~rows.is_development, course)
    _keep_network(student, work / f"{name}-{seed}.npz")


def choose(work: Path, name: str) -> None:
    """Average the networks of all seeds, and keep as `name`.npz the best of them and their mean."""
    rows = Prepared.load(work / "rows.npz")
    held = rows.subset(np.flatnonzero(rows.is_development))
    seeds = sorted(work.glob(f"{name}-[0-9].npz"))
    found = {path.stem: load(path) for path in seeds} | {f"{name}-mean": _mean(seeds)}
    scores = {}
    for label, weights in found.items():
        scores[label] = development_scores(held, probabilities(read(as_network(weights), held)))
        _report(work, label, scores[label])
    chosen = max(scores, key=lambda label: sum(scores[label][split] for split in _JUDGED))
    _log.info("%s is kept", chosen)
    save(work / f"{name}.npz", found[chosen].arrays, found[chosen].config)


def tune(
    work: Path, name: str, models: Path, seed: int, epochs: float, rate: float, seconds: float
) -> None:
    """Train the shipped model `name` in `models` further with `seed`."""
    rows = Prepared.load(work / "rows.npz")
    course = Course(epochs=epochs, rate=rate, embedding_rate=2 * rate, seed=seed, seconds=seconds)
    _keep_network(tuning.tune(models / name, rows, course), work / f"{name}-{seed}.npz")


def ship(work: Path, name: str, folder: Path) -> None:
    """Export the chosen student into `folder`, calibrate it, and keep in `work` the figures and
    what the model read."""
    export(load(work / f"{name}.npz"), work / "tokenizer.json", work / "ngrams.npz", folder)
    prepared = Prepared.load(work / "rows.npz")
    found = calibrate.read(folder, prepared, read_rows(work / "rows.jsonl.gz"), cores())
    np.savez(work / f"readings-{name}.npz", allow_pickle=False, **asdict(found))
    write_json(work / f"figures-{name}.json", calibrate.calibrate(folder, name, prepared, found))


def read_rows(path: Path) -> list[sets.Row]:
    """The rows that `make_ready` kept."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        sets.Row(**{**record, "places": tuple(Span(**place) for place in record["places"])})
        for record in records
    ]


def _keep_prepared(rows: list[sets.Row], work: Path) -> Tokenizer:
    reader = Tokenizer.from_file(str(work / "tokenizer.json"))
    prepare(rows, reader).save(work / "rows.npz")
    _keep_rows(rows, work / "rows.jsonl.gz")
    return reader


def _keep_rows(rows: list[sets.Row], path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=4) as lines:
        lines.writelines(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)


def _mean(paths: list[Path]) -> Weights:
    """The average of networks that started from the same weights."""
    stored = [load(path) for path in paths]
    names = stored[0].arrays
    return Weights(
        stored[0].config,
        {name: np.mean([one.arrays[name] for one in stored], axis=0) for name in names},
    )


def _keep_network(built: ToneNetwork, path: Path) -> None:
    state = {
        name: value.detach().float().cpu().numpy() for name, value in built.state_dict().items()
    }
    save(path, state, built.encoder.config.to_dict())


def _start(work: Path) -> Weights:
    pretrained = work / "pretrained.npz"
    return load(pretrained if pretrained.exists() else work / "encoder.npz")


def _report(work: Path, name: str, scores: Mapping[str, float]) -> None:
    _log.info("%s %s", name, {split: round(score, 3) for split, score in scores.items()})
    write_json(work / f"scores-{name.replace(' ', '-')}.json", {"name": name, "scores": scores})
