import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from translate.documents import errors
from translate.documents.errors import Fr2enError, InputError, ModelError
from translate.engine.base import Decoding
from translate.engine.checkpoint import digest
from translate.engine.normalisation import NORMALISATIONS
from translate.engine.processor import instruction_set
from translate.lab.measure import measure, scores
from translate.lab.measure.machine import cpuinfo_name
from translate.lab.measure.measure import COMPUTE_TYPES, run_benchmark, sample_sentences
from translate.lab.measure.processes import EngineProcess, cold_start, last_line
from translate.lab.measure.report import BenchmarkReport, Command, table

LONG = "Le train, qui vient de loin, entre en gare, et les voyageurs descendent ; " * 12
SENTENCES = ("Il pleut à Paris.", "", "« Où est le chat ? » demande-t-elle.", LONG)
REFERENCES = ("It is raining in Paris.", "", "“Where is the cat?” she asks.", "The train arrives.")
SAYS_HELLO = Command("hello", (sys.executable, "-c", "import sys; sys.exit(input() != 'hello')"), "hello\n")


@pytest.fixture(scope="module")
def progress() -> list[str]:
    return []


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def report(progress: list[str], temporary: Path) -> BenchmarkReport:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        return run_benchmark(
            SENTENCES,
            references=REFERENCES,
            model=models.checkpoint().folder,
            beams=[1, 2],
            threads=1,
            repeats=2,
            commands=[SAYS_HELLO],
            progress=progress.append,
        )


@pytest.fixture(scope="module")
def data(report: BenchmarkReport) -> Any:
    return json.loads(report.to_json())


def test_the_text_is_counted(data: Any) -> None:
    assert (data["sentences"], data["split_sentences"]) == (3, 1)
    assert data["words"] == sum(len(sentence.split()) for sentence in SENTENCES)


def test_the_signature_names_model_and_settings(report: BenchmarkReport) -> None:
    name, *fields = report.signature.split("|")
    values = dict(field.split(":", 1) for field in fields)
    assert name == "fr2en"
    assert list(values) == ["model", "beam", "ct2", "torch", "threads", "cpu", "python", "version"]
    assert values["model"] == f"fr-en-tiny@{digest(models.checkpoint())[:8]}"
    assert (values["beam"], values["threads"], values["cpu"]) == ("1,2", "1", report.machine.processor)


def test_torch_stays_out_of_the_process_of_the_fast_engine(data: Any) -> None:
    loaded = {footprint["engine"]: footprint["torch_loaded"] for footprint in data["footprints"]}
    assert loaded == {"reference": True, "fast": False}


def test_the_fast_engine_holds_less_memory(data: Any) -> None:
    reference, fast = (footprint["peak_memory_mb"] for footprint in data["footprints"])
    assert reference is None or 10 < fast < reference


def test_only_the_fast_engine_has_a_conversion(data: Any) -> None:
    reference, fast = data["footprints"]
    assert reference["conversion_seconds"] is None
    assert fast["conversion_seconds"] > 0
    assert (reference["signature"], fast["signature"]) == ("transformers-float32", f"ct2-int8-{instruction_set()}")


def test_rates_follow_from_counts_and_seconds(data: Any) -> None:
    engines = [(speed["engine"], speed["beam"]) for speed in data["speeds"]]
    assert engines == [("reference", 1), ("fast", 1), ("reference", 2), ("fast", 2)]
    for speed in data["speeds"]:
        middle = statistics.median(speed["seconds"])
        assert len(speed["seconds"]) == data["repeats"] == 2
        assert speed["sentences_per_second"] == pytest.approx(data["sentences"] / middle)
        assert speed["source_words_per_second"] == pytest.approx(data["words"] / middle)
        assert speed["target_pieces_per_second"] == pytest.approx(speed["target_pieces"] / middle)


def test_ratios_are_medians_over_the_rounds(data: Any) -> None:
    for reference, fast in (data["speeds"][:2], data["speeds"][2:]):
        rounds = [slow / quick for slow, quick in zip(reference["seconds"], fast["seconds"], strict=True)]
        assert fast["ratio"] == pytest.approx(statistics.median(rounds))
        assert reference["ratio"] == 1


def test_pieces_and_scores_are_those_of_the_engine(report: BenchmarkReport) -> None:
    engine, decoding = models.fast(), Decoding(beam=2)
    plain = NORMALISATIONS[report.normalisation].english
    hypotheses = [engine.translate(parts, decoding=decoding) for parts in map(measured_parts, SENTENCES)]
    speed = report.speeds[3]
    assert speed.target_pieces == sum(len(h.tokens) for sentence in hypotheses for h in sentence)
    translations = [" ".join(h.text for h in sentence) for sentence in hypotheses]
    assert speed.raw_scores == scores.score(translations, REFERENCES)
    normalised = scores.score([plain(text) for text in translations], [plain(text) for text in REFERENCES])
    assert speed.normalised_scores == normalised != speed.raw_scores
    assert normalised.bleu_signature.startswith("BLEU|nrefs:1|")
    assert normalised.chrf_signature.startswith("chrF2|nrefs:1|")


def measured_parts(sentence: str) -> tuple[str, ...]:
    longest = models.checkpoint().capabilities.max_source_pieces
    return measure.readable(sentence, models.fast().count, longest)


def test_long_sentences_are_read_in_parts_and_no_word_is_lost() -> None:
    parts = measured_parts(LONG)
    assert len(parts) > 1
    assert " ".join(parts).split() == LONG.split()
    assert all(models.fast().count(part) <= models.checkpoint().capabilities.max_source_pieces for part in parts)
    assert measured_parts(SENTENCES[0]) == (SENTENCES[0],)


def test_the_engines_take_turns(progress: list[str], report: BenchmarkReport) -> None:
    turns = [message for message in progress if "beam 1" in message]
    assert turns == [
        "reference, beam 1, warm-up",
        "fast, beam 1, warm-up",
        "reference, beam 1, run 1 of 2",
        "fast, beam 1, run 1 of 2",
        "reference, beam 1, run 2 of 2",
        "fast, beam 1, run 2 of 2",
    ]


def test_commands_are_timed(data: Any) -> None:
    (start,) = data["cold_starts"]
    assert (start["command"]["name"], len(start["seconds"])) == ("hello", 2)
    assert start["median_seconds"] == pytest.approx(statistics.median(start["seconds"]))


def test_the_table_shows_what_was_measured(report: BenchmarkReport) -> None:
    lines = str(report).splitlines()
    shown = str(report)
    assert lines[0] == report.signature
    assert lines[1] == f"3 sentences, 1 of them too long for the model and split; {report.words:,} words"
    assert str(report.machine) in lines[2]
    (row,) = (line.split() for line in lines if line.split()[:2] == ["fast", "1"])
    speed = report.speeds[1]
    assert speed.normalised_scores is not None and speed.ratio is not None
    assert row[-3:] == [
        f"{speed.ratio:.2f}",
        f"{speed.normalised_scores.bleu:.2f}",
        f"{speed.normalised_scores.chrf:.2f}",
    ]
    assert "'punct-2'" in shown
    assert speed.normalised_scores.bleu_signature in lines
    assert any(line.startswith("hello") and line.endswith(" s") for line in lines)


def test_without_the_reference_engine_there_is_no_ratio() -> None:
    assert measure.paired_ratio(None, [1.0]) is None
    with pytest.raises(ValueError):
        measure.paired_ratio([1.0, 2.0], [1.0])


def test_the_table_leaves_out_what_was_not_measured(report: BenchmarkReport) -> None:
    speeds = tuple(replace(speed, ratio=None, normalised_scores=None, raw_scores=None) for speed in report.speeds)
    footprints = tuple(replace(footprint, peak_memory_mb=None) for footprint in report.footprints)
    bare = str(replace(report, speeds=speeds, footprints=footprints, cold_starts=(), split_sentences=0, repeats=1))
    assert all(words not in bare for words in ("BLEU", "x reference", "cold start", "split", "median", "None"))


def test_nothing_is_left_in_the_temporary_folder(report: BenchmarkReport, temporary: Path) -> None:
    assert report.speeds
    assert list(temporary.iterdir()) == []


def test_memory_is_that_of_the_process_alone() -> None:
    script = (
        "held = bytearray(400_000_000)\n"
        "from translate.lab.measure.processes import EngineProcess\n"
        "with EngineProcess('fast', environment={}) as process:\n"
        "    print(process.ask('footprint')['peak_bytes'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=models.SEEDS.parent)
    assert done.returncode == 0, done.stderr
    if sys.platform == "linux":
        assert 1_000_000 < int(done.stdout) < 200_000_000


def test_a_process_that_dies_leaves_its_last_words() -> None:
    with (
        pytest.raises(
            Fr2enError, match=r"the engine 'fast' ended with exit code 1 at the step 'load' \(ValueError: .*"
        ),
        EngineProcess("fast", environment={}) as process,
    ):
        process.ask(
            "load", folder=str(models.checkpoint().folder), compute_type="int3", threads=1, sentences=[SENTENCES[0]]
        )


def test_a_process_that_was_killed_is_reported() -> None:
    with EngineProcess("fast", environment={}) as process:
        os.kill(process.ask("footprint")["process"], 9)
        with pytest.raises(Fr2enError, match=r"'fast' ended with signal 9 at the step 'translate' \(it said nothing\)"):
            process.ask("translate", beam=1)


def test_what_libraries_print_does_not_disturb_the_answers(tmp_path: Path) -> None:
    chatty = "import os\nnumber = os.getpid()\nos.getpid = lambda: print('chatter', flush=True) or number\n"
    (tmp_path / "sitecustomize.py").write_text(chatty)
    with EngineProcess("fast", environment={"PYTHONPATH": str(tmp_path)}) as process:
        assert process.ask("footprint")["torch_loaded"] is False


def test_errors_of_the_engine_keep_their_class_and_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(models.checkpoint().folder, folder)
    (folder / "vocab.json").write_text("{}")
    with pytest.raises(ModelError, match=r"vocab\.json"):
        run_benchmark(SENTENCES, model=folder)
    with EngineProcess("fast", environment={}) as process, pytest.raises(ModelError, match=r"vocab\.json"):
        process.ask("load", folder=str(folder), compute_type="int8", threads=1, sentences=[])


@pytest.mark.parametrize("sentences", [(), ("", " \n")])
def test_an_empty_text_is_refused(sentences: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="there is no sentence"):
        run_benchmark(sentences)


def test_references_must_be_as_many_as_sentences() -> None:
    with pytest.raises(InputError, match="4 sentences but 3 references"):
        run_benchmark(SENTENCES, references=REFERENCES[:3])


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"engines": ["quick"]}, "reference, fast, fast-float32, none twice, not: quick$"),
        ({"engines": []}, "not: none$"),
        ({"engines": ["fast", "fast"]}, "not: fast, fast$"),
        ({"beams": [0]}, "not: 0$"),
        ({"beams": []}, "not: none$"),
        ({"beams": [4, 4]}, "not: 4, 4$"),
        ({"threads": 0}, "number of threads must be at least 1, not 0"),
        ({"repeats": 0}, "number of repeats must be at least 1, not 0"),
    ],
)
def test_settings_out_of_range_are_refused(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_benchmark(SENTENCES, **setting)


def test_without_sacrebleu_references_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics", None)
    with pytest.raises(InputError, match=r'pip install "fr2en\[bench\]"'):
        run_benchmark(SENTENCES, references=REFERENCES)


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a folder"):
        run_benchmark(SENTENCES, model=tmp_path / "nothing")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((sys.executable, "-c", "import sys; sys.exit('no room')"), r"'it' ended with exit code 1 \(no room\)"),
        (("/nonexistent/program",), "'it' cannot be started"),
    ],
)
def test_a_command_that_fails_is_reported(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        cold_start(Command("it", arguments), environment={})


def test_every_class_of_error_can_come_back_from_a_process() -> None:
    kinds: list[type[Fr2enError]] = [Fr2enError, *Fr2enError.__subclasses__(), *ModelError.__subclasses__()]
    for kind in kinds:
        assert getattr(errors, kind.__name__) is kind


def test_the_sample_is_made_of_sentences() -> None:
    sentences = sample_sentences()
    assert len(sentences) == len(set(sentences)) == 206
    assert all(sentence == sentence.strip() != "" for sentence in sentences)


@pytest.mark.parametrize(
    ("cpuinfo", "name"),
    [
        ("processor : 0\nBogoMIPS : 108.00\nModel : Raspberry Pi 4\n", "Raspberry Pi 4"),
        ("processor : 0\ncpu : POWER9\ncpu MHz : 2400\n", "POWER9"),
        ("processor : 0\ncpu family : 6\nmodel : 1\n", ""),
    ],
)
def test_processors_are_named_where_the_kernel_does(cpuinfo: str, name: str) -> None:
    assert cpuinfo_name(cpuinfo) == name


@given(st.binary(max_size=600))
@settings(deadline=None)
def test_the_last_line_is_one_short_line(output: bytes) -> None:
    line = last_line(output)
    assert 0 < len(line) <= 200
    assert len(line.splitlines()) == 1


@given(st.lists(st.tuples(st.text("ab1", min_size=1), st.text("ab1", min_size=1)), max_size=5))
@settings(deadline=None)
def test_columns_of_a_table_end_at_the_same_place(rows: list[tuple[str, str]]) -> None:
    lines = table(["head", "other"], rows).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert [tuple(line.split()) for line in lines[1:]] == rows


def test_each_engine_has_a_way_to_compute() -> None:
    assert COMPUTE_TYPES == {"reference": None, "fast": "int8", "fast-float32": "float32"}
