"""Links within a Markdown document find their headings in its English."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.edits import Edit, Span, apply
from translate.documents.formats.anchors import slug, with_new_anchors
from translate.documents.formats.markdown import headings, read_text
from translate.documents.records import Document, WordLinks

ENGLISH = {
    "Aide {#aide}": "Help {#aide}",
    "Mise à jour": "Update",
    "Aide": "Help",
    "Mise à *jour*": "An *update*",
    "Voir aussi": "See also",
}


def translated(text: str) -> Document:
    document = read_text(text)
    return document.with_segments(
        replace(segment, target=ENGLISH.get(segment.source, segment.source)) for segment in document.segments
    )


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("# Mise à jour\n\n[x](#mise-à-jour)\n", "# Update\n\n[x](#update)\n"),
        ("# Mise à jour\n\n[x](#mise-%C3%A0-jour)\n", "# Update\n\n[x](#update)\n"),
        ("# Mise à jour\n\n[x](#mise-a-jour)\n", "# Update\n\n[x](#update)\n"),
        ("# Mise à *jour*\n\n[x](#mise-à-jour)\n", "# An *update*\n\n[x](#an-update)\n"),
        ("Aide\n----\n\n# Aide\n\n[x](#aide-1) [y](#aide)\n", "Help\n----\n\n# Help\n\n[x](#help-1) [y](#help)\n"),
        ("# Mise à jour\n\n[x][r]\n\n[r]: #mise-à-jour\n", "# Update\n\n[x][r]\n\n[r]: #update\n"),
        ("# Aide {#aide}\n\n[x](#aide)\n", "# Help {#aide}\n\n[x](#aide)\n"),
        ("# Aide\n\n[x](#autre) [y](autre.md#aide) #aide\n", "# Help\n\n[x](#autre) [y](autre.md#aide) #aide\n"),
        ("# Mise à jour\n\n```\n# Aide\n```\n\n[x](#aide)\n", "# Update\n\n```\n# Aide\n```\n\n[x](#aide)\n"),
    ],
)
def test_links_to_headings(french: str, english: str) -> None:
    assert with_new_anchors(translated(french), headings).text == english


def test_what_tells_of_places_moves_along() -> None:
    document = translated("# Mise à jour\n\nVoir [la note](#mise-à-jour) ici.\n")
    title, sentence = document.segments
    draft = "See [the node](#mise-à-jour) her."
    edits = (Edit(Span(9, 13), "node", "note", "words", "-"), Edit(Span(29, 32), "her", "here", "words", "-"))
    target = apply(draft, edits)
    links = WordLinks((Span(0, 4),), (Span(29, 33),), ((0, 0, 1.0),))
    sentence = replace(sentence, target=target, draft=draft, target_edits=edits, alignment=links)
    [_, new] = with_new_anchors(document.with_segments([title, sentence]), headings).segments
    assert new.target == "See [the note](#update) here."
    assert new.draft is not None
    assert apply(new.draft, new.target_edits) == new.target
    assert new.alignment is not None
    assert new.alignment.target[0].of(new.target) == "here"


@given(st.text(alphabet="# aéB-_*`[](#)1\n=", max_size=60))
def test_any_document_that_is_not_translated_stays(text: str) -> None:
    document = read_text(text)
    same = document.with_segments(replace(segment, target=segment.source) for segment in document.segments)
    assert with_new_anchors(same, headings).text == text


def test_slug() -> None:
    assert slug("C'est l'été ! (2024)") == "cest-lété--2024"
