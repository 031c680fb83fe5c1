"""``python -m sentiment.training --work FOLDER STEP``: docs/tone-model.md has the whole command."""

import argparse
import logging
import math
from pathlib import Path

from sentiment.classifier import MODELS
from sentiment.training import steps

_OWN = Path(__file__).parent / "own"
_LABELS = Path(__file__).parent / "hand_labels.jsonl"


def main() -> None:
    """Run one step."""
    parser = argparse.ArgumentParser(prog="python -m sentiment.training", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder of intermediate results")
    named = argparse.ArgumentParser(add_help=False)
    named.add_argument("--name", choices=tuple(steps.LAYERS), required=True)
    names = parser.add_subparsers(dest="step", required=True)
    ready = names.add_parser("prepare", help="read the sets, cut the vocabulary, tokenise")
    ready.add_argument("--data", type=Path, required=True)
    ready.add_argument("--own", type=Path, default=_OWN)
    ready.add_argument("--labels", type=Path, default=_LABELS)
    ready.add_argument("--encoder", type=Path, help="e5-small-q4.bin")
    ready.add_argument("--tokenizer", type=Path, help="its tokenizer.json")
    ready.add_argument("--shipped", type=Path, help="a model folder to tune, in place of both")
    ngrams = names.add_parser("linear", help="fit the linear model on n-grams")
    ngrams.add_argument("--alone", action="store_true", help="without what the ensemble needs")
    masked = names.add_parser("pretrain", help="continue masked-language pretraining")
    masked.add_argument("--epochs", type=float, default=6)
    teacher = names.add_parser("teach", help="train one teacher")
    teacher.add_argument("--number", type=int, required=True)
    teacher.add_argument("--epochs", type=float, default=3)
    teacher.add_argument("--mix", choices=("all", "narrow", "raw"), default="all")
    teacher.add_argument("--seconds", type=float, default=math.inf)
    student = names.add_parser("distil", parents=[named], help="train one student")
    student.add_argument("--seed", type=int, default=0)
    student.add_argument("--epochs", type=float, default=4)
    student.add_argument("--rate", type=float, default=1.5e-4)
    student.add_argument("--seconds", type=float, default=math.inf)
    tuned = names.add_parser("tune", parents=[named], help="train a shipped model further")
    tuned.add_argument("--models", type=Path, default=MODELS)
    tuned.add_argument("--seed", type=int, default=0)
    tuned.add_argument("--epochs", type=float, default=4)
    tuned.add_argument("--rate", type=float, default=1e-4)
    tuned.add_argument("--seconds", type=float, default=math.inf)
    names.add_parser("choose", parents=[named], help="average the seeds and keep the best")
    shipped = names.add_parser("export", parents=[named], help="write a model folder, and report")
    shipped.add_argument("--models", type=Path, default=MODELS)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    _run(parser.parse_args())


def _run(given: argparse.Namespace) -> None:
    work: Path = given.work
    match given.step:
        case "prepare" if given.shipped:
            steps.make_ready_to_tune(given.data, given.own, given.labels, given.shipped, work)
        case "prepare":
            steps.make_ready(
                given.data, given.own, given.labels, given.encoder, given.tokenizer, work
            )
        case "linear":
            steps.fit_linear(work, given.alone)
        case "pretrain":
            steps.pretrain_encoder(work, given.epochs)
        case "teach":
            steps.teach(work, given.number, given.epochs, given.mix, given.seconds)
        case "distil":
            steps.distil(work, given.name, given.seed, given.epochs, given.rate, given.seconds)
        case "tune":
            course = (given.seed, given.epochs, given.rate, given.seconds)
            steps.tune(work, given.name, given.models, *course)
        case "choose":
            steps.choose(work, given.name)
        case "export":
            steps.ship(work, given.name, given.models / given.name)


if __name__ == "__main__":
    main()
