"""Whole runs on a tiny model: stopped and resumed, on a full disk, with bad input, and what comes out."""

import errno
import json
import random
import shutil
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch

import tiny
from translate.documents.errors import InputError, ModelError, OutputError
from translate.engine.base import Decoding
from translate.engine.checkpoint import AlignmentHeads, open_checkpoint
from translate.engine.fast import FastEngine
from translate.engine.reference import ReferenceEngine
from translate.lab.training import state as state_module
from translate.lab.training import trainer as trainer_module
from translate.lab.training.blending import least_share
from translate.lab.training.features import Features
from translate.lab.training.feed import Feed
from translate.lab.training.report import Report, curve_svg
from translate.lab.training.run import Job, train
from translate.lab.training.state import Point, write_whole
from translate.lab.training.trainer import Recipe, Status

RECIPE = Recipe(epochs=2.5, rate=3e-3, warm_up=2, batch=120, checks=2, save_minutes=0.0, sampled=50, common=30)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.tiny_model(tmp_path_factory.mktemp("base") / "tiny")


class KilledError(Exception):
    """Stands for a kill: nothing after it is done."""


@dataclass(frozen=True)
class Run:
    out: Path
    report: Report
    seen: list[tuple[int, int]]


def job_in(folder: Path, model: Path) -> Job:
    pairs = tiny.write_pairs(folder / "pairs.tsv")
    features = Features(constraints=0.3, damage=0.3, alignment=0.1, layer=-1, head=1)
    return Job([pairs], model, folder / "new", RECIPE, features, threads=1, device="cpu")


@pytest.fixture
def job(tmp_path: Path, model: Path) -> Job:
    return job_in(tmp_path, model)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Run:
    """Return what a run of `job` makes that nothing stops."""
    job = job_in(tmp_path_factory.mktemp("undisturbed"), model)
    with pytest.MonkeyPatch.context() as patch:
        seen = watch(patch)
        report = train(job)
    assert report
    return Run(job.out, report, seen)


def watch(patch: pytest.MonkeyPatch, left: list[int] | None = None) -> list[tuple[int, int]]:
    """Return a list that grows by the epoch and the number of each pair that is learnt from.

    With `left`, the run is killed after so many batches.
    """
    seen: list[tuple[int, int]] = []
    real = Feed.batch

    def watched(self: Feed, numbers: Any, *, epoch: int, device: torch.device) -> Any:
        if left is not None:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
        seen.extend((epoch, int(number)) for number in numbers)
        return real(self, numbers, epoch=epoch, device=device)

    patch.setattr(Feed, "batch", watched)
    return seen


def weights(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(folder / "model.safetensors")


def same(one: Path, other: Path) -> bool:
    a, b = weights(one), weights(other)
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def test_an_epoch_sees_each_pair_once(undisturbed: Run) -> None:
    size = max(number for _, number in undisturbed.seen) + 1
    assert size == 46
    assert sorted(undisturbed.seen[: 2 * size]) == [(epoch, number) for epoch in (0, 1) for number in range(size)]


@pytest.mark.parametrize("save_minutes", [0.0, 1000.0], ids=["each step saved", "steps lost and made again"])
def test_a_run_that_is_killed_at_random_steps_ends_as_one_that_is_not(
    job: Job, undisturbed: Run, monkeypatch: pytest.MonkeyPatch, save_minutes: float
) -> None:
    job = replace(job, recipe=replace(job.recipe, save_minutes=save_minutes))
    left = [0]
    seen = watch(monkeypatch, left)
    chance = random.Random(5)
    kills = 0
    for attempt in range(100):
        left[0] = chance.randint(0, 3) + 3 * attempt
        try:
            assert train(job, resume=attempt > 0)
            break
        except KilledError:
            kills += 1
    assert kills >= 2
    if save_minutes == 0:
        assert seen == undisturbed.seen
    assert same(undisturbed.out, job.out)


def test_a_run_that_is_asked_to_stop_goes_on_where_it_was(job: Job, undisturbed: Run) -> None:
    calls = count()
    assert train(job, stop=lambda: next(calls) == 4) is None
    assert not (job.out / "config.json").exists()
    report = train(job, resume=True)
    assert report and report.before == undisturbed.report.before and report.after == undisturbed.report.after
    assert same(undisturbed.out, job.out)
    assert sorted(path.name for path in undisturbed.out.iterdir()) == sorted(path.name for path in job.out.iterdir())


def test_another_run_is_not_resumed(job: Job) -> None:
    calls = count()
    train(job, stop=lambda: next(calls) == 1)
    with pytest.raises(InputError, match="is not empty; go on with --resume"):
        train(job)
    other = replace(job, recipe=replace(job.recipe, rate=1e-3))
    with pytest.raises(InputError, match="with other pairs, another model or other settings"):
        train(other, resume=True)
    tiny.write_pairs(job.pairs[0], tiny.PAIRS[1:])
    with pytest.raises(InputError, match="with other pairs"):
        train(job, resume=True)
    tiny.write_pairs(job.pairs[0])
    state = job.out / "training" / trainer_module.STATE
    state.write_bytes(state.read_bytes()[:5000])
    with pytest.raises(InputError, match="is damaged and cannot be resumed"):
        train(job, resume=True)
    shutil.rmtree(job.out)
    with pytest.raises(InputError, match="nothing to resume"):
        train(job, resume=True)


def test_a_full_disk_is_one_sentence_and_the_last_state_stays(
    job: Job, undisturbed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = state_module.save_state, count()

    def refuse(path: Path, state: Any) -> None:
        # A device that is full takes the place of the file that is written.
        if next(calls) == 4:
            path.with_name(path.name + ".part").symlink_to("/dev/full")
        real(path, state)

    monkeypatch.setattr(trainer_module, "save_state", refuse)
    with pytest.raises(OutputError, match=r"No space left on device; the last one that was whole stays") as caught:
        train(job)
    assert "\n" not in str(caught.value)
    assert [path.name for path in (job.out / "training").iterdir() if "part" in path.name] == []
    assert train(job, resume=True)
    assert same(undisturbed.out, job.out)


def test_a_model_for_which_there_is_no_room_can_be_written_later(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", refuse)
        with pytest.raises(OutputError, match=r"new: No space left on device; make room and repeat .* --resume"):
            train(job)
    with pytest.raises(ModelError, match=r"no config\.json"):
        open_checkpoint(job.out)
    assert train(job, resume=True)
    assert open_checkpoint(job.out)


def test_writing_in_a_place_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match=r"could not be written: .*; nothing was kept"):
        write_whole(tmp_path / "file" / "state.pt", lambda file: None)


def test_what_comes_out_is_a_whole_model(job: Job) -> None:
    statuses: list[Status] = []
    recipe = replace(RECIPE, sampled=0, epochs=8, rate=1e-2)
    report = train(replace(job, general=job.pairs, recipe=recipe), progress=statuses.append)
    assert report and report.sizes == {"validation": 2, "general": 48}
    assert [bool(status.point) for status in statuses].count(True) == RECIPE.checks
    assert statuses[-1].share == 1 and statuses[-1].left == 0 and statuses[-1].pieces_per_second > 0
    losses = [point.loss for point in report.curve[1:]]
    assert losses[-1] < 0.6 * losses[0]
    checkpoint = open_checkpoint(job.out)
    stated = checkpoint.capabilities
    assert stated.constraint_markers == ("⟦", "⟧")
    assert stated.alignment == AlignmentHeads(-1, (1,))
    assert stated.normalisation == "punct-3" and stated.name == "new"
    assert json.loads((job.out / "capabilities.json").read_text("utf-8"))["damage"] is True
    assert not (job.out / "training").exists()
    card = (job.out / "README.md").read_text("utf-8")
    assert "| validation | 2 |" in card and "between ⟦ and ⟧" in card and "nrefs:1" in card
    sentences = [pair[0] for pair in tiny.PAIRS[:3]]
    decoding = Decoding(beam=1, longest=20, attention=True)
    fast = FastEngine(checkpoint, compute_type="float32", device="cpu").translate(sentences, decoding=decoding)
    slow = ReferenceEngine(checkpoint, device="cpu").translate(sentences, decoding=decoding)
    for one, other in zip(fast, slow, strict=True):
        # How the two end what is cut at `longest` is their own affair.
        assert one.tokens[:15] == other.tokens[:15] != ()
        assert one.attention is not None and other.attention is not None
        assert abs(one.attention[:15] - other.attention[:15]).max() < 0.01


def test_without_features_nothing_is_promised(job: Job) -> None:
    plain = replace(job, features=Features(), validation=job.pairs, pairs=[*job.pairs, _more(job)])
    report = train(plain)
    assert report and report.sizes == {"validation": 48}
    stated = open_checkpoint(job.out).capabilities
    assert stated.constraint_markers is None and stated.alignment is None
    assert report.dropped == {} and report.counters.pairs <= 2.5 * 2 + 2


def test_of_a_change_as_much_is_kept_as_the_validation_needs(
    job: Job, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = replace(job, features=Features())
    made = {}
    for share in (1.0, 0.55):
        monkeypatch.setattr(trainer_module, "least_share", lambda chrf, share=share: share if chrf[share] else 0)
        out = job.out.with_name(f"share {share}")
        report = train(replace(plain, out=out))
        assert report and report.settings["share of the change that is kept"].startswith(f"{share:.0%} (chrF of")
        made[share] = weights(out)
    changed = 0
    for name, first in weights(model).items():
        if name in made[1.0]:
            between = first.float().lerp(made[1.0][name].float(), 0.55)
            assert torch.allclose(between, made[0.55][name].float(), atol=2e-3)
            changed += not torch.equal(made[1.0][name], made[0.55][name])
    assert changed > 10


def test_all_that_features_taught_is_kept(undisturbed: Run) -> None:
    assert undisturbed.report.settings["share of the change that is kept"].startswith("100% (chrF of")
    assert least_share({1.0: 50.0, 0.85: 50.1, 0.7: 49.95, 0.55: 49.8}) == 0.7
    assert least_share({1.0: 50.0, 0.85: 49.0}) == 1.0


def _more(job: Job) -> Path:
    return tiny.write_pairs(job.pairs[0].with_name("more.tsv"), [("Bonjour.", "Hello."), ("Merci.", "Thanks.")])


def test_alignments_can_be_given(job: Job) -> None:
    path = job.pairs[0].with_name("links.txt")
    path.write_text("0-0 1-2\n" * 48, encoding="utf-8")
    assert train(replace(job, alignments=path))
    path.write_text("0-0 1-2\n" * 47 + "0-77\n", encoding="utf-8")
    again = replace(job, alignments=path, out=job.out.with_name("again"))
    with pytest.raises(InputError, match=r"links\.txt: .*line 48"):
        train(again)
    path.write_text("0-0\n", encoding="utf-8")
    with pytest.raises(InputError, match="has 1 lines for 48 pairs"):
        train(again)


def test_a_model_without_pieces_for_the_markers_cannot_learn_them(job: Job, tmp_path: Path, model: Path) -> None:
    other = shutil.copytree(model, tmp_path / "other")
    vocabulary = json.loads((other / "vocab.json").read_text("utf-8"))
    vocabulary["x"] = vocabulary.pop("⟦")
    (other / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    with pytest.raises(InputError, match="has no pieces for ⟦ and ⟧"):
        train(replace(job, model=other))


@pytest.mark.parametrize(("pairs", "wanted"), [(tiny.PAIRS[:3], "too few pairs"), ([("", "x")] * 30, "empty 30")])
def test_too_few_pairs_are_one_sentence(job: Job, pairs: list[tuple[str, str]], wanted: str) -> None:
    tiny.write_pairs(job.pairs[0], pairs)
    with pytest.raises(InputError, match=wanted):
        train(job)
    assert not job.out.exists()


def test_numbers_that_run_away_end_the_run(job: Job) -> None:
    with pytest.raises(ModelError, match=r"went astray.* --rate"):
        train(replace(job, recipe=replace(job.recipe, rate=1e30, warm_up=0)))


def test_time_is_a_budget(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()
    clock = lambda: next(ticks) * 0.5  # noqa: E731
    monkeypatch.setattr("translate.lab.training.trainer.time.monotonic", clock)
    report = train(replace(job, recipe=replace(RECIPE, epochs=None, minutes=0.5)))
    assert report and 30 <= report.counters.seconds < 40
    assert len(report.curve) == RECIPE.checks + 1


def test_recipes_refuse_what_cannot_be() -> None:
    for values in (
        {},
        {"minutes": 1, "epochs": 1},
        {"minutes": 0},
        {"epochs": 1, "rate": 0},
        {"epochs": 1, "checks": 0},
    ):
        with pytest.raises(ValueError, match=r"budget|out of its range"):
            Recipe(**values)


def test_a_curve_is_drawn_even_of_one_point() -> None:
    import xml.dom.minidom

    for points in ([], [Point(0, 0, 0, 0, 5, 5)], [Point(n * 60, n, n, 1, n, 2 * n) for n in range(5)]):
        picture = xml.dom.minidom.parseString(curve_svg(points, title='<"&'))
        assert len(picture.getElementsByTagName("polyline")) == 2


def test_a_report_can_be_read_without_scores() -> None:
    from translate.lab.training.state import Counters

    text = str(Report("a", "b", {"c": "d"}, {"empty": 1200}, {}, {}, {}, Counters(), ()))
    assert text.startswith("# Training of a\n") and "pairs not used: empty 1,200" in text
