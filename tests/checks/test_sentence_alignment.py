"""Sentences of two texts, in order: each in one bead, lost and doubled ones alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from translate.checks.sentence_alignment import align_sentences

FRENCH = [
    "Le maire a ouvert la séance devant une salle comble.",
    "Un incendie a détruit trois maisons dans la vallée.",
    "Les élections auront lieu le 12 mai.",
    "Il pleut.",
    "La banque centrale a relevé ses taux pour combattre l'inflation.",
]
ENGLISH = [
    "The mayor opened the meeting before a packed room.",
    "A fire destroyed three houses in the valley.",
    "The elections will be held on 12 May.",
    "It is raining.",
    "The central bank raised its rates to fight inflation.",
]


def beads(sources: list[str], targets: list[str]) -> list[tuple[list[int], list[int]]]:
    return [(list(bead.source), list(bead.target)) for bead in align_sentences(sources, targets)]


def test_equal_texts_go_one_by_one() -> None:
    assert beads(FRENCH, ENGLISH) == [([number], [number]) for number in range(5)]


def test_a_lost_sentence_stands_alone() -> None:
    for lost in range(5):
        found = beads(FRENCH, ENGLISH[:lost] + ENGLISH[lost + 1 :])
        assert ([lost], []) in found
        assert len(found) == 5


def test_a_doubled_sentence_stands_alone() -> None:
    for twice in range(5):
        found = beads(FRENCH, ENGLISH[: twice + 1] + ENGLISH[twice:])
        assert [bead for bead in found if not bead[0]] in ([([], [twice])], [([], [twice + 1])])


def test_two_sentences_may_become_one() -> None:
    joined = [ENGLISH[0], f"{ENGLISH[1][:-1]}, and {ENGLISH[2]}", *ENGLISH[3:]]
    assert beads(FRENCH, joined) == [([0], [0]), ([1, 2], [1]), ([3], [2]), ([4], [3])]
    split = [*FRENCH[:4], "La banque centrale a relevé ses taux.", "Elle veut combattre l'inflation."]
    assert beads(split, ENGLISH)[-1] == ([4, 5], [4])


def test_nothing_belongs_to_nothing() -> None:
    assert beads([], []) == []
    assert beads(FRENCH[:2], []) == [([0], []), ([1], [])]
    assert beads([], ENGLISH[:1]) == [([], [0])]


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.sampled_from([*FRENCH, "", "…", "x"]), max_size=7),
    st.lists(st.sampled_from([*ENGLISH, "", "?"]), max_size=7),
)
def test_each_sentence_is_in_one_bead_in_order(sources: list[str], targets: list[str]) -> None:
    found = align_sentences(sources, targets)
    assert [number for bead in found for number in bead.source] == list(range(len(sources)))
    assert [number for bead in found for number in bead.target] == list(range(len(targets)))
    assert all(bead.source or bead.target for bead in found)


def test_a_text_that_is_much_longer_than_the_other_is_aligned_too() -> None:
    found = align_sentences(FRENCH[:1], ENGLISH * 40)
    assert sum(len(bead.target) for bead in found) == 200
