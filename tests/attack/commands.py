"""The commands that write, each with the files that it needs and the arguments that make it write all it can."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from translate.documents.formats import read_text
from translate.review import digest_of

FRENCH = (
    "Le président est arrivé à Koursk. Il est en Russiemais il revient.\n\nUn titre\n\n"
    "Le chat dort au soleil. Il pleut à Paris.\n"
)
ENGLISH = (
    "The president has arrived in Kursk. He is in Russia but he returns.\n\nA title\n\n"
    "The cat sleeps in the sun. It rains.\n"
)
TERMS = "source\ttarget\nKoursk\tKursk\nOTAN\tNATO\n"


@dataclass(frozen=True, slots=True)
class Command:
    """One way to write. `outputs` are the options that name a file to be written, with the name in `arguments`."""

    name: str
    arguments: tuple[str, ...]
    outputs: tuple[tuple[str, str], ...] = ()
    again: tuple[str, ...] = ()
    """What is added when the same is done a second time."""


COMMANDS = (
    Command("translate a file", ("article.txt", "-q"), again=("--force",)),
    Command("translate over a file", ("article.txt", "-o", "old.txt", "--force", "-q"), (("-o", "old.txt"),)),
    Command("translate a folder", ("in", "-o", "out", "-q", "--skip-existing")),
    Command(
        "translate with report and page",
        ("article.txt", "-o", "e.txt", "--report", "r.json", "--review", "p.html", "-q"),
        (("-o", "e.txt"), ("--report", "r.json"), ("--review", "p.html")),
        ("--force",),
    ),
    Command("clean to a file", ("clean", "article.txt", "-o", "c.txt", "-q"), (("-o", "c.txt"),), ("--force",)),
    Command("clean in place", ("clean", "--in-place", "in", "-q")),
    Command(
        "check",
        ("check", "article.txt", "english.txt", "--no-model", "-o", "r.txt", "-q", "--fail-on", "never"),
        (("-o", "r.txt"),),
        ("--force",),
    ),
    Command(
        "measure the checks",
        ("check", "article.txt", "english.txt", "--no-model", "--measure", "-o", "rates.tsv", "-q"),
        (("-o", "rates.tsv"),),
        ("--force",),
    ),
    Command(
        "review",
        ("review", "article.txt", "english.txt", "-o", "page.html", "-q"),
        (("-o", "page.html"),),
        ("--force",),
    ),
    Command("review for Word", ("review", "article.txt", "english.txt", "-o", "page.docx", "-q"), again=("--force",)),
    Command(
        "apply",
        (
            *("apply", "d.json", "-o", "e.txt", "--glossary", "g.tsv", "--memory", "m.sqlite"),
            *("--tmx", "t.tmx", "--french", "f.txt", "-q"),
        ),
        (("-o", "e.txt"), ("--tmx", "t.tmx"), ("--french", "f.txt"), ("--glossary", "g.tsv"), ("--memory", "m.sqlite")),
        ("--force",),
    ),
    Command("glossary add", ("glossary", "add", "Brest", "Brest", "-g", "g.tsv", "-q")),
    Command("glossary add, in place", ("glossary", "add", "OTAN", "Nato", "-g", "g.tsv", "--force", "-q")),
    Command("glossary remove", ("glossary", "remove", "OTAN", "-g", "g.tsv", "-q")),
    Command("glossary import", ("glossary", "import", "other.csv", "-g", "g.tsv", "--force", "-q")),
    Command(
        "glossary export",
        ("glossary", "export", "-g", "g.tsv", "--packs", "none", "-o", "e.tbx", "-q"),
        (("-o", "e.tbx"),),
        ("--force",),
    ),
    Command(
        "glossary extract",
        ("glossary", "extract", "article.txt", "--least", "1", "-o", "x.tsv", "-q"),
        (("-o", "x.tsv"),),
        ("--force",),
    ),
    Command(
        "damage",
        ("damage", "article.txt", "-o", "d.txt", "--gold", "gold.jsonl"),
        (("-o", "d.txt"), ("--gold", "gold.jsonl")),
        ("--force",),
    ),
)
"""`models pull` and `train`, which write folders of their own, have attacks of their own in `tests/engine` and
`tests/lab`."""


def make_files(folder: Path) -> None:
    """Write the files that the commands need."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "article.txt": FRENCH,
        "english.txt": ENGLISH,
        "old.txt": "What somebody wrote.\n",
        "g.tsv": TERMS,
        "other.csv": "source,target\nBrest,Brest\nOTAN,NATO\n",
        "d.json": json.dumps(decisions()),
        "in/a/x.txt": "Il parlevite. Il pleut à Paris.\n",
        "in/b/x.txt": "Le chat dort.\nIl mangebien.\n",
        "in/y.md": "# Un titre\n\nIl est en Russiemais il revient.\n",
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def decisions(change: Callable[[dict[str, object]], object] = lambda _: None) -> dict[str, object]:
    """Return decisions for the article in which all is accepted and a term is new, after `change`."""
    document = read_text(FRENCH, format="text")
    segments: list[dict[str, object]] = []
    position = 0
    for part in document.parts:
        text = part.source if hasattr(part, "source") else part.text
        if hasattr(part, "source"):
            record = {"id": len(segments), "start": position, "source": text, "english": f"English {len(segments)}."}
            segments.append({**record, "state": "accepted"})
        position += len(text)
    record = {
        "form": "fr2en decisions",
        "version": 1,
        "digest": digest_of(document),
        "name": "article.txt",
        "format": "text",
        "encoding": "utf-8",
        "signature": "none",
        "repair": [],
        "segments": segments,
        "terms": [{"source": "Brest", "target": "Brest"}],
    }
    change(record)
    return record
