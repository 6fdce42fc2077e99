import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.french.inflection import dictionary_form, singular
from glossary.french.lexicon import is_word
from translate.lab.damage import FAMILIES, apply, inject
from translate.lab.damage.base import STRETCH, lines, stretches, vocabulary
from translate.lab.damage.encodings import escaped, mojibake
from translate.lab.damage.lines import syllables

ARTICLE = """Le conseil municipal a voté mardi le budget de la ville, selon un communiqué de la mairie.
« Nous avons longtemps hésité », a déclaré la maire. « Les écoles passent avant tout », a-t-elle ajouté.
Des ouvriers polonais étaient arrivés dans la vallée ; ils avaient été logés dans une vieille école (près de l'église).
Elle a déclaré qu'elle soutiendra le projet. Les élus régionaux sont divisés. D'autres attendent « leur heure ».
Il affirme que « la réforme fiscale » effraie les petites entreprises, et que les efforts ont suffi jusqu'à l'été.
Le directeur de la banque espère que la reprise tiendra le 2 juin ; l'inflation, elle, ne cède pas : « Tout est cher. »
"""

FRENCH = st.sampled_from(
    [*ARTICLE.split(), "\n", "  ", "\t", "«", "»", "“", "”", '"', "é", "ﬁ", "\u00a0;", "l’", "10 000"]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(FRENCH, max_size=60).map(" ".join), st.just(ARTICLE))


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sets(st.sampled_from(list(FAMILIES))), st.integers(), st.floats(0, 1))
def test_the_gold_edits_give_the_clean_text_back(text: str, families: set[str], seed: int, rate: float) -> None:
    damaged = inject(text, sorted(families), seed=seed, rate=rate)
    assert apply(damaged.text, damaged.gold) == text
    assert all(edit.old != edit.new and edit.rule in families and edit.reason for edit in damaged.gold)


@settings(deadline=None, max_examples=20)
@given(st.text(max_size=60), st.integers(0, 9))
def test_the_same_seed_does_the_same_damage(text: str, seed: int) -> None:
    text = ARTICLE + text
    assert inject(text, FAMILIES, seed=seed) == inject(text, FAMILIES, seed=seed)


def test_seeds_differ() -> None:
    assert len({inject(ARTICLE, FAMILIES, seed=seed).text for seed in range(5)}) == 5


@settings(deadline=None, max_examples=20)
@given(st.text())
def test_without_a_chance_nothing_is_damaged(text: str) -> None:
    assert inject(text, FAMILIES, rate=0) == inject(text, [])
    assert inject(text, []).text == text


@pytest.mark.parametrize("family", FAMILIES)
def test_each_mechanism_of_a_family_finds_a_place(family: str) -> None:
    found = {edit.reason for seed in range(60) for edit in inject(ARTICLE, [family], seed=seed, rate=1).gold}
    # Some need what the article does not have: other quotation marks, a word that ran over the end of a line.
    assert len(found) >= 0.7 * len(FAMILIES[family].mechanisms)


@pytest.mark.parametrize("family", FAMILIES)
def test_more_families_leave_the_damage_of_the_first_as_it_is(family: str) -> None:
    others = [name for name in FAMILIES if name != family]
    alone = inject(ARTICLE, [family], seed=4, rate=0.5).gold
    together = inject(ARTICLE, [family, *others], seed=4, rate=0.5).gold
    assert [(edit.old, edit.new) for edit in together if edit.rule == family] == [(e.old, e.new) for e in alone]
    assert len(together) > len(alone)


def test_the_rate_is_the_share_of_stretches() -> None:
    text = "Les enfants jouaient dans la cour.\n" * 400
    damaged = {rate: len(inject(text, ["split-words"], rate=rate).gold) for rate in (0.1, 0.5, 1.0)}
    assert damaged[1.0] == 400
    assert 20 <= damaged[0.1] <= 60
    assert 160 <= damaged[0.5] <= 240


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="no family of damage named 'glue'; there are glued-words"):
        inject("Oui.", ["glue"])
    for rate in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="from 0 to 1"):
            inject("Oui.", ["spacing"], rate=rate)
    with pytest.raises(ValueError, match="nothing of the kind"):
        vocabulary("verbs")


def outcomes(text: str, family: str) -> set[str]:
    return {inject(text, [family], seed=seed, rate=1).text for seed in range(60)}


@pytest.mark.parametrize(
    ("family", "clean", "damaged"),
    [
        ("glued-words", "Elle vit en Norvège mais travaille ici.", "Elle vit en Norvègemais travaille ici."),
        ("glued-words", "Il parle d'eux, les autres rient.", "Il parle d'eux,les autres rient."),
        ("split-words", "Voilà l'orage.", "Voilà l' orage."),
        ("split-words", "Voilà le gouvernement.", "Voilà le gou vernement."),
        ("lost-words", "Elle a promis qu'elle viendra.", "Elle a promis elle viendra."),
        ("repeated-words", "Il vit dans une ferme.", "Il vit dans dans une ferme."),
        ("split-lines", "Il vit dans une ferme isolée.", "Il vit dans\nune ferme isolée."),
        ("hyphenation", "Voilà le gouvernement.", "Voilà le gou-\nvernement."),
        ("hyphenation", "Voilà le gouvernement.", "Voilà le gouverne- ment."),
        ("displaced-links", "Elle sait que des ouvriers polonais rient.", "Elle sait que Polonais des ouvriers rient."),
        ("displaced-links", "Elle sait que l'armée turque avance.", "Elle sait que turc l'armée avance."),
        ("displaced-links", "Il vient après le ministre.", "Il vient après Le ministre."),
        ("agreement", "Les ouvriers sont arrivés.", "Les ouvriers sont arrivé."),
        ("agreement", "Elles ont été invitées ici.", "Elles ont été invité ici."),
        ("agreement", "Il aime les villes italiennes.", "Il aime les villes italienne."),
        ("agreement", "Il aime la cuisine italienne.", "Il aime la cuisine italien."),
        ("spacing", "Il vit ici, dit-on.", "Il vit ici , dit-on."),
        ("spacing", "Il vit ici.", "Il  vit ici."),
        ("apostrophes", "L'été vient.", "L´été vient."),
        ("encodings", "Un été.", "Un Ã©tÃ©."),
        ("encodings", "Un été.", "Un &eacute;t&eacute;."),
        ("encodings", "La fin.", "La ﬁn."),
        ("repeated-lines", "Une vue du port de La Rochelle.", "Une vue du port de La Rochelle.\n" * 2),
    ],
)
def test_damage_is_what_the_world_does(family: str, clean: str, damaged: str) -> None:
    assert damaged.removesuffix("\n") in outcomes(clean, family)


@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("glued-words", "par fois"),  # a word itself when glued
        ("glued-words", "M. Blanc"),  # an abbreviation, of which `M.Blanc` is a way to write it
        ("lost-words", "Elle a promis que le train viendra."),  # the verb would find another subject
        ("repeated-words", "nous vous"),
        ("repeated-lines", "Non."),
        ("split-lines", "Oui, non."),
        ("agreement", "Les souris grises et les gens heureux."),
        ("agreement", "On est arrivés."),
        ("displaced-links", "Il arrive demain, dit-on."),
        ("quotes", "Il a dit « oui » hier."),  # one pair alone is of no style
        ("boilerplate", ""),
        ("encodings", "Mon texte plat."),
    ],
)
def test_damage_that_would_be_good_french_is_left_out(family: str, text: str) -> None:
    outcome = outcomes(text, family)
    if family == "glued-words":
        assert not {"parfois", "M.Blanc"} & outcome
    elif family == "encodings":
        assert all(ord(sign) > 127 for made in outcome for sign in set(made) - set(text))
    elif family == "agreement":
        assert "gens heureu" not in {made[-12:] for made in outcome} and "On est arrivé." not in outcome
    else:
        assert outcome == {text}


def test_no_word_falls_into_two_words() -> None:
    for made in outcomes("Le portefeuille est là.", "split-words"):
        halves = made.split()[1:-2]
        assert len(halves) < 2 or not all(map(is_word, halves))


def test_quotes_fit_the_style_of_the_text() -> None:
    made = {edit.reason for seed in range(40) for edit in inject(ARTICLE, ["quotes"], seed=seed, rate=1).gold}
    assert "spaces inside quotation marks" not in made  # « » have them by right
    assert {"a pair with ends of two styles", "a straight pair in a text of other ones"} <= made
    straight = ARTICLE.replace("« ", '"').replace(" »", '"')
    made = {edit.reason for seed in range(40) for edit in inject(straight, ["quotes"], seed=seed, rate=1).gold}
    assert "spaces inside quotation marks" in made
    assert "a straight pair in a text of other ones" not in made


def test_a_wrapped_paragraph_keeps_to_its_column() -> None:
    text = " ".join(["Le vent se levait sur la plaine et les arbres pliaient sous la pluie froide de novembre"] * 3)
    widths = set()
    for seed in range(20):
        damaged = inject(text, ["split-lines"], seed=seed, rate=1)
        if damaged.gold[0].reason == "a line wrapped at a column":
            found = [len(line) for line in damaged.text.split("\n")]
            assert max(found) <= 78
            assert min(found[:-1]) >= 30
            widths.add(max(found))
    assert len(widths) > 3


def test_line_ends_and_layout_stay() -> None:
    text = "Un premier paragraphe.\r\n\r\n- un point\tet sa valeur\r\nUn autre."
    for seed in range(20):
        damaged = inject(text, ["split-lines", "hyphenation"], seed=seed, rate=1)
        assert "- un point\tet sa valeur\r\n" in damaged.text


def test_teasers_stand_between_paragraphs() -> None:
    for seed in range(20):
        damaged = inject(ARTICLE, ["boilerplate"], seed=seed, rate=0.5)
        left = [line for line in damaged.text.split("\n") if line not in ARTICLE.split("\n")]
        assert len(left) == len(damaged.gold)
        assert [edit.old for edit in damaged.gold] == ["\n" + line for line in left]


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_stretches_are_the_lines_in_parts(text: str) -> None:
    found = list(stretches(text))
    assert [span.of(text) for span, _ in found if span.of(text) == ""] == []
    joined, current = [], ""
    for span, ends_line in found:
        current += span.of(text)
        if ends_line:
            joined.append(current)
            current = ""
    assert joined == [span.of(text) for span in lines(text)]
    assert current == ""


def test_stretches_end_with_sentences_where_they_can() -> None:
    text = "Une phrase courte qui finit. " * 40
    assert all(span.of(text).endswith("finit. ") and len(span) < 2 * STRETCH for span, _ in stretches(text))
    words = "mot " * 500
    assert all(len(span) <= 2 * STRETCH + 4 for span, _ in stretches(words))


@pytest.mark.parametrize("piece", ["a", "é ", "Le mot. ", '"', "« ", "(a", "l'", "Ab-", "\n"])
def test_a_long_text_of_one_kind_is_no_trouble(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    damaged = inject(text, FAMILIES, rate=1)
    assert apply(damaged.text, damaged.gold) == text


@pytest.mark.parametrize(
    ("word", "cuts"),
    [("gouvernement", [3, 6, 8]), ("président", [3, 5]), ("abri", []), ("école", []), ("montagne", [3, 5]), ("", [])],
)
def test_syllables(word: str, cuts: list[int]) -> None:
    assert syllables(word) == cuts


@pytest.mark.parametrize(
    ("word", "one", "listed"),
    [
        ("heureuses", "heureuse", "heureux"),
        ("nationaux", "national", "national"),
        ("actives", "active", "actif"),
        ("grecques", "grecque", "grec"),
        ("blanches", "blanche", "blanc"),
        ("russes", "russe", "russe"),
        ("français", None, "français"),
        ("étrangère", None, "étranger"),
        ("table", None, None),
    ],
)
def test_forms_of_adjectives(word: str, one: str | None, listed: str | None) -> None:
    assert singular(word) == one
    assert dictionary_form(word) == listed


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 2))
def test_mojibake_can_be_undone(text: str, depth: int) -> None:
    damaged = mojibake(text, depth=depth, latin=True)
    for _ in range(depth):
        damaged = damaged.encode("latin-1").decode("utf-8")
    assert damaged == text


@given(st.text())
def test_entities_are_those_of_html(text: str) -> None:
    import html

    # HTML has no name or number for a few control characters, and reads others as Windows-1252.
    readable = "".join(sign for sign in text if sign.isprintable())
    for numeric in (True, False):
        assert html.unescape(escaped(readable, numeric=numeric)) == readable
        assert html.unescape(html.unescape(escaped(readable, numeric=numeric, doubly=True))) == readable
