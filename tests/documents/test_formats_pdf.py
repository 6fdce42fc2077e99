import importlib.util
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from contracts import CASES
from translate.documents.errors import InputError
from translate.documents.formats import format_for, read
from translate.documents.formats.pdf import Pdf
from translate.documents.formats.pdf_layout import HYPHEN, Letter, Page, markdown_of

needs_pdfium = pytest.mark.skipif(importlib.util.find_spec("pypdfium2") is None, reason="the extra pdf is not there")
WIDTH = 5.0
"""Points of a letter of ten points."""


def set_text(text: str, left: float, bottom: float, size: float = 10) -> Iterator[Letter]:
    """The letters of a line."""
    for number, letter in enumerate(text):
        start = left + number * WIDTH * size / 10
        yield Letter(letter, start, bottom, start + WIDTH * size / 10, bottom + size, size)


def page(*lines: tuple[str, float, float] | tuple[str, float, float, float]) -> Page:
    return Page([letter for line in lines for letter in set_text(*line)], 800)


def paragraphs(*pages: Page) -> list[str]:
    return markdown_of(pages, join=lambda text: text.replace("-\n", "").replace("\n", " ")).strip().split("\n\n")


def lines(texts: Sequence[str], left: float, top: float) -> list[tuple[str, float, float]]:
    return [(text, left, top - 12 * number) for number, text in enumerate(texts)]


ONE = ["Le premier texte de la colonne", "qui va sur plusieurs lignes et", "finit ici, en bas de la page."]
TWO = ["Le second texte est à droite", "et se lit après le premier, ce", "que le fichier ne dit pas tel."]


def test_columns_are_read_one_after_the_other_whatever_the_order_of_the_file() -> None:
    mixed = [line for pair in zip(lines(TWO, 230, 700), lines(ONE, 50, 700), strict=True) for line in pair]
    assert paragraphs(page(("Un titre qui va sur toute la largeur de la page en haut", 50, 740), *mixed)) == [
        "Un titre qui va sur toute la largeur de la page en haut",
        " ".join(ONE),
        " ".join(TWO),
    ]


def test_cells_side_by_side_are_a_table() -> None:
    rows = [("Produit", "Prix"), ("Pommes", "1,20"), ("Fromage", "3,50")]
    cells = [
        (cell, 50 + 150 * column, 700 - 12 * row) for row, some in enumerate(rows) for column, cell in enumerate(some)
    ]
    assert paragraphs(page(*cells)) == ["| Produit | Prix |\n|---|---|\n| Pommes | 1,20 |\n| Fromage | 3,50 |"]


def test_larger_letters_are_headings_by_their_size() -> None:
    found = paragraphs(page(("Titre", 50, 740, 20), ("Partie", 50, 700, 14), *lines(ONE, 50, 670)))
    assert found == ["# Titre", "## Partie", " ".join(ONE)]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        page(
            ("La Gazette du matin", 50, 780), *lines([f"Texte {word} de la page."], 50, 600), (f"page {number}", 50, 20)
        )
        for number, word in enumerate(("un", "deux", "trois", "quatre"))
    ]
    assert paragraphs(*pages) == [f"Texte {word} de la page." for word in ("un", "deux", "trois", "quatre")]


def test_an_indent_or_a_wide_gap_begins_a_paragraph() -> None:
    indented = [
        ("Une ligne qui est tout à fait pleine", 50, 700),
        ("Une autre, plus à droite, et aussi", 65, 688),
        ("la fin de cette autre ligne, pleine", 50, 676),
    ]
    assert len(paragraphs(page(*indented))) == 2
    assert len(paragraphs(page(*lines(ONE, 50, 700), *lines(TWO, 50, 640)))) == 2


def test_a_sentence_goes_on_on_the_next_page_and_a_cut_word_is_joined() -> None:
    one, two = page(("Le texte va se pour" + HYPHEN, 50, 400)), page(("suivre plus loin.", 50, 700))
    assert paragraphs(one, two) == ["Le texte va se poursuivre plus loin."]


def test_bullets_and_numbers_are_a_list() -> None:
    found = paragraphs(page(("•", 50, 700), ("Un point", 70, 700), ("• Deux", 50, 688), ("1. Trois", 50, 676)))
    assert found == ["- Un point\n- Deux\n1. Trois"]


def test_signs_of_markdown_are_text() -> None:
    assert paragraphs(page(("# 5 * 3 <b> [x] _y_", 50, 700))) == [r"\# 5 \* 3 \<b\> \[x\] \_y\_"]


def test_a_page_without_letters_is_empty() -> None:
    assert markdown_of([Page([], 800)], join=str) == ""


@needs_pdfium
def test_a_newspaper_is_read_in_order_without_its_heads() -> None:
    text = read(CASES / "gazette.pdf").source
    found = text.strip().split("\n\n")
    assert found[0] == "# Une épicerie au village"
    assert [paragraph.split()[0] for paragraph in found[1:9]] == ["Le", "Le", "Les", "Plusieurs"] * 2
    assert "Gazette" not in text
    assert "| Pommes de terre | 1,20 | Vendée |" in text
    assert "- Deuxième point de la liste" in text
    assert found[1].endswith("afin d'y installer une épicerie coopérative.")


@needs_pdfium
def test_letters_of_a_ligature_stand_together() -> None:
    assert "## Une saison difficile" in read(CASES / "report.pdf").source


@needs_pdfium
def test_a_pdf_without_text_says_so() -> None:
    import pypdfium2

    file = pypdfium2.PdfDocument.new()
    file.new_page(200, 200)
    written = io.BytesIO()
    file.save(written)
    with pytest.raises(InputError, match="no text, only pictures"):
        Pdf().read(written.getvalue())


@needs_pdfium
@pytest.mark.parametrize("keep", [5, 200, 5_000, 20_000])
def test_a_damaged_pdf_is_refused_or_read(keep: int) -> None:
    try:
        Pdf().read((CASES / "gazette.pdf").read_bytes()[:keep])
    except InputError as error:
        assert "\n" not in str(error)


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(InputError, match=r"pip install 'fr2en\[pdf\]'"):
        Pdf().read(b"%PDF-1.7")


def test_the_format_is_known_by_its_suffix() -> None:
    assert format_for(Path("a.PDF")).name == "pdf"
