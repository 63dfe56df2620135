"""Train the HTML block classifier: `python -m training.train_html`.

Cross-validates by site, prints what that reaches, and writes the weights that ship with the package. The same data
gives the same weights, byte for byte. `--corrections FILE --documents INPUT...` adds what people said of single blocks.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from benchmarks.data import golds, pages
from benchmarks.scores import Tally, snippet_tally
from cleaner.classifier import judge_html
from cleaner.classifier.columns import COLUMNS, SAID
from cleaner.classifier.matrix import Measured
from cleaner.classifier.page import PARTS, PageModel, judge, plain_odds, read_model
from cleaner.classifier.text_counts import count
from training.align import tokens
from training.corrected import Corrected, asked, joined
from training.evaluate import report, word_f1
from training.examples import CACHE, Examples, load, measure, text_model
from training.export import pack, write
from training.folds import FOLDS, fold_of, sites
from training.network import fit as fit_network

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


def fit_forest(examples: Examples, weight: Numbers, rows: npt.NDArray[np.bool_]) -> Any:
    """Return a forest trained on some of the blocks."""
    rows = rows & (weight > 0)
    matrix = np.column_stack((examples.matrix[rows], examples.plain[rows]))
    names = [column.name for column in (*COLUMNS, SAID)]
    data = lightgbm.Dataset(matrix, examples.target[rows], weight=weight[rows], feature_name=names)
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def fit(
    examples: Examples,
    weight: Numbers,
    pages: npt.NDArray[np.bool_],
    shares: Numbers | None = None,
) -> dict[str, bytes]:
    """Train on some pages.

    Args:
        examples: the blocks of all pages.
        weight: of every block.
        pages: which pages to learn from.
        shares: how much each of all pages counts for the network; all alike where it is `None`.

    Returns:
        The content of each file of the model, by its name.
    """
    forest = fit_forest(examples, weight, np.repeat(pages, examples.blocks))
    network = fit_network(examples, weight, np.flatnonzero(pages), shares)
    return dict(zip(PARTS, (pack(forest), network), strict=True))


def score(examples: Examples, model: PageModel, pages: npt.NDArray[np.bool_]) -> Numbers:
    """Return what a model says about the blocks of some pages, 0 for those of the others."""
    scores = np.zeros(len(examples.target))
    starts = examples.starts
    for page in np.flatnonzero(pages):
        part = slice(starts[page], starts[page + 1])
        groups = tuple(examples.together[part].T.astype(np.intp))
        measured = Measured(
            examples.matrix[part], examples.marks[part].astype(np.float32), groups, examples.weight[part]
        )
        scores[part] = judge(model, measured, examples.plain[part].astype(np.float64)).keep
    return scores


def check(models: Sequence[PageModel]) -> Tally:
    """Return the snippets found in trafilatura-dev, every page judged by the model that has not seen its site."""
    answers = {gold.id: gold for gold in golds(CHECK)}
    site = sites(CHECK)
    total = Tally()
    for page in pages(CHECK, list(answers)):
        model = models[fold_of(site[page.id])]
        texts, _, measured = measure(page, model.text.words)
        keep: Sequence[bool] = ()
        if measured:
            plain = plain_odds(count(texts), model.text)
            keep = judge_html(judge(model, measured, plain).keep, [len(tokens(text)) for text in texts]).keep
        answer = "\n".join(text for text, stays in zip(texts, keep, strict=True) if stays)
        total += snippet_tally(answer, answers[page.id].present, answers[page.id].absent)
    return total


def lessons(corrected: Sequence[Corrected]) -> tuple[Examples, Numbers, Numbers]:
    """Return the labelled pages and behind them the corrected ones, the weight of every block, and each page's share.

    Args:
        corrected: documents of which people corrected blocks.
    """
    examples = load(TABLES)
    return joined(examples, weights(examples), corrected, text_model)


def _train_fold(number: int, corrected: Sequence[Corrected]) -> Numbers:
    """Train without the pages of a fold, write the model, and return what it says about them."""
    examples, weight, shares = lessons(corrected)
    folder = CACHE / "folds" / f"html-{number}"
    for name, content in fit(examples, weight, examples.folds != number, shares).items():
        write(content, folder / f"{name}.npz")
    return score(examples, read_model(folder, text_model(number)), examples.folds == number)


def _train_final(corrected: Sequence[Corrected]) -> int:
    """Train on all pages, write the shipped model, and return its size in bytes."""
    examples, weight, shares = lessons(corrected)
    # It sees, for every page, words weighted without its site, as it will on pages of other sites.
    everything = np.ones(len(examples.pages), dtype=np.bool_)
    parts = fit(examples, weight, everything, shares)
    for name, content in parts.items():
        write(content, WEIGHTS / f"{name}.npz")
    return sum(map(len, parts.values()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, report, write."""
    corrected = [one for one in asked(arguments, __doc__) if one.is_page]
    examples = load(TABLES)
    scores = np.zeros(len(examples.target))
    with ProcessPoolExecutor(2) as pool:
        final = pool.submit(_train_final, corrected)
        for said in pool.map(_train_fold, range(FOLDS), repeat(corrected)):
            scores += said[: len(scores)]  # corrected pages stand behind the labelled ones
        print(f"weights: {final.result()} bytes")
    for name, value in report(examples, scores).items():
        peer = f"   (trafilatura {_PEERS[name]:.3f})" if name in _PEERS else ""
        print(f"{name:28} {value:.4f}{peer}")
    known = {one.document.source.sha256: fold_of(one.site) for one in corrected}
    known |= dict(zip(examples.hashes.tolist(), examples.folds.tolist(), strict=True))
    folder = CACHE / "folds"
    (folder / "html.json").write_text(json.dumps(known, indent=0, sort_keys=True), encoding="utf-8")
    np.savez_compressed(folder / "html-scores.npz", pages=examples.pages, blocks=examples.blocks, scores=scores)
    found = check([read_model(folder / f"html-{number}", text_model(number)) for number in range(FOLDS)]).score()
    print(f"{CHECK} snippets: F1 {found.f1:.4f} precision {found.precision:.4f} recall {found.recall:.4f}")


if __name__ == "__main__":
    main()
