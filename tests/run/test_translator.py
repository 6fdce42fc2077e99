"""Whole documents: the laws, and the defined behaviour for odd input."""

import functools
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from fake_engine import FakeEngine
from glossary.edits import Edit, Span
from glossary.repair import Rule, Text
from translate import Translator
from translate.documents.formats import read, read_text
from translate.documents.records import Segment
from translate.documents.repairing import repair_document
from translate.engine.base import Decoding, Hypothesis
from translate.run.pipeline import translate_segments
from translate.run.steps import Task, Tools
from translate.sentence.guard import join
from translate.sentence.markup import STAND_INS
from translate.sentence.typography import Style
from translate.terms.holding import Holder

GREEDY = Decoding(beam=1)


@pytest.fixture(scope="module")
def translator() -> Translator:
    return Translator(beam=1, threads=2)


def translate_with(engine: FakeEngine, *sources: str, longest: int = 50) -> list[Segment]:
    tasks = [Task(Segment(number, source), Style()) for number, source in enumerate(sources)]
    return translate_segments(tasks, Tools(Holder(engine, GREEDY), longest, checks=False))


BARE = [
    "",
    "   ",
    "-",
    "♪",
    "♪ ♪",
    "42",
    "https://exemple.fr/a?b=c",
    "a@b.fr",
    "👍🏽",
    "***",
    "\x00\x1b",
    "\ud800",
]


@pytest.fixture(scope="module")
def unrepaired() -> Translator:
    return Translator(beam=1, threads=2, repair="off")


@pytest.mark.parametrize("line", BARE)
def test_lines_without_words_pass_untouched(unrepaired: Translator, line: str) -> None:
    document = unrepaired.translate(line)
    assert document.text == line
    assert all(segment.score is None for segment in document.segments)


@pytest.mark.parametrize(
    ("line", "english"), [("10 000,50 €", "€10,000.50"), ("1 249,99 | 25 cl", "1,249.99 | 25 cl"), ("2 To", "2 TB")]
)
def test_lines_of_quantities_are_written_as_english_does(unrepaired: Translator, line: str, english: str) -> None:
    document = unrepaired.translate(line)
    assert document.text == english
    assert all(segment.score is None for segment in document.segments)


@pytest.mark.parametrize(
    "line",
    [
        "The president said that he would not go to the meeting because of the weather.",
        "Президент сказал, что не поедет на встречу.",
        "今日はとても天気がいいです。",
    ],
)
def test_other_languages_pass_untouched_and_are_noted(translator: Translator, line: str) -> None:
    document = translator.translate(line)
    assert document.text == line
    assert "foreign-language" in [finding.check for segment in document.segments for finding in segment.findings]


def test_capitals_come_back(translator: Translator) -> None:
    capitals = translator.translate("LE PRÉSIDENT EST EN VISITE À PARIS").text
    assert capitals == capitals.upper()
    assert "PRESIDENT" in capitals and "PARIS" in capitals


def test_one_word_gives_a_word_and_no_full_stop(translator: Translator) -> None:
    for word in ("Bonjour", "Ministre", "Sommaire", "Politique"):
        english = translator.translate(word).text
        assert 0 < len(english.split()) <= 3
        assert english[-1].isalpha()


def test_a_line_of_ten_thousand_characters_is_translated_to_its_end(translator: Translator) -> None:
    words = [f"et le numéro {number} est arrivé" for number in range(400)]
    document = translator.translate("Le un est là " + " ".join(words) + ".")
    assert len(document.source) > 10_000
    assert all(segment.target for segment in document.segments)
    found = [number for number in range(400) if f" {number} " in document.text]
    assert len(found) >= 200  # the model skips some of so dull a list; no part of it is missing as a whole
    assert found[0] < 10 and found[-1] > 390
    assert max(b - a for a, b in pairwise(found)) < 40
    assert all("long-sentence" in {found.check for found in segment.findings} for segment in document.segments)


def test_unpaired_surrogates_and_controls_do_not_stop_a_sentence(translator: Translator) -> None:
    assert translator.translate("Le pré\ud800sident\x07 a dit oui.").segments[0].target


def test_every_paragraph_of_the_article_is_there_in_order(unrepaired: Translator) -> None:
    document = read(models.SEEDS / "article.fr.txt")
    (english,) = unrepaired.translate_documents([document])
    assert [s.id for s in english.segments] == list(range(len(document.segments)))
    assert english.source == document.source
    lines, french = english.text.split("\n"), document.source.split("\n")
    assert len(lines) == len(french)
    assert all(bool(a.strip()) == bool(b.strip()) for a, b in zip(lines, french, strict=True))
    assert not any(
        finding.check == "decoding" and finding.severity > 1 for s in english.segments for finding in s.findings
    )


def test_french_is_repaired_before_it_is_cut_and_translated(
    translator: Translator, unrepaired: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(text: Text) -> list[Edit]:
        place = text.text.find("\n")
        return [Edit(Span(place, place + 1), "\n", " ", "join", "a line was split")] if place >= 0 else []

    rules = {"join": Rule("join", "joins lines", "made for the test", (), find)}
    monkeypatch.setattr("translate.run.translator.repair_document", functools.partial(repair_document, rules=rules))
    document = translator.translate("Le président est\nà Paris.")
    (segment,) = document.segments
    assert (segment.source, segment.original) == ("Le président est à Paris.", "Le président est\nà Paris.")
    assert segment.target
    assert document.original == "Le président est\nà Paris."
    (again,) = translator.translate_documents([document])
    assert again.repair is document.repair
    without = unrepaired.translate("Le président est\nà Paris.")
    assert (len(without.segments), without.repair) == (2, None)


def test_documents_come_out_in_order_and_one_for_one(translator: Translator) -> None:
    texts = ["Oui.\n", "", "Le chat dort. Il pleut.", "\n\n", "Paris\n"]
    together = list(translator.translate_documents(read_text(text, format="text") for text in texts))
    assert [document.text for document in together] == [translator.translate(text).text for text in texts]


pieces = st.lists(
    st.sampled_from(
        ["Le chat dort.", "Il pleut à Paris !", "-", "", "42", "LE CHAT DORT", "Voir a@b.fr ici", "Un\tmot"]
    ),
    max_size=12,
)


@given(pieces, st.integers(2, 60))
@settings(max_examples=60)
def test_segments_in_segments_out_whatever_stands_beside_them(lines: list[str], longest: int) -> None:
    together = translate_with(FakeEngine(), *lines, longest=longest)
    apart = [translate_with(FakeEngine(), line, longest=longest)[0] for line in lines]
    assert [segment.id for segment in together] == list(range(len(lines)))
    assert [segment.source for segment in together] == lines
    assert [segment.target for segment in together] == [segment.target for segment in apart]


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_any_text_is_translated_without_an_exception(text: str) -> None:
    for name in ("text", "markdown"):
        document = read_text(text, format=name)
        tasks = [Task(segment, Style(True, True, True)) for segment in document.segments]
        done = document.with_segments(translate_segments(tasks, Tools(Holder(FakeEngine(), GREEDY), 5, checks=False)))
        assert done.source == text
        assert all(segment.target is not None for segment in done.segments)


def test_equal_sentences_are_asked_once() -> None:
    engine = FakeEngine()
    translate_with(engine, "Le chat dort.", "Le chat dort.", "Il pleut.")
    assert [sentence for sentence, _ in engine.asked] == ["Le chat dort.", "Il pleut."]


def test_a_decoder_that_goes_round_in_circles_is_asked_again_more_carefully() -> None:
    class Dizzy(FakeEngine):
        def _candidates(self, sentence: str, decoding: Decoding) -> list[Hypothesis]:
            if decoding.no_repeat:
                return super()._candidates(sentence, decoding)
            source = tuple(sentence.split())
            return [Hypothesis("la " * 9, ("la",) * 9, -0.5, source)]

    engine = Dizzy()
    (segment,) = translate_with(engine, "Le chat dort bien au chaud ici même.")
    assert segment.target == "LE CHAT DORT BIEN AU CHAUD ICI MÊME."
    assert [finding.check for finding in segment.findings] == ["decoding"]
    assert str(segment.findings[0].severity) == "note"
    assert [decoding.no_repeat for _, decoding in engine.asked] == [0, 3]


def test_what_stays_bad_is_reported() -> None:
    engine = FakeEngine(lambda sentence: "la " * 40)
    (segment,) = translate_with(engine, "Le chat dort bien, et il rêve.")
    assert segment.target
    assert [str(finding.severity) for finding in segment.findings] == ["warning"]


def test_a_model_that_says_nothing_leaves_the_french_and_a_warning() -> None:
    (segment,) = translate_with(FakeEngine(lambda sentence: ""), "Le chat dort.")
    assert segment.target == "Le chat dort."
    assert "the French stands as it is" in segment.findings[-1].message


def test_literals_survive_a_model_that_mangles_every_stand_in() -> None:
    def mangle(sentence: str) -> str:
        for stand_in, first in STAND_INS:
            sentence = sentence.replace(stand_in.format(first), "k")
        return sentence

    engine = FakeEngine(mangle)
    (segment,) = translate_with(
        engine, "Il faut que tous retournent à https://exemple.fr/x pour la suite de cette histoire."
    )
    assert segment.target and segment.target.count("https://exemple.fr/x") == 1
    assert segment.findings[-1].check == "markup"


def test_parts_join_with_their_attention() -> None:
    first, second = FakeEngine().translate(["a b", "c d e"], decoding=Decoding(attention=True))
    whole = join([first, second], [" "])
    assert whole.text == "A B C D E"
    assert whole.attention is not None and whole.attention.shape == (5, 5)
    assert whole.attention[3, 3] == 1 and whole.attention[3, 0] == 0
    assert whole.score == pytest.approx(-0.5)
    with pytest.raises(ValueError, match="need 1 gaps"):
        join([first, second], [])


def test_progress_counts_the_sentences(translator: Translator) -> None:
    counts: list[int] = []
    document = read_text("Le chat dort. Il pleut.", format="text")
    list(translator.translate_documents([document], progress=counts.append))
    assert sum(counts) == 2


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match='the engine is "fast" or "reference"'):
        Translator(engine="slow")
    with pytest.raises(ValueError, match="out of its range"):
        Translator(beam=0)
    with pytest.raises(ValueError, match='repair is "safe", "unsafe" or "off", not True'):
        Translator(repair=True)  # type: ignore[arg-type]
