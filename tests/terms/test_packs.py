"""The packs of terms: what they hold, that no entry harms good English, and that they are cheap to load."""

import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import apply
from glossary.english.spelling import restyle
from glossary.tables import lines_of, rows
from glossary.terms.matching import Matcher
from glossary.terms.packs import COLUMNS, load_packs, packs, styles
from glossary.terms.records import Case, Kind, Term

HERE = Path(__file__).parents[1]
PACKS = HERE.parent / "glossary" / "data" / "packs"
COMMON_WORDS = ["nice", "tours", "orange", "marche", "manche", "livre", "or", "car", "son", "lens", "angers", "brest"]
COMMON_WORDS += [
    "dole",
    "aigle",
    "cap",
    "côte",
    "bon",
    "les",
    "une",
    "porto",
    "tasse",
    "valence",
    "constance",
    "julien",
]


class Name(NamedTuple):
    sentence: str
    name: str
    accepted: str
    kind: str
    origin: str
    in_pack: str
    trap: str
    must_not: str


def names() -> list[Name]:
    lines = (HERE / "cases" / "names.tsv").read_text(encoding="utf-8").split("\n")
    return [Name(*values) for _, values in rows(lines, Name._fields)]


def english(source: str) -> set[str]:
    """What the packs that are on by default accept for `source`."""
    found = [term for term in load_packs() if source in term.spellings]
    return {form for term in found for form in (term.target, *term.accepted)}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_packs())


@pytest.mark.parametrize(
    ("source", "forms"),
    [
        ("Royaume-Uni", {"United Kingdom", "UK", "Britain"}),
        ("États-Unis", {"United States", "US", "U.S.", "USA", "America"}),
        ("Côte d'Ivoire", {"Ivory Coast", "Côte d'Ivoire"}),
        ("nord-coréen", {"North Korean"}),
        ("Londres", {"London"}),
        ("Koursk", {"Kursk"}),
        ("Kharkov", {"Kharkiv"}),
        ("Nétanyahou", {"Netanyahu"}),
        ("Mao Tsé-toung", {"Mao Zedong"}),
        ("Michel-Ange", {"Michelangelo"}),
        ("Guillaume le Conquérant", {"William the Conqueror"}),
        ("pape François", {"Pope Francis"}),
        ("OTAN", {"NATO"}),
        ("PIB", {"GDP"}),
        ("Mme", {"Mrs", "Ms"}),
        ("jeudi", {"Thursday", "Thursdays"}),
        ("cessez-le-feu", {"ceasefire", "cease-fire"}),
        ("droits de douane", {"tariffs", "customs duties"}),
        ("chiffre d'affaires", {"turnover", "revenue"}),
        ("guerre de Corée", {"Korean War"}),
        ("mise en examen", {"indictment", "charge", "formal investigation"}),
        ("garde à vue", {"police custody", "custody"}),
        ("arrêt maladie", {"sick leave"}),
        ("Corée", {"Korea", "Korean"}),
        ("ouolof", set()),
    ],
)
def test_what_the_packs_accept(source: str, forms: set[str]) -> None:
    assert forms <= english(source)
    assert bool(forms) == bool(english(source))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Les mises en examen se suivent.", "indictment"),
        ("Des gardes à vue de deux jours.", "police custody"),
        ("Le réseau des chemins de fer.", "railway"),
        ("Il parle aux huissiers de justice.", "bailiff"),
        ("Deux procès-verbaux.", "report"),
        ("Les chefs-lieux des départements.", "administrative centres"),
        ("La maire a été mise en examen.", "was charged"),
        ("Deux femmes placées en garde à vue.", "taken into custody"),
        ("Il vit en France sans papiers.", None),
        ("Elle aide des sans-papiers.", "undocumented migrants"),
        ("C'est utile sur le plan social.", None),
        ("La loi est entrée en vigueur.", None),
    ],
)
def test_compounds_are_found_in_all_their_forms(matcher: Matcher, text: str, target: str | None) -> None:
    assert [match.term.target for match in matcher.find(text)] == ([target] if target else [])


def test_every_pack_says_where_it_is_from() -> None:
    assert len(packs()) > 20
    for name, pack in packs().items():
        terms = load_packs([name])
        assert pack.name == name
        assert pack.count == len(terms) > 0
        assert pack.title and pack.source
        assert pack.licence in ("MIT", "Unicode-3.0")
        assert {term.origin for term in terms} == {f"pack {name}"}


def test_every_table_is_a_pack() -> None:
    tables = {path.stem for path in PACKS.glob("*.tsv")}
    assert tables == {*packs(), "index", "cldr-left-out"}


def test_default_packs_are_loaded_unless_others_are_named() -> None:
    loaded = {term.origin.removeprefix("pack ") for term in load_packs()}
    assert loaded == {name for name, pack in packs().items() if pack.default}
    assert "ambiguous" not in loaded
    assert load_packs(["ambiguous"]).terms[0].origin == "pack ambiguous"
    assert not load_packs([])


def test_packs_come_in_the_order_of_the_index() -> None:
    assert load_packs(["regions", "demonyms"]).terms == load_packs(["demonyms", "regions"]).terms
    # The region is called Corsica, though its name is also the feminine of the demonym: the later pack wins.
    assert list(packs()).index("demonyms") < list(packs()).index("regions")


def test_loading_twice_parses_once() -> None:
    assert load_packs() is load_packs(None)
    assert packs() is packs()


@pytest.mark.parametrize(
    ("names", "chosen", "message"),
    [
        (["contries"], [], "there is no pack 'contries': did you mean countries?"),
        (["xyz"], [], "there is no pack 'xyz': there are cldr-places, "),
        (None, ["kyivv"], "there is no style 'kyivv': "),
        (None, ["zelensky", "zelenskiy"], "the styles zelensky and zelenskiy both decide about President Zelensky"),
    ],
)
def test_wrong_names_are_refused(names: list[str] | None, chosen: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        load_packs(names, styles=chosen)


def spellings() -> dict[str, list[Term]]:
    found = defaultdict(list)
    for term in load_packs(list(packs())):
        for spelling in term.spellings:
            found[spelling].append(term)
    return found


def test_no_french_has_two_different_translations() -> None:
    for spelling, terms in spellings().items():
        known = [term for term in terms if term.origin != "pack ambiguous"]
        for one in known:
            for other in known:
                assert one.target in (other.target, *other.accepted), f"{spelling}: {one.target} and {other.target}"


def test_entries_are_tidy() -> None:
    for term in load_packs(list(packs())):
        cells = [*term.spellings, term.target, *term.accepted, *term.forbidden]
        for cell in cells:
            assert cell == cell.strip() and cell, term
            assert not re.search(r"[’‘“”«»\t\n|]|  ", cell), term
        english_forms = [term.target, *term.accepted]
        assert len(set(english_forms)) == len(english_forms), term
        assert len(set(term.spellings)) == len(term.spellings), term
        assert not set(term.forbidden) & set(english_forms), term


def test_entries_have_no_article_that_the_name_does_not_have() -> None:
    for term in load_packs(["countries", "regions", "waters", "organisations"]):
        assert not re.match(r"(le|la|les|l'|un|une) ", term.source), term
        assert not re.match(r"the ", term.target, re.I) or term.target in ("The Hague", "The Republicans"), term


def test_common_words_are_left_alone() -> None:
    for word in COMMON_WORDS:
        for spelling in (word, word.capitalize()):
            found = [term for term in spellings().get(spelling, ()) if term.origin != "pack ambiguous"]
            assert all(spelling in (term.target, *term.accepted) for term in found), (spelling, found)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Deux arcs-en-ciel au-dessus des pommes de terre.", ["arc-en-ciel", "pomme de terre"]),
        ("Les gardiens de but et les chefs-d'œuvre.", ["gardien de but", "chef-d'œuvre"]),
        ("Les lave-vaisselle du magasin, trois choux-fleurs.", ["lave-vaisselle", "chou-fleur"]),
        ("Merci des pièces jointes. Bien cordialement, Anne", ["pièce jointe", "bien cordialement"]),
        ("Une petite fille et une belle fille, deux heures d'été.", []),
    ],
)
def test_everyday_compounds_are_found_in_both_numbers(sentence: str, found: list[str]) -> None:
    assert [match.term.source for match in Matcher(load_packs(["everyday"])).find(sentence)] == found


def test_acronyms_are_compared_with_their_capitals() -> None:
    assert all(term.case is Case.EXACT for term in load_packs(["acronyms"]))


def test_people_and_places_are_not_inflected() -> None:
    for term in load_packs(["public-figures", "history", "arts", "countries", "cities", "regions"]):
        assert not term.inflect or term.kind not in (Kind.PERSON, Kind.PLACE), term


def test_styles_choose_another_form() -> None:
    def target(source: str, *chosen: str) -> str:
        return [term.target for term in load_packs(styles=chosen) if source in term.spellings][-1]

    assert (target("Kiev"), target("Kiev", "kiev")) == ("Kyiv", "Kiev")
    assert (target("Zelensky"), target("Zelensky", "zelensky")) == ("Zelenskyy", "Zelensky")
    # A style has the spellings of the pack, and only its own English.
    assert target("Zelenskyy", "zelensky") == "Zelensky"
    assert target("Turquie", "turkiye", "kiev") == "Türkiye"


def test_each_style_differs_from_the_packs() -> None:
    for name, style in styles().items():
        assert style.title and style.subject
        terms = [term for term in load_packs(styles=[name]) if term.origin == f"style {name}"]
        assert terms
        for term in terms:
            assert english(term.source), f"{term.source} of the style {name} is in no pack"


def test_the_names_test_is_large_and_varied() -> None:
    cases = names()
    traps = [case for case in cases if case.trap == "yes"]
    assert len(cases) >= 320
    assert len(traps) >= 60
    assert len([case for case in cases if case.in_pack == case.trap == "no"]) >= 70
    assert len({case.origin for case in cases}) >= 20
    assert len({case.sentence for case in cases}) == len(cases)
    for case in cases:
        assert case.name in case.sentence, case
        assert case.kind == "word" or case.kind in {kind.value for kind in Kind}, case
        assert bool(case.must_not) == (case.trap == "yes"), case
        assert not set(case.must_not.split("|")) & set(case.accepted.split("|")), case


def test_names_of_the_names_test_are_in_packs_as_it_says(matcher: Matcher) -> None:
    for case in names():
        start = case.sentence.index(case.name)
        end = start + len(case.name)
        found = [match for match in matcher.find(case.sentence) if match.span.start < end and match.span.end > start]
        # What looks like an entry of a pack may be told from it by what stands around it.
        assert case.trap == "yes" or bool(found) == (case.in_pack == "yes"), (case, found)
        right = {form.lower() for form in case.accepted.split("|")}
        for match in found:
            # Something that is right in the test is right for the pack, so a trap need not be disturbed.
            forms = {form.lower() for form in (match.term.target, *match.term.accepted)}
            plurals = {f"{form}s" for form in forms} if match.plural else set()
            assert right & (forms | plurals), (case, match.term)


def test_packs_of_cldr_are_what_the_builder_makes(tmp_path: Path) -> None:
    babel = pytest.importorskip("babel", reason="Babel makes the packs that come from CLDR; it is not needed otherwise")
    if f"Babel {babel.__version__}" not in packs()["cldr-places"].source:
        pytest.skip("the packs were made with another version of Babel, of another CLDR")
    from packs_builder import build

    shutil.copytree(PACKS, tmp_path / "packs")
    build(tmp_path / "packs")
    for name in ("cldr-places", "cldr-languages", "cldr-currencies"):
        made = (tmp_path / "packs" / f"{name}.tsv").read_text(encoding="utf-8")
        assert made == (PACKS / f"{name}.tsv").read_text(encoding="utf-8")


def test_packs_have_the_documented_columns() -> None:
    assert all(f"`{column}`" in (PACKS / "README.md").read_text(encoding="utf-8") for column in COLUMNS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The labour ministry organised colour-blind theatre.", "The labor ministry organized color-blind theater."),
        ("Colour matters. “Grey skies”, he said.", "Color matters. “Grey skies”, he said."),
        ("Give the Labour Party and the Ministry of Defence --colour.", None),
        ("Defence Secretary John Healey resigned.", None),
        ("Organised crime costs more.", "Organized crime costs more."),
        ("THE COLOUR PROGRAMME", "THE COLOR PROGRAM"),
        ("Set `colour` in /etc/centre.conf or mail favour@theatre.org.", None),
        ("See www.theatre.org and #colour, not colour.", "See www.theatre.org and #colour, not color."),
        ("The centre's favourite: self-organised labour.", "The center's favorite: self-organized labor."),
        ("He got his Colour TV", None),
    ],
)
def test_american_spelling(before: str, after: str | None) -> None:
    assert apply(before, restyle(before, spelling="american")) == (after or before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The center organized a program; check the meter.", "The centre organised a program; check the meter."),
        ("Lincoln Center honors its neighbors.", "Lincoln Center honours its neighbours."),
        ("Labor Day is in September, labor is not.", "Labor Day is in September, labour is not."),
        ("The prize of that size will exercise and advertise.", "The prize of that size will exercise and advertise."),
        ("She analyzes gray aluminum jewelry.", "She analyses grey aluminium jewellery."),
    ],
)
def test_british_spelling(before: str, after: str) -> None:
    assert apply(before, restyle(before, spelling="british")) == after


@pytest.mark.parametrize(
    ("titles", "after"),
    [
        ("plain", "Mr Smith met Mrs Jones and Dr House; Mr President, Mr and Mrs Fox"),
        ("stops", "Mr. Smith met Mrs. Jones and Dr. House; Mr. President, Mr. and Mrs. Fox"),
        ("none", "Smith met Jones and Dr. House; Mr President, Mr and Mrs. Fox"),
    ],
)
def test_titles(titles: str, after: str) -> None:
    text = "Mr. Smith met Mrs Jones and Dr. House; Mr President, Mr and Mrs. Fox"
    assert apply(text, restyle(text, titles=titles)) == after  # type: ignore[arg-type]


def test_unknown_house_styles_are_refused() -> None:
    with pytest.raises(ValueError, match="'canadian' is not a house style: choose one of british, american"):
        restyle("colour", spelling="canadian")  # type: ignore[arg-type]


def test_spellings_lead_to_forms_that_stay() -> None:
    for name in ("american", "british"):
        found = rows(lines_of("glossary", f"styles/{name}.tsv"), ("word", "becomes", "capital"))
        table = {word: becomes for _, (word, becomes, _) in found}
        assert len(table) > 1000
        for word, becomes in table.items():
            assert word != becomes and becomes not in table, word


WORDS = ["colour", "center", "Labour", "Organised", "THEATRE", "Mr.", "Mrs ", "Smith"]
PIECES = st.lists(st.sampled_from([*WORDS, "`", "```", "/", ". ", " ", "\n", "@", "é", "“"]), max_size=30).map("".join)


@settings(deadline=None, max_examples=150)
@given(PIECES | st.text(max_size=60), st.sampled_from(["british", "american"]), st.sampled_from(["plain", "stops"]))
def test_a_restyled_text_stays_as_it_is(text: str, spelling: str, titles: str) -> None:
    after = apply(text, restyle(text, spelling=spelling, titles=titles))  # type: ignore[arg-type]
    assert restyle(after, spelling=spelling, titles=titles) == []  # type: ignore[arg-type]


@settings(deadline=None, max_examples=100)
@given(PIECES)
def test_code_is_never_restyled(text: str) -> None:
    code = f"`{text.replace('`', '')}`".replace("\n", " ")
    assert restyle(f"See {code} here.", spelling="american", titles="none") == []
