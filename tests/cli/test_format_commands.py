"""The commands on a file of each format: mended in place, reviewed without codes, and the English written back."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from documents.office_files import zipped
from places import CASES
from review_documents import decided
from translate.cli.main import run
from translate.documents.formats import read
from translate.documents.formats.codes import shown

DAMAGED = "Il est allé en Russiemais il est revenu hier."
MENDED = "Il est allé en Russie mais il est revenu hier."
ENGLISH = "He went to Russia but he came back yesterday."
EDITED = "Yesterday he came back from Russia & Ukraine."
FILES = {  # of each format one of the cases, with a text in it, and the options that it needs
    "letter.docx": ("Apportez votre carte.", []),
    "letter.odt": ("Apportez votre carte.", []),
    "prices.ods": ("Cahier de brouillon", []),
    "market.pptx": ("Les étals ouvrent à huit heures.", []),
    "stock.xlsx": ("Inventaire du premier juillet", []),
    "tales.epub": ("Dès huit ans.", []),
    "article.html": ("Les horaires", []),
    "a.srt": ("Texte.", []),
    "a.vtt": ("Texte.", []),
    "a.ass": ("Texte.", []),
    "a.ipynb": ("Texte.", []),
    "a.json": ("Texte.", ["--fields", "a"]),
    "a.jsonl": ("Texte.", ["--fields", "a"]),
    "a.csv": ("Texte.", ["--columns", "b"]),
}
MADE = {
    "a.srt": "\ufeff1\r\n00:00:01,000 --> 00:00:05,000\r\nTexte.\r\n\r\n2\r\n00:00:09,000 --> 00:00:11,000\r\nOui.\r\n",
    "a.vtt": "WEBVTT\n\nNOTE rien\n\n00:01.000 --> 00:05.000 align:start\n<v Jean>Texte.\n",
    "a.ass": "[Events]\nFormat: Start, End, Style, Text\nDialogue: 0:00:01.00,0:00:05.00,Un,{\\an8}Texte.\n",
    "a.ipynb": '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["Texte."]}], "nbformat": 4}',
    "a.json": '{"a":  "Texte.", "b": [1e3]}',
    "a.jsonl": '{"a":  "Texte."}\n{"a": 5}\n',
    "a.csv": 'a;b\r\n1;"Texte."\r\n',
}


def with_text(name: str, text: str) -> bytes:
    """Return the file of a format with `text` in the place of one of its own."""
    old, _ = FILES[name]
    if name in MADE:
        return MADE[name].replace(old, text).encode()
    data = (CASES / "formats" / name).read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        assert old.encode() in data
        return data.replace(old.encode(), text.encode())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    assert any(old.encode() in member for member in members.values())
    return zipped({each: member.replace(old.encode(), text.encode()) for each, member in members.items()})


def texts(path: Path, options: list[str]) -> list[str]:
    """Return what a person reads in the file at `path`."""
    form = f"{'csv' if '--columns' in options else 'json'}:{options[1]}" if options else None
    return [shown(segment.source).text for segment in read(path, format=form).segments]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_each_format_is_mended_reviewed_and_written_back(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FR2EN_DATA", str(tmp_path / "data"))
    options = FILES[name][1]
    path, english = Path(name), Path(f"en.{name}")
    path.write_bytes(with_text(name, DAMAGED))
    english.write_bytes(with_text(name, ENGLISH))
    assert run(["clean", name, "--check", "-q", *options]) == 1
    assert run(["clean", name, "--in-place", "-q", *options]) == 0
    assert MENDED in texts(path, options)
    assert DAMAGED not in texts(path, options)
    assert path.stat().st_size and run(["clean", name, "--check", "-q", *options]) == 0
    path.write_bytes(with_text(name, DAMAGED))
    run(["check", name, english.name, "--no-model", "--format", "json", "-q", *options])
    pairs = json.loads(capsys.readouterr().out)["documents"][0]["pairs"]
    assert (DAMAGED, ENGLISH) in [(pair["source"], pair["target"]) for pair in pairs]
    assert run(["diff", name, english.name, "--json", *options]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (DAMAGED, MENDED, ENGLISH) in [(row["original"], row["source"], row["target"]) for row in rows]
    assert run(["review", name, english.name, "-q", *options]) == 0
    Path("d.json").write_text(json.dumps(reviewed(Path(f"{path.stem}.review.html"))), encoding="utf-8")
    assert run(["apply", "d.json", "-o", f"out.{name}", "--french", f"fr.{name}", "-q"]) == 0
    assert " ".join(EDITED.split()) in texts(Path(f"out.{name}"), options)
    assert MENDED in texts(Path(f"fr.{name}"), options)


def reviewed(page: Path) -> dict[str, Any]:
    """Return what a page exports on which the English of one sentence was edited."""
    record = decided(page)
    for one in record["segments"]:
        if shown(one["english"] or "").text == ENGLISH:
            one |= {"english": EDITED, "draft": one["english"], "edited": True, "state": "accepted"}
    assert any(one["state"] == "accepted" for one in record["segments"])
    return record
