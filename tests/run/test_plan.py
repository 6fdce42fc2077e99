"""What a run is going to do: a folder's files are planned by their names alone, and as if one looked closely."""

import tracemalloc
from pathlib import Path

import pytest

from translate.run.plan import FolderJobs, Plan, plan_jobs
from translate.run.shards import Shard


def planned(source: Path, out: Path | None = None, *, closely: bool = False, **options: object) -> Plan:
    """Return the plan for a folder; two sources are looked at closely, so a second one that is empty does it."""
    sources = [source]
    if closely:
        (source.parent / "none").mkdir(exist_ok=True)
        sources.append(source.parent / "none")
    return plan_jobs(sources, out=out, force=False, journaled=True, **options)  # type: ignore[arg-type]


@pytest.fixture
def french(tmp_path: Path) -> Path:
    folder = tmp_path / "french"
    for name in (
        "b/a.txt",
        "b.txt",
        "b/c/d.md",
        "b/a.en.txt",
        ".hidden/a.txt",
        "x.unknown",
        "fr2en.notes.txt",
        "corpus.fr",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Oui.", encoding="utf-8")
    return folder


@pytest.mark.parametrize("out", [None, "english", "french/english"])
@pytest.mark.parametrize("shard", [None, Shard(0, 2), Shard(1, 2)])
def test_a_folder_is_planned_as_one_that_is_looked_at_closely(
    french: Path, out: str | None, shard: Shard | None
) -> None:
    folder = None if out is None else french.parent / out
    for _ in range(2):
        quick = planned(french, folder, shard=shard)
        closely = planned(french, folder, closely=True, shard=shard)
        assert isinstance(quick.jobs, FolderJobs) and not isinstance(closely.jobs, FolderJobs)
        assert {(job.source, job.target) for job in quick.jobs} == {(job.source, job.target) for job in closely.jobs}
        assert len(quick.jobs) == len(set(quick.jobs))
        assert quick.skipped[0].startswith(f"{french}: 1 file left out, in formats that are not known (1 .unknown)")
        for job in quick.jobs:
            job.target.parent.mkdir(parents=True, exist_ok=True)
            job.target.write_text("Yes.", encoding="utf-8")
    skipping = planned(french, folder, shard=shard, skip_existing=True)
    assert not skipping.jobs and "whose results exist already" in skipping.skipped[-1]


def test_jobs_are_a_sequence(french: Path) -> None:
    jobs = planned(french).jobs
    assert [jobs[number] for number in range(len(jobs))] == [*jobs] == jobs[:]
    assert jobs[-1] == jobs[len(jobs) - 1]
    with pytest.raises(IndexError):
        jobs[len(jobs)]


def test_a_link_to_a_source_is_not_written_through(french: Path) -> None:
    english = french.parent / "english"
    english.mkdir()
    (english / "b.en.txt").symlink_to(french / "b.txt")
    plan = planned(french, english)
    assert [reason for reason in plan.refused if "b.txt would overwrite itself" in reason]
    assert english / "b.en.txt" not in {job.target for job in plan.jobs}


def test_two_files_that_would_become_one_are_told(french: Path) -> None:
    (french / "a.pdf").write_bytes(b"%PDF-")
    (french / "a.md").write_text("Oui.", encoding="utf-8")
    assert ["a.en.md" in reason for reason in planned(french).refused] == [True]


def test_an_empty_folder_is_refused_and_an_empty_shard_is_not(tmp_path: Path) -> None:
    (tmp_path / "french").mkdir()
    assert "holds no file" in planned(tmp_path / "french").refused[0]
    (tmp_path / "french" / "a.txt").write_text("Oui.", encoding="utf-8")
    plans = [planned(tmp_path / "french", shard=Shard(index, 5)) for index in range(5)]
    assert sorted(len(plan.jobs) for plan in plans) == [0, 0, 0, 0, 1] and not any(plan.refused for plan in plans)


def test_a_million_names_are_little() -> None:
    count = 100_000

    def never(*_: Path) -> object:
        raise AssertionError

    tracemalloc.start()
    try:
        jobs = FolderJobs(Path("out"), never)  # type: ignore[arg-type]
        for folder in range(100):
            names = (f"article-{folder:03}{number:04}.txt" for number in range(count // 100))
            jobs.add(Path(f"french/{folder}"), Path(f"out/{folder}"), names)
        assert len(jobs) == count
        assert tracemalloc.get_traced_memory()[1] < 50 * count
    finally:
        tracemalloc.stop()
