"""Words that do not exist: what the French says takes their place, and everything else stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from glossary.bilingual.cognates import cognates, is_cognate
from glossary.bilingual.word_choice import Choice, choices
from glossary.edits import Span, apply
from glossary.english.lexicon import is_word
from glossary.french.words import fold
from rare_words_builder import choices as voted
from rare_words_builder import count, table
from translate.checks import Pair
from translate.checks.base import words
from translate.sentence.casing import capitals_of_source, opening_case
from translate.terms.words import Sentence, Slip, best, doubtful_words, edits, mend_words, slips


def mended(source: str, target: str, *, kept: tuple[Span, ...] = ()) -> str:
    [found] = mend_words([Sentence(source, target, kept)], engine=models.fast())
    return apply(target, found)


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("Le médecin a examiné son poumon.", "The doctor examined his poumon.", "The doctor examined his lung."),
        ("Il faut les surveiller.", "We must surveiller them.", "We must monitor them."),
        ("Les orages sont rares ici.", "Orages are rare here.", "Storms are rare here."),
        ("Ils ont trouvé un cercueil.", "They found a cercueil.", "They found a coffin."),
        ("Il a vu une embuscade.", "He saw a embuscade.", "He saw an ambush."),
        ("Le zodiaque est ancien.", "The zodiaca is old.", "The zodiac is old."),
        ("L'empereur Hadrien règne.", "The Emperer Hadrian reigns.", "The Emperor Hadrian reigns."),
        ("Crédit photo : Jean Lu", "Creit photo: Jean Lu", "Credit photo: Jean Lu"),
        ("Panier", "Panier", "Basket"),
        ("Livraison", "Livraison", "Delivery"),
        ("Réglages", "Reglages", "Settings"),
        ("Restaurant", "Restaurant", "Restaurant"),
        ("Menu", "Menu", "Menu"),
        ("Paris", "Paris", "Paris"),
        ("Partager", "Sharer", "Share"),
        ("Desserts", "Deserts", "Desserts"),
        ("Supprimer", "Delete", "Delete"),
        ("Lundi", "On Monday", "Monday"),
        ("Le chien", "The dog", "The dog"),
        ("Manger", "To eat", "To eat"),
        ("Grève RATP", "Graving RATP", "Strike RATP"),
        ("Panier vide", "Empty panier", "Empty basket"),
        ("Horaires TER", "TER Horilar", "TER Schedules"),
        ("Trafic routier", "Road Trafic", "Road Traffic"),
        ("Guide pratique", "Practical Guide", "Practical Guide"),
        ("Menu enfant", "Child menu", "Child menu"),
        ("Jeux vidéo", "Video games", "Video games"),
        ("Accueil Lyon", "Home Lyon", "Home Lyon"),
    ],
)
def test_a_word_that_does_not_exist_becomes_what_the_french_says(source: str, target: str, right: str) -> None:
    assert mended(source, target) == right


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Jean Poumon habite à Lyon.", "Jean Poumon lives in Lyon."),
        ("Il vit à Aix-la-Chapelle.", "He lives in Aachen."),
        ("Une ambiance stalinienne règne.", "A Stalinian atmosphere reigns."),
        ("Le chat dort sur la table.", "The cat sleeps on the table."),
        ("Il joue du cor et du hautbois.", "He plays the horn and the oboe."),
        ("La ville de Guangzhou est ouverte.", "The city of Guangzhou is open."),
        ("Écrire à jean.poumon@exemple.fr.", "Write to jean.poumon@exemple.fr."),
        ("", ""),
        ("!", "?"),
    ],
)
def test_names_and_english_words_stay(source: str, target: str) -> None:
    assert mended(source, target) == target


def test_terms_stay() -> None:
    target = "The doctor examined his poumon."
    place = target.index("poumon")
    assert mended("Le médecin a examiné son poumon.", target, kept=(Span(place, place + 6),)) == target


def test_each_edit_says_why() -> None:
    [found] = mend_words([Sentence("Son poumon est malade.", "His poumon is sick.")], engine=models.fast())
    assert [(edit.old, edit.new, edit.rule) for edit in found] == [("poumon", "lung", "words")]
    assert found[0].reason == "'poumon' is no English word; poumon is lung"


def test_sentences_do_not_depend_on_their_company() -> None:
    some = [
        Sentence("Son poumon est malade.", "His poumon is sick."),
        Sentence("Le chat dort.", "The cat sleeps."),
        Sentence("Un orage arrive.", "A orage is coming."),
    ]
    together = mend_words(some, engine=models.fast())
    assert together == [mend_words([one], engine=models.fast())[0] for one in some]
    assert [bool(found) for found in together] == [True, False, True]


def test_the_model_and_the_likelihood_choose_together() -> None:
    likely, unlikely = Choice("storm", 0.6), Choice("thunder", 0.1)
    assert best([(likely, -1.0), (unlikely, -0.9)]) == likely
    assert best([(likely, -2.0), (unlikely, -0.5)]) == unlikely
    with pytest.raises(ValueError, match="empty"):
        best([])


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_texts_make_it_raise_and_spans_lie_inside(source: str, target: str) -> None:
    pair = Pair(source, target)
    for slip in slips(pair, doubtful_words(pair)):
        assert isinstance(slip, Slip) and slip.choices
        for choice in slip.choices:
            assert apply(target, edits(target, slip, choice)) != target


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=20))
def test_choices_are_english_words(french: str) -> None:
    found = choices(french)
    assert all(is_word(fold(choice.english)) and 0 < choice.likelihood <= 1 for choice in found)
    assert list(found) == sorted(found, key=lambda choice: -choice.likelihood)
    assert all(is_word(word) and is_cognate(fold(french), word) for word in cognates(french))


def test_a_plural_is_made_of_a_singular() -> None:
    assert "caskets" not in {choice.english for choice in choices("cercueil")}
    assert all(words(choice.english)[0].text.islower() for choice in choices("embuscades"))
    assert "ambushes" in {choice.english for choice in choices("embuscades")}


def test_what_is_left_over_translates_a_rare_word() -> None:
    pairs = [
        ("Le grimoire est ici.", "The spellbook is here."),
        ("Un grimoire sur la table.", "A spellbook on the table."),
        ("Le chat dort.", "The cat sleeps."),
    ]
    found = voted(count(pairs))
    assert found == {"grimoire": [("spellbook", 1.0)]} or not is_word("spellbook")
    assert table({"b": [("c", 0.5)], "a": [("d", 0.75), ("e", 0.25)]}) == ["a\td 75 e 25", "b\tc 50"]


@pytest.mark.parametrize(
    ("source", "english", "right"),
    [
        ("La médecine était étudiée.", "medicine was studied.", "Medicine was studied."),
        ("« Oui », dit-il.", "“yes,” he said.", "“Yes,” he said."),
        ("la suite", "what follows", "what follows"),
        ("la suite", "The following", "the following"),
        ("mai est là", "May is here", "May is here"),
        ("les Parisiens", "Parisians", "Parisians"),
        ("et moi", "I too", "I too"),
        ("Les ventes d'iPhone", "iPhone sales", "iPhone sales"),
        ("4. Le titre", "4. the title", "4. the title"),
        ("Www.exemple.fr est là", "www.exemple.fr is there", "www.exemple.fr is there"),
        ("", "", ""),
    ],
)
def test_a_sentence_begins_as_its_source_does(source: str, english: str, right: str) -> None:
    assert apply(english, opening_case(english, source=source)) == right


@pytest.mark.parametrize(
    ("source", "english", "right"),
    [
        ("Le ministère (MoD) dit oui.", "The ministry (Mod) says yes.", "The ministry (MoD) says yes."),
        ("La NASA dit oui.", "Nasa says yes.", "NASA says yes."),
        ("Un iPhone, deux iPhone.", "An Iphone, two iphone.", "An iPhone, two iPhone."),
        ("Un MoD et le MoD.", "A MoD and the mod.", "A MoD and the mod."),
        ("Le service IT est là.", "It is there.", "It is there."),
        ("LE MOD DIT OUI", "The mod says yes", "The mod says yes"),
        ("Paris dort.", "paris sleeps.", "paris sleeps."),
        ("Il vient de McAllen.", "He comes from McAllen.", "He comes from McAllen."),
    ],
)
def test_words_of_both_languages_have_the_capitals_of_the_french(source: str, english: str, right: str) -> None:
    assert apply(english, capitals_of_source(english, source=source)) == right
