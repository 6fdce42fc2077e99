import json
import re
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from contracts import CASES, CodedContract
from translate.documents.errors import InputError
from translate.documents.formats.codes import out_of_view, shown
from translate.documents.formats.notebook import Notebook

FORMAT = Notebook()
LINES = st.lists(
    st.sampled_from(
        ["Le **chat** dort.", "et `x`", "# Un titre", "* un", "[lien](u)", "$x^2$ est", "", '"oui", "non"', "é", "⟨1⟩"]
    ),
    min_size=1,
    max_size=5,
)


def notebook(*cells: list[str] | str, kind: str = "markdown") -> bytes:
    made: list[object] = [{"cell_type": kind, "metadata": {}, "source": source} for source in cells]
    return json.dumps({"cells": made, "nbformat": 4}, indent=1, ensure_ascii=False).encode()


def words(text: str) -> str:
    """A text without white space and signs of Markdown."""
    return re.sub(r"\s|[*`\[\]$#]|\(\w[^()]*\)", "", text)


def sources(data: bytes) -> list[str]:
    return [segment.source for segment in FORMAT.read(data).segments]


class TestNotebook(CodedContract):
    format_name = "notebook"
    files = ("lesson.ipynb",)

    def outside(self, data: bytes) -> object:
        cells = json.loads(data)["cells"]
        return [
            (
                cell["cell_type"],
                len(cell["source"]) if cell["cell_type"] == "markdown" else cell["source"],
                cell["metadata"],
            )
            for cell in cells
            if not isinstance(cell["source"], str)
        ]

    def check_holds(self, result: bytes, targets: Sequence[str]) -> None:
        cells = [cell["source"] for cell in json.loads(result)["cells"]]
        text = words(out_of_view("".join("".join(cell) for cell in cells)))
        for target in targets:
            assert words(out_of_view(shown(target).text)) in text

    def draw(self, data: st.DataObject) -> bytes:
        cells = data.draw(st.lists(LINES, min_size=1, max_size=3))
        return notebook(*([line + "\n" for line in lines] for lines in cells))


def test_only_markdown_is_translated() -> None:
    found = " ".join(sources((CASES / "lesson.ipynb").read_bytes()))
    assert "Calculez" in found
    assert not any(text in found for text in ("Bonjour", "Afficher", "Texte brut", "exercice"))


def test_a_sentence_over_lines_keeps_its_lines() -> None:
    data = notebook(["Le chat\n", "dort."])
    document = FORMAT.read(data)
    assert [segment.source for segment in document.segments] == ["Le chat⟨1|⟩dort."]
    made = document.with_segments([replace(document.segments[0], target="The cat⟨1|⟩sleeps.")])
    assert json.loads(FORMAT.write(made))["cells"][0]["source"] == ["The cat\n", "sleeps."]


def test_the_place_is_the_cell() -> None:
    assert FORMAT.read(notebook("Un.", "Deux.")).segments[1].place == "cell 2"


def test_other_json_is_refused() -> None:
    with pytest.raises(InputError, match="no notebook"):
        FORMAT.read(b'{"a": "b"}')


@pytest.mark.parametrize("cells", [[""] * 30_000, ["mot\n" * 10_000], ["Un chat."] * 2_000])
def test_notebooks_of_many_cells_are_read_soon(cells: list[str]) -> None:
    data = notebook(*cells)
    began = time.process_time()
    assert FORMAT.write(FORMAT.read(data)) == data
    assert time.process_time() - began < 5
