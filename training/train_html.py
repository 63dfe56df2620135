"""Train the HTML block classifier: `python -m training.train_html`.

Cross-validates by site, prints what that reaches, and writes the weights that ship with the package. The same data
gives the same weights, byte for byte.
"""

import json
from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from benchmarks.data import golds, pages
from benchmarks.scores import Tally, snippet_tally
from cleaner.classifier import judge_html
from cleaner.classifier.columns import COLUMNS
from cleaner.classifier.trees import Forest, evaluate, read
from training.align import tokens
from training.evaluate import report, word_f1
from training.examples import CACHE, Examples, lexicon, load, measure
from training.export import pack, write
from training.folds import FOLDS, fold_of, sites

TABLES = ("wcxb-dev", "news-dev", "fundus-dev")
CHECK = "trafilatura-dev"
PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.06,
    "num_leaves": 31,
    "max_depth": 8,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "data_sample_strategy": "goss",
    "lambda_l2": 5.0,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "use_missing": False,
    "seed": 7,
    "verbose": -1,
}
ROUNDS = 200
WEIGHTS = CACHE.parent / "cleaner" / "classifier" / "weights"
_HOPELESS = 0.5  # pages whose gold cannot be put together from their blocks to this word F1 teach nothing
_PEERS = {"wcxb-dev F1": 0.823, "news-dev F1": 0.910}

Numbers = npt.NDArray[np.float64]


def weights(examples: Examples) -> Numbers:
    """Return the weight of every block: the root of its words, and every page alike."""
    page = np.repeat(np.arange(len(examples.pages)), examples.blocks)
    own = np.sqrt(examples.sizes.astype(np.float64))
    whole = np.bincount(page, own, minlength=len(examples.pages))
    own /= np.maximum(whole, 1e-9)[page]
    reachable = word_f1(examples, examples.target >= 0.5)[:, 2]
    own[reachable[page] < _HOPELESS] = 0.0
    scaled: Numbers = own * (len(own) / own.sum())
    return scaled


def fit(examples: Examples, weight: Numbers, rows: npt.NDArray[np.bool_]) -> Any:
    """Return a model trained on some of the blocks."""
    rows = rows & (weight > 0)
    data = lightgbm.Dataset(
        examples.matrix[rows], examples.target[rows], weight=weight[rows], feature_name=[c.name for c in COLUMNS]
    )
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def cross_validate(examples: Examples, weight: Numbers) -> tuple[Numbers, list[bytes]]:
    """Return a score for every block from a model that has not seen its site, and the models, one per fold."""
    fold = np.repeat(examples.folds, examples.blocks)
    scores = np.zeros(len(fold))
    models: list[bytes] = []
    for number in range(FOLDS):
        models.append(pack(fit(examples, weight, fold != number), lexicon=lexicon(number)))
        scores[fold == number] = evaluate(read(models[-1]), examples.matrix[fold == number])
    return scores, models


def check(forests: Sequence[Forest]) -> Tally:
    """Return the snippets found in trafilatura-dev, every page judged by the model that has not seen its site."""
    answers = {gold.id: gold for gold in golds(CHECK)}
    site = sites(CHECK)
    total = Tally()
    for page in pages(CHECK, list(answers)):
        forest = forests[fold_of(site[page.id])]
        assert forest.words is not None
        texts, matrix = measure(page, forest.words)
        scores = evaluate(forest, matrix)
        verdict = judge_html(scores, [len(tokens(text)) for text in texts])
        answer = "\n".join(text for text, stays in zip(texts, verdict.keep, strict=True) if stays)
        total += snippet_tally(answer, answers[page.id].present, answers[page.id].absent)
    return total


def main() -> None:
    """Train, report, write."""
    examples = load(TABLES)
    weight = weights(examples)
    scores, models = cross_validate(examples, weight)
    for name, value in report(examples, scores).items():
        peer = f"   (trafilatura {_PEERS[name]:.3f})" if name in _PEERS else ""
        print(f"{name:28} {value:.4f}{peer}")
    folder = CACHE / "folds"
    for number, content in enumerate(models):
        write(content, folder / f"html-{number}.npz")
    known = dict(zip(examples.hashes.tolist(), examples.folds.tolist(), strict=True))
    (folder / "html.json").write_text(json.dumps(known, indent=0, sort_keys=True), encoding="utf-8")
    np.savez_compressed(folder / "html-scores.npz", pages=examples.pages, blocks=examples.blocks, scores=scores)
    found = check([read(content) for content in models]).score()
    print(f"{CHECK} snippets: F1 {found.f1:.4f} precision {found.precision:.4f} recall {found.recall:.4f}")
    # The final model saw, for every page, words weighted without its site, as it will on pages of other sites.
    final = pack(fit(examples, weight, np.ones(len(weight), dtype=np.bool_)), lexicon=WEIGHTS / "text-words.npz")
    write(final, WEIGHTS / "html.npz")
    print(f"weights: {len(final)} bytes")


if __name__ == "__main__":
    main()
