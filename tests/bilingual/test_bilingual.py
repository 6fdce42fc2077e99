"""The lexicon of French and English words, how it is learnt, and how it is looked up."""

import lzma
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilingual_builder import Known, learn, main, read_pairs, stems, table
from glossary.bilingual.lexicon import FIRST_LETTER, STEP, Lexicon, Targets, english_parts, french_parts, lexicon
from glossary.tables import lines_of

NOUNS = [("chat", "cat"), ("chien", "dog"), ("maison", "house"), ("fleur", "flower"), ("table", "table")]
VERBS = [("dort", "sleeps"), ("mange", "eats"), ("tombe", "falls"), ("brûle", "burns")]
PAIRS = [(["le", french, here], ["the", english, there]) for french, english in NOUNS for here, there in VERBS]


def test_what_is_learnt_is_what_stands_together() -> None:
    learnt = learn(PAIRS)
    for french, english in [*NOUNS, *VERBS]:
        best = max((known.forward, other) for (word, other), known in learnt.items() if word == french)
        assert best[1] == english and best[0] > 0.5
    assert all(0 < known.forward <= 1 and 0 < known.backward <= 1 for known in learnt.values())
    assert learn(PAIRS) == learnt


def test_rare_words_and_numbers_are_not_learnt() -> None:
    learnt = learn([*PAIRS, (["zork", "33"], ["flarn", "33"])])
    assert not {"zork", "33"} & {french for french, _ in learnt}


def test_words_with_the_same_beginning_add_up() -> None:
    words = {
        ("chanter", "sing"): Known(3, 0.9, 0.9),
        ("chantons", "singing"): Known(1, 0.9, 0.9),
        ("chanteur", "bard"): Known(4, 0.9, 0.9),
        ("an", "year"): Known(9, 0.9, 0.9),
    }
    found = stems(words)
    assert found["chant", "bard"] == Known(4, 0.5, 1)
    assert ("chant", "sing") in found and not any(french == "an" for french, _ in found)


def test_the_table_keeps_probabilities_to_a_step() -> None:
    words = {
        ("chat", "cat"): Known(8, 0.8, 0.3),
        ("chat", "tomcat"): Known(1, 0.05, 1.0),
        ("chat", "x"): Known(2, 1e-4, 1e-4),
    }
    lines = table(words)
    assert [line.split("\t")[0] for line in lines] == ["chat"]
    found = {
        word: (forward, backward)
        for word, forward, backward in Lexicon(lines).among("chat", Targets(["cat", "tomcat", "x"]))
    }
    assert set(found) == {"cat", "tomcat"}
    for word, likely in found.items():
        known = words["chat", word]
        assert math.log(likely[0] / known.forward) == pytest.approx(0, abs=STEP / 2 + 1e-9)
        assert math.log(likely[1] / known.backward) == pytest.approx(0, abs=STEP / 2 + 1e-9)


def test_unknown_words_are_looked_up_by_their_beginning() -> None:
    table = Lexicon(["chante*\tsingAB", "chant*\tsingiAB", "chanter\tsingAA"])
    ((word, forward, backward),) = table.among("chantassions", Targets(["singing", "song"]))
    assert (word, forward) == ("singing", 1.0) and backward == pytest.approx(math.exp(-STEP))
    known = {word: forward for word, forward, _ in table.among("chanter", Targets(["sing", "singing"]))}
    assert known == {"sing": 1.0, "singing": pytest.approx(0.3)}
    assert table.among("chat", Targets(["sing"])) == table.among("", Targets([""])) == []


def test_the_builder_writes_what_the_lexicon_reads(tmp_path: Path) -> None:
    text = tmp_path / "stories.tsv.xz"
    with lzma.open(text, "wt", encoding="utf-8") as file:
        file.writelines(f"{' '.join(french)}\t{' '.join(english)}\n" for french, english in PAIRS)
    main(tmp_path / "out.tsv", [text])
    lines = (tmp_path / "out.tsv").read_text("utf-8").split("\n")
    assert lines[0].startswith("# ") and "The texts: stories." in lines[2]
    found = Lexicon(lines).among("maison", Targets(["house", "cat"]))
    assert max(found, key=lambda entry: entry[1])[0] == "house"


def test_pairs_are_read_and_long_ones_left_out(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write("L'été est là.\tSummer's here.\n" + "mot " * 50 + "\tword\n\tempty\n...\t!\n")
    assert list(read_pairs([path])) == [(("l'", "été", "est", "là"), ("summer", "'s", "here"))]


@pytest.mark.parametrize(
    ("french", "english"),
    [("maison", "house"), ("chien", "dog"), ("écrire", "write"), ("gouvernement", "government"), ("jamais", "never")],
)
def test_the_lexicon_of_the_package_knows_common_words(french: str, english: str) -> None:
    found = lexicon().among(french, Targets([english, "bicycle"]))
    assert [word for word, _, _ in found] == [english]
    assert found[0][1] > 0.1 and found[0][2] > 0.1


def test_the_table_of_the_package_is_well_formed() -> None:
    lines = [line for line in lines_of("glossary", "word-translations.tsv") if not line.startswith("# ")]
    assert lines[-1] == "" and len(lines) > 10_000
    names = [line.split("\t")[0] for line in lines[:-1]]
    assert names == sorted(set(names))
    letters = {chr(ord(FIRST_LETTER) + step) for step in range(26)}
    for line in lines[:-1]:
        assert all(len(entry) > 2 and set(entry[-2:]) <= letters for entry in line.split("\t")[1].split(" "))


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=20))
def test_parts_hold_letters_and_digits_of_the_word_only(word: str) -> None:
    for parts in (french_parts(word), english_parts(word)):
        assert all(part and part == part.lower() and not any(map(str.isspace, part)) for part in parts)
        assert sum(map(len, parts)) <= 2 * len(word) + 2


@given(st.dictionaries(st.text("aàb'", min_size=1, max_size=3), st.sets(st.text("abé-", min_size=1), min_size=1)))
def test_the_order_of_the_lines_says_nothing(known: dict[str, set[str]]) -> None:
    lines = [f"{french}\t{' '.join(f'{word}AB' for word in sorted(words))}" for french, words in known.items()]
    there, back = Lexicon(["# a comment", *lines, ""]), Lexicon(lines[::-1])
    for french, words in known.items():
        assert set(there.translations(french)) == set(back.translations(french)) == words
    english = set().union(*known.values())
    asked = {*english, *known, *(word[:-1] for word in english), *(word[1:] for word in english)} - {""}
    assert {word for word in asked if there.has_english(word)} == english & asked
    assert there.translations("absent") == {}
