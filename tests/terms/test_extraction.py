"""Names and terms that are proposed of a text, and the English that is found for them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span
from glossary.terms.records import Kind
from translate.documents import formats
from translate.terms.extraction import Candidate, extract
from translate.terms.observed import Place, Renderer, SentencePair, pair_texts

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests" / "cases" / "glossary" / "extraction.json").read_text(encoding="utf-8"))


def proposals(sentences: list[str], english: list[str] | None = None) -> dict[str, Candidate]:
    pairs = [SentencePair(sentence) for sentence in sentences] if english is None else pair_texts(sentences, english)
    return {candidate.source: candidate for candidate in extract(pairs)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_names_and_terms(case: dict[str, Any]) -> None:
    found = proposals(case["text"])
    shown = {name: [one.kind.value, one.count] for name, one in found.items() if name in case["names"]}
    assert shown == case["names"]
    assert not found.keys() & set(case["no"])
    if not case["names"]:
        assert not [one for one in found.values() if one.kind is not Kind.TERM]


def test_the_most_frequent_come_first() -> None:
    found = extract([SentencePair(text) for text in ("Vers Kiev.", "Vers Paris et Rome.", "À Rome.", "Vers Paris.")])
    assert [(one.source, one.count) for one in found] == [("Paris", 2), ("Rome", 2), ("Kiev", 1)]
    assert found[1].sentence == "Vers Paris et Rome."


def test_how_often_a_term_must_stand_there() -> None:
    text = [SentencePair("La centrale nucléaire ferme.")] * 2
    assert [one.source for one in extract(text, least=2)] == ["centrale nucléaire"]
    assert extract(text, least=3) == []


class TestEnglish:
    def test_of_the_article(self) -> None:
        french, english = (
            [segment.source for segment in formats.read(ROOT / "seeds" / name).segments]
            for name in ("article.fr.txt", "article.en.txt")
        )
        found = proposals(french, english)
        best = {name: one.renderings[0][0] for name, one in found.items() if one.renderings}
        expected = {
            "Russie": "Russia",
            "Corée du Nord": "North Korea",
            "Royaume-Uni": "United Kingdom",
            "Kiev": "Kyiv",
            "Koursk": "Kursk",
            "Zelensky": "Zelenskyy",
            "nord-coréen": "North Korean",
            "ministère de la Défense": "Ministry of Defence",
            "arme à longue portée": "long-range weapon",
            "Antony Blinken": "Antony Blinken",
        }
        assert {name: best.get(name) for name in expected} == expected
        assert found["Koursk"].count == found["Koursk"].renderings[0][1] == 3

    def test_is_found_by_spelling_where_no_link_is_known(self) -> None:
        pair = SentencePair("Hier Poutine dormait.", "Yesterday Putin was asleep.")
        assert Renderer([pair]).renderings([Place(0, Span(5, 12))], is_name=True) == (("Putin", 1),)
        assert Renderer([pair]).renderings([Place(0, Span(5, 12))], is_name=False) == ()

    def test_is_found_by_what_comes_and_goes_with_the_french(self) -> None:
        pairs = [
            SentencePair("Le zorglub dort.", "The blergh sleeps."),
            SentencePair("Un zorglub mange.", "A blergh eats."),
            SentencePair("Mon zorglub part.", "My blergh leaves."),
            SentencePair("Le chat dort.", "The cat sleeps."),
        ]
        places = [Place(number, Span(pairs[number].source.index("z"), 10)) for number in range(3)]
        assert Renderer(pairs).renderings(places, is_name=False) == (("blergh", 3),)

    def test_renderings_are_counted_without_articles_and_possessives(self) -> None:
        french = ["La Russie attaque.", "La Russie se tait.", "Il part de Russie."]
        english = ["Russia's attack begins.", "Russia is silent.", "He leaves Russia."]
        assert proposals(french, english)["Russie"].renderings == (("Russia", 3),)

    def test_stays_away_where_there_is_none(self) -> None:
        assert proposals(["Il va à Koursk."])["Koursk"].renderings == ()
        assert proposals(["Il va à Koursk."], [])["Koursk"].renderings == ()

    def test_sentences_that_became_one_are_one_pair(self) -> None:
        pairs = pair_texts(["Le chat dort.", "Il pleut à Koursk."], ["The cat sleeps and it is raining in Kursk."])
        assert [pair.source for pair in pairs] == ["Le chat dort. Il pleut à Koursk."]


WORDS = st.sampled_from(
    ["le", "La", "de", "d’", "l'ONU", "Poutine", "OTAN", "Charles", "soldats", "nucléaire", "centrale", "«", ".", "M."]
)
SENTENCES = st.lists(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=30), max_size=6)


@given(SENTENCES, SENTENCES)
@settings(deadline=None, max_examples=60)
def test_every_proposal_stands_in_the_text(french: list[str], english: list[str]) -> None:
    pairs = [SentencePair(one, other) for one, other in zip(french, english + [""] * len(french), strict=False)]
    for candidate in extract(pairs):
        assert candidate.source.strip()
        assert candidate.count > 0
        assert candidate.sentence in french
        assert sum(count for _, count in candidate.renderings) <= candidate.count
        for rendering, _ in candidate.renderings:
            assert rendering and any(rendering[:3].lower() in (pair.target or "").lower() for pair in pairs)
