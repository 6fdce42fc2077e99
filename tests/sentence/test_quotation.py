"""Quotation marks and brackets: each pair stands around what the French has in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_engine import FakeEngine
from translate.documents.formats.markdown_inline import scan
from translate.documents.records import Segment
from translate.engine.base import Decoding
from translate.run.pipeline import translate_segments
from translate.run.steps import Task, Tools
from translate.sentence.quotation import pairs
from translate.sentence.typography import Style
from translate.terms.holding import Holder


def translated(engine: FakeEngine, french: str, style: Style) -> str | None:
    tools = Tools(Holder(engine, Decoding(beam=1), steps=()), longest=400, checks=False)
    segment = Segment(0, french, scan(french).markup)
    return translate_segments([Task(segment, style)], tools)[0].target


def test_a_dash_does_not_become_a_quote_that_stays_open() -> None:
    asked = "— Tu viens ? demanda-t-elle."
    assert translated(FakeEngine(lambda _: '"You come? she asked.'), asked, Style()) == "— You come? she asked."
    assert translated(FakeEngine(lambda _: '"You come?" she asked.'), asked, Style()) == '"You come?" she asked.'


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Il parle d'une « alliance croissante » ici.", 'Il parle d\'une "alliance croissante" ici.'),
        ("« Attention, chien méchant » !", '"Attention, chien méchant" !'),
        ("« Le climat change », dit Yemi.", '"Le climat change," dit Yemi.'),
        ("« Je pars, dit-il, et je reste. »", '"Je pars," dit-il, "et je reste."'),
        ("« C'est bon, répondit-elle hier, on y va. »", '"C\'est bon," répondit-elle hier, "on y va."'),
        ("[Attention] Le fichier est lourd.", "[Attention] Le fichier est lourd."),
        ("Il dit « **non** » au bruit.", 'Il dit "**non**" au bruit.'),
        ("Il dit **« non » au bruit**.", 'Il dit **"non" au bruit**.'),
        ("“Il faut agir.", '"Il faut agir.'),
        ("Il faut agir. »", 'Il faut agir."'),
        ("Il dit « non”, hier.", 'Il dit "non," hier.'),
        ("C'est ==très important== ici.", "C'est ==très important== ici."),
        ("si a == b et c == d", "si a == b et c == d"),
        ("— À la ville, dit-il, et je reviendrai.", '"À la ville," dit-il, "et je reviendrai."'),
        ("— Je pars, dit-elle en riant.", '"Je pars," dit-elle en riant.'),
        ("– Oui, je crois.", "– Oui, je crois."),
        ("— J'ai froid.", "— J'ai froid."),
        ("— Vous dites « non » ?", '— Vous dites "non" ?'),
        ("— les animaux vivants ;", "— les animaux vivants ;"),
        ("Il part — sans un mot — hier.", "Il part — sans un mot — hier."),
    ],
)
def test_pairs_stand_around_the_same_words(french: str, english: str) -> None:
    engine = FakeEngine(str)
    assert translated(engine, french, Style()) == english
    assert not any(mark in text for text, _ in engine.asked for mark in '«»"[]')


def test_marks_are_in_the_style_of_the_document() -> None:
    assert translated(FakeEngine(str), "Il dit « non » ici.", Style(curly_quotes=True)) == "Il dit “non” ici."


@pytest.mark.parametrize("french", ["Il **dit « non** » ici.", '5" et 7 pieds'])
def test_what_has_no_pair_is_left_to_the_model(french: str) -> None:
    engine = FakeEngine(str)
    translated(engine, french, Style())
    assert any(mark in text for text, _ in engine.asked for mark in '«»"')


@given(st.text(st.sampled_from('ab «»“”"[]().,'), max_size=30))
def test_pairs_nest(text: str) -> None:
    found = pairs(text)
    for one in found:
        assert one.opening.end < one.closing.start
        for other in found:
            if one.opening.start < other.opening.start < one.closing.start:
                assert other.closing.end <= one.closing.start
