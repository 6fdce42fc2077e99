"""The whole of a training: from files of pairs and a model to a new model and its report."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy
import torch

from translate.documents.errors import InputError
from translate.engine.checkpoint import AlignmentHeads, Capabilities, Checkpoint, digest, open_checkpoint
from translate.engine.pieces import Pieces
from translate.lab.measure.machine import this_machine
from translate.lab.measure.scores import load_metrics
from translate.lab.training.export import export_model
from translate.lab.training.features import MARKERS, Features, Links
from translate.lab.training.feed import Feed, check_markers, links_from, links_of_pairs
from translate.lab.training.network import load_network
from translate.lab.training.pairs import Pair, Selection, read_pairs, select
from translate.lab.training.report import Report
from translate.lab.training.speed import keep_memory, matrix_numbers
from translate.lab.training.state import remove_working_files
from translate.lab.training.trainer import VALIDATION, Outcome, Recipe, Status, Trainer

TEXT_FORM = "punct-3"
"""The text form that models are trained on from now on."""

WORKING_FOLDER = "training"
"""The folder in that of the new model where a run keeps its state until it is done."""

_HELD_OUT = 500


@dataclass(frozen=True, slots=True)
class Job:
    """What to train on what.

    `pairs`, `validation` and `general` are files as `read_pairs` takes them; without `validation` a twentieth of the
    pairs, 500 at most, is held out. `alignments` is a file in Pharaoh form, a line for each pair of `pairs`.
    `threads` are the cores of one matrix product, None for torch's own choice.
    """

    pairs: Sequence[Path]
    model: Path
    out: Path
    recipe: Recipe
    features: Features
    validation: Sequence[Path] = ()
    general: Sequence[Path] = ()
    alignments: Path | None = None
    threads: int | None = None
    device: str = "auto"


def train(
    job: Job,
    *,
    resume: bool = False,
    tell: Callable[[str], None] = lambda words: None,
    progress: Callable[[Status], None] = lambda status: None,
    stop: Callable[[], bool] = lambda: False,
) -> Report | None:
    """Train, write the new model to `job.out` and return the report; None where `stop` ended the run before its end.

    :param tell: is told in a few words what is done at the moment.
    :raises InputError: where pairs cannot be used, `job.out` holds something else, there is nothing to resume, or
        sacrebleu is not installed.
    :raises ModelError: where the model cannot be read or trained.
    :raises OutputError: where the disk refuses; a state that was saved before stays.
    """
    load_metrics(extra="train")
    _check_place(job.out, resume)
    base = open_checkpoint(job.model)
    capabilities = _capabilities(base, job)
    pieces = Pieces(replace(base, capabilities=capabilities))
    if job.features.constraints:
        check_markers(pieces)
    keep_memory()
    if job.threads:
        torch.set_num_threads(job.threads)
    tell("reading the pairs")
    raw = read_pairs(job.pairs)
    normal, selection = _select(raw, pieces, base)
    sets, places = _sets(job, selection, pieces, base)
    if job.features.need_links:
        tell("aligning the words of the pairs")
    links = _links(job, raw, normal, [selection.places[place] for place in places])
    chosen = [selection.pairs[place] for place in places]
    network = load_network(base)
    feed = Feed(chosen, links, pieces, job.features, network.shape.pad, job.recipe.seed)
    device = torch.device(job.device if job.device != "auto" else "cuda" if torch.cuda.is_available() else "cpu")
    tell(f"measuring the model as it is, then learning from {len(chosen):,} pairs")
    outcome = Trainer(
        network=network,
        base_pieces=Pieces(base),
        feed=feed,
        lengths=[max(both) + 1 for both in _lengths(chosen, pieces)],
        recipe=job.recipe,
        sets=sets,
        folder=job.out / WORKING_FOLDER,
        identity=_identity(job, base, chosen, sets),
        device=device,
        kind=matrix_numbers(device),
        progress=progress,
        stop=stop,
    ).run(resume=resume)
    if outcome is None:
        return None
    tell("writing the model")
    report = _report(job, base, selection, sets, outcome)
    export_model(
        job.out,
        base=base,
        network=network,
        weights=outcome.weights,
        capabilities=capabilities,
        damage=job.features.damage > 0,
        report=report,
    )
    remove_working_files(job.out / WORKING_FOLDER)
    return report


def _check_place(out: Path, resume: bool) -> None:
    """Raise where `out` holds anything that a new run would mix with its own."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; name a folder for the new model")
    if resume or not out.exists() or not any(out.iterdir()):
        return
    begun = (out / WORKING_FOLDER).exists() and not (out / "config.json").exists()
    advice = "go on with --resume, delete it, or name another folder" if begun else "name a new folder"
    raise InputError(f"{out} is not empty; {advice}")


def _capabilities(base: Checkpoint, job: Job) -> Capabilities:
    """Return what the new model can do; what the old one could and is not trained on is not promised."""
    features = job.features
    return replace(
        base.capabilities,
        name=job.out.resolve().name,
        version="",
        normalisation=TEXT_FORM,
        constraint_markers=MARKERS if features.constraints else None,
        alignment=AlignmentHeads(features.layer, (features.head,)) if features.alignment else None,
    )


def _lengths(pairs: Sequence[Pair], pieces: Pieces) -> list[tuple[int, int]]:
    targets = pieces.encode_target([pair.target for pair in pairs])
    return [(pieces.count(pair.source), len(target)) for pair, target in zip(pairs, targets, strict=True)]


def _select(raw: Sequence[Pair], pieces: Pieces, base: Checkpoint) -> tuple[list[Pair], Selection]:
    normal = [Pair(pieces.normalise(pair.source), pieces.normalise_target(pair.target)) for pair in raw]
    # Damage and wanted translations make the French longer.
    longest = min(base.longest_source, base.positions // 2)
    return normal, select(normal, lengths=lambda pairs: _lengths(pairs, pieces), longest=longest)


def _sets(
    job: Job, selection: Selection, pieces: Pieces, base: Checkpoint
) -> tuple[dict[str, Sequence[Pair]], list[int]]:
    """Return the pairs to measure with, and the places in `selection` of those to learn from."""
    places = list(range(len(selection.pairs)))
    sets: dict[str, Sequence[Pair]] = {}
    if job.validation:
        validation = _select(read_pairs(job.validation), pieces, base)[1].pairs
        known = set(validation)
        places = [place for place in places if selection.pairs[place] not in known]
        sets[VALIDATION] = validation
    else:
        count = min(_HELD_OUT, len(places) // 20)
        out = set(numpy.random.default_rng(job.recipe.seed).permutation(len(places))[:count].tolist())
        sets[VALIDATION] = [selection.pairs[place] for place in sorted(out)]
        places = [place for place in places if place not in out]
    if job.general:
        sets["general"] = _select(read_pairs(job.general), pieces, base)[1].pairs
    if not places or not all(sets.values()):
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in selection.dropped.items())
        raise InputError(
            f"too few pairs can be used: {len(selection.pairs):,} to learn from and to hold out"
            f"{f' (not used: {reasons})' if reasons else ''}; give 20 or more, and a --validate that is not empty"
        )
    return sets, places


def _links(job: Job, raw: Sequence[Pair], normal: Sequence[Pair], places: Sequence[int]) -> list[Links] | None:
    """Return the word alignments of the pairs at `places`, where a feature needs them."""
    if not job.features.need_links:
        return None
    if job.alignments is None:
        return links_of_pairs([normal[place] for place in places])
    try:
        lines = job.alignments.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{job.alignments} cannot be read: {error}; check the name and the file") from error
    if len(lines) != len(raw):
        raise InputError(
            f"{job.alignments} has {len(lines):,} lines for {len(raw):,} pairs; it must have one for each pair"
        )
    try:
        links = links_from(lines, raw, normal)
    except InputError as error:
        raise InputError(f"{job.alignments}: {error}") from None
    return [links[place] for place in places]


def _identity(job: Job, base: Checkpoint, pairs: Sequence[Pair], sets: dict[str, Sequence[Pair]]) -> str:
    """Return a digest of all that a resumed run must have in common with its beginning, all but the budget."""
    total = hashlib.sha256()
    settings = replace(job.recipe, minutes=1.0, epochs=None)
    total.update(f"{digest(base)} {settings} {job.features} {TEXT_FORM}".encode())
    for some in (pairs, *sets.values()):
        for pair in some:
            total.update(f"{pair.source}\t{pair.target}\n".encode())
    return total.hexdigest()


def _report(
    job: Job, base: Checkpoint, selection: Selection, sets: dict[str, Sequence[Pair]], outcome: Outcome
) -> Report:
    recipe, features = job.recipe, job.features
    budget = f"{recipe.minutes:g} minutes" if recipe.minutes is not None else f"{recipe.epochs:g} epochs"
    settings = {
        "pairs": ", ".join(path.name for path in job.pairs),
        "budget": budget,
        "recipe": ", ".join(f"{name} {value}" for name, value in asdict(recipe).items() if value is not None),
        "matrix products in": outcome.kind.removeprefix("torch."),
        "wanted translations in": f"{features.constraints:.0%} of the pairs",
        "damaged French in": f"{features.damage:.0%} of the others",
        "guided head": f"{features.head} of layer {features.layer}, weight {features.alignment:g}"
        if features.alignment
        else "none",
        "share of the change that is kept": f"{outcome.share:.0%} (chrF of the validation pairs by share: "
        + ", ".join(f"{share:.0%} {chrf:.2f}" for share, chrf in outcome.shares.items())
        + ")",
    }
    return Report(
        model=f"{job.out.resolve().name} from {base.capabilities.name}",
        machine=str(this_machine()),
        settings=settings,
        dropped=selection.dropped,
        sizes={name: len(pairs) for name, pairs in sets.items()},
        before=outcome.before,
        after=outcome.after,
        counters=outcome.counters,
        curve=outcome.curve,
    )
