"""Checks that see meaning: negation by grammar, opposites, modal verbs, names; and what a model says of rivals."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from translate.checks import Pair, check_pair, doubts
from translate.checks.contrast import better
from translate.checks.doubtful import features, probability
from translate.checks.texts import check_texts, weighed
from translate.documents.records import Severity
from translate.engine.base import Hypothesis


def found(source: str, target: str) -> set[str]:
    return {one.check for one in check_pair(Pair(source, target)) if one.severity >= Severity.WARNING}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Le maire a dit que la route est sûre.", "The mayor said that the road is not safe."),
        ("Le maire dit qu'aucun invité n'est venu.", "The mayor says that a guest came."),
        ("Rien n'a changé dans la ville.", "Something has changed in the city."),
        ("Il ne peut accepter cette offre.", "He can accept this offer."),
        ("Elle est partie sans son chien.", "She left with her dog."),
        ("Il est rare qu'il ne vienne pas le lundi.", "It is rare that he comes on Mondays."),
        ("Contrairement à Paul, elle n'a pas de voiture.", "Unlike Paul, she has a car."),
        ("Il a découvert hier une tombe dans un champ.", "Yesterday he did not discover a grave in a field."),
    ],
)
def test_a_negation_that_one_side_lacks_is_found(source: str, target: str) -> None:
    assert "negation" in found(source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Il ne mange que du pain.", "He eats only bread."),
        ("Il ne reste plus que deux jours.", "Only two days are left."),
        ("Je crains qu'il ne vienne.", "I fear that he will come."),
        ("Ne volez pas, ne mentez pas et ne trichez pas.", "Do not steal, lie or cheat."),
        ("N'hésitez pas à nous écrire.", "Feel free to write to us."),
        ("Aucun joueur n'a jamais marqué autant.", "No player has ever scored as much."),
        ("C'est impossible.", "It is not possible."),
        ("Ne pourra-t-il jamais y avoir de paix ?", "Can there ever be peace?"),
        ("Ce n'est pas seulement une question d'argent.", "It is about more than money."),
        ("Le vaccin n'est pas encore prêt.", "The vaccine has yet to be finished."),
        ("Une personne est venue, ne serait-ce que pour voir.", "A person came, if only to see."),
    ],
)
def test_what_is_no_denial_or_is_said_otherwise_is_let_pass(source: str, target: str) -> None:
    assert "negation" not in found(source, target)


@pytest.mark.parametrize(
    ("check", "source", "target", "right"),
    [
        ("opposite", "Les prix ont augmenté hier.", "Prices decreased yesterday.", "Prices increased yesterday."),
        ("opposite", "Il est parti avant la pluie.", "He left after the rain.", "He left before the rain."),
        ("modal", "Il doit payer.", "He may pay.", "He must pay."),
        (
            "modal",
            "Les élèves peuvent choisir un livre à la bibliothèque, mais les professeurs doivent le lire avant.",
            "The pupils may choose a book at the library, but the teachers may read it before.",
            "The pupils may choose a book at the library, but the teachers must read it before.",
        ),
        (
            "modal",
            "Les portes ouvriront demain matin.",
            "The doors would open tomorrow.",
            "The doors will open tomorrow.",
        ),
    ],
)
def test_the_opposite_is_found(check: str, source: str, target: str, right: str) -> None:
    assert check in found(source, target)
    assert check not in found(source, right)
    assert right in {rival for doubt in doubts(Pair(source, target)) for rival in doubt.rivals}


class Preferring:
    """An engine that finds one text likelier than all others."""

    def __init__(self, best: str) -> None:
        self.best = best

    def force(self, pairs: Sequence[tuple[str, str]], *, attention: bool = True) -> list[Hypothesis]:
        return [
            Hypothesis(target, ("▁x",), score, ("▁x",), token_scores=(score, score))
            for _, target in pairs
            for score in [-1.0 if target == self.best else -9.0]
        ]


def test_a_model_decides_what_grammar_doubts() -> None:
    source, faulty, right = "Paul a été vu par Claire.", "Paul saw Claire.", "Claire saw Paul."
    assert [doubt.kind for doubt in doubts(Pair(source, right))] == ["exchanged"]
    assert doubts(Pair(source, faulty)) == []
    for best, told in ((right, False), (faulty, True)):
        [judged] = weighed(Preferring(best), [Pair(source, right)])  # type: ignore[arg-type]
        assert ("exchanged" in {one.check for one in check_pair(judged)}) is told
        assert [text for text, _ in better(doubts(judged), judged)] == ([faulty] if told else [])


def test_a_surer_translation_is_less_likely_bad() -> None:
    pair = Pair("Il dort.", "He sleeps.")
    sure = replace(pair, score=-0.1, token_scores=(-0.1,) * 4, costs=(-0.1, -0.1))
    unsure = replace(pair, score=-4.0, token_scores=(-4.0,) * 4, costs=(-4.0, -4.0))
    assert 0 < probability(sure, [], "He sleeps.") < probability(unsure, [], "She asks.") < 1
    assert 0 < probability(pair, []) < 1
    assert "surprise" not in features(pair, [])


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Le gouvernement de la Chine a nié cela.", "The government of denied that."),
        ("Hier, le Canadien a largement battu Nadal.", "Yesterday, the heavily beat Nadal."),
        ("Le chef du pays, Ali Khamenei, a parlé.", "The leader of the country, and , spoke."),
    ],
)
def test_a_name_of_words_of_the_dictionary_that_was_dropped_is_found(source: str, target: str) -> None:
    assert "names" in found(source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Le virus se transmet à l'Homme.", "The virus is transmitted to humans."),
        ("Il est admis en USI à Lyon.", "He is admitted to the ICU in Lyon."),
        ("La Direction a répondu hier.", "The Main Administration answered yesterday."),
    ],
)
def test_a_name_that_other_words_say_is_no_lost_one(source: str, target: str) -> None:
    assert "names" not in found(source, target)


def test_entities_of_html_are_read_as_the_signs_that_they_stand_for() -> None:
    source = "Il a dit &quot;oui&quot; &amp; c&#39;est tout : l&#39;Ukraine a 12 ans."
    right = "He said &quot;yes&quot; &amp; that is all: Ukraine is 12 years old."
    faulty = right.replace("12 years", "21 years")
    (none,), (found,) = check_texts([(source, right)]), check_texts([(source, faulty)])
    assert none == []
    assert [one.target_span.of(faulty) for one in found if one.target_span] == ["21 years"]


@pytest.mark.parametrize(
    ("source", "target", "exchanged"),
    [
        ("Le sommet Obama-Poutine a échoué.", "The Putin-Obama summit failed.", False),
        ("La ligne Paris-Lyon est fermée.", "The Lyon-Paris line is closed.", False),
        ("Obama a battu Merkel hier.", "Merkel beat Obama yesterday.", True),
    ],
)
def test_names_of_a_compound_may_change_places(source: str, target: str, exchanged: bool) -> None:
    kinds = {doubt.kind for doubt in doubts(Pair(source, target)) if doubt.check == "exchanged"}
    assert kinds == ({"exchanged"} if exchanged else {"exchanged-turned"})
    assert "exchanged" not in found(source, target)


def test_exchanged_names_are_found_by_the_words_beside_them() -> None:
    source = "La France a vendu dix avions de chasse à la Grèce."
    assert "exchanged" not in found(source, "France sold ten fighter planes to Greece.")
    assert "exchanged" in found(source, "Greece sold ten fighter planes to France.")


def test_a_name_that_comes_again_is_doubted_but_not_the_order_of_a_row() -> None:
    source = "Un homme venu d'Italie est tombé malade en Russie, et la Russie s'est tue, puis l'Espagne et la Suède."
    right = "A man from Italy fell ill in Russia, and Russia kept silent, then Sweden and Spain."
    faulty = "A man from Russia fell ill in Italy, and Russia kept silent, then Sweden and Spain."
    assert [doubt.kind for doubt in doubts(Pair(source, right)) if doubt.check == "exchanged"] == []
    assert right in {rival for doubt in doubts(Pair(source, faulty)) for rival in doubt.rivals}


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("Il a lu « Le Rouge et le Noir » hier.", "He read The Red and the Black yesterday.", False),
        ("Le film « Intouchables » a gagné.", "The film Intouchables won.", False),
        (
            "Le maire a dit : « nous allons tous partir demain matin ».",
            "The mayor said we are all going to leave tomorrow morning.",
            True,
        ),
    ],
)
def test_quotation_marks_may_go_from_titles_but_not_from_what_is_said(source: str, target: str, lost: bool) -> None:
    assert ("quotes" in found(source, target)) is lost


@pytest.mark.parametrize(
    ("target", "checks"),
    [
        ("Yesterday the mayor opened the new library near the old station, despite the rain and the wind.", set()),
        ("The mayor opened the new library yesterday.", {"omission"}),
        (
            "Yesterday the mayor opened the new library near the old station, despite the rain and the wind, and the "
            "children sang several happy songs.",
            {"addition"},
        ),
    ],
)
def test_clauses_that_nothing_is_linked_with_are_lost_or_added(target: str, checks: set[str]) -> None:
    source = "Le maire a inauguré hier la nouvelle bibliothèque près de la vieille gare, malgré la pluie et le vent."
    assert found(source, target) & {"omission", "addition"} == checks
