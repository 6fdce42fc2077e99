"""Abbreviations are read to the model as words, and only those."""

import pytest

from translate.documents.records import Segment
from translate.sentence.markup import plain
from translate.sentence.read_as import read_as


@pytest.mark.parametrize(
    ("french", "read"),
    [
        ("Me Roy plaide.", "M. Roy plaide."),
        ("Me voici.", "Me voici."),
        ("Il y a env. 300 hab. ici.", "Il y a environ 300 habitants ici."),
        ("Il dit à son env. d'aller.", "Il dit à son env. d'aller."),
        ("Il y a 300 hab.", "Il y a 300 habitants."),
        ("Cf. Roy, p. 3.", "Voir Roy, p. 3."),
        ("Répondez svp", "Répondez s'il vous plaît"),
        ("Un fichier svp.txt", "Un fichier svp.txt"),
        ("Des fruits, p. ex. des pommes", "Des fruits, par exemple des pommes"),
    ],
)
def test_what_the_model_reads(french: str, read: str) -> None:
    text = french
    for span, words in reversed(read_as(french)):
        text = text[: span.start] + words + text[span.end :]
    assert text == read


def test_places_are_those_of_the_text() -> None:
    source = "Il y a env. 300 hab. à *Sète*."
    text = plain(Segment(0, source), quotes=("“", "”"))
    assert text.text == "Il y a environ 300 habitants à *Sète*."
    assert [(one.plain.of(text.text), one.marked.of(source)) for one in text.stretches if len(one.plain)] == [
        ("Il y a ", "Il y a "),
        ("environ", "env."),
        (" 300 ", " 300 "),
        ("habitants", "hab."),
        (" à *Sète*.", " à *Sète*."),
    ]
