"""The bridge from repair to documents: what is repaired, what stays, and where everything came from."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import check_markup, texts
from glossary.edits import Edit, Span, apply
from plain_rules import RULES, SPACES, noticing, rule
from translate.documents.errors import InputError
from translate.documents.formats import read_text
from translate.documents.records import Document, Gap, Severity
from translate.documents.repairing import chosen_rules, repair_document, repair_lines, rule_named


def repaired(text: str, format: str = "text", *, unsafe: bool = False) -> Document:
    return repair_document(read_text(text, format=format), unsafe=unsafe, rules=RULES)


def check_origin(document: Document, original: str) -> None:
    """The parts lead back to the original text, each by its own edits."""
    assert document.original == original
    assert document.repair is not None
    assert document.source == document.repair.text
    for part in document.parts:
        if isinstance(part, Gap):
            assert part.original != part.text
        elif part.original is None:
            assert part.edits == ()
        else:
            assert part.edits and apply(part.original, part.edits) == part.source


def test_a_sentence_knows_what_it_was_made_from() -> None:
    text = "Il est là. Il part en Russiemais il revient."
    document = repaired(text)
    check_origin(document, text)
    first, second = document.segments
    assert (first.original, first.edits) == (None, ())
    assert second.source == "Il part en Russie mais il revient."
    assert second.original == "Il part en Russiemais il revient."
    assert [(edit.span, edit.new, edit.rule) for edit in second.edits] == [(Span(17, 17), " ", "split")]


def test_lines_are_joined_before_the_text_is_cut_into_sentences() -> None:
    text = "Ils doivent\nacte. Fin.\n\nUn titre\n"
    document = repaired(text)
    check_origin(document, text)
    assert [segment.source for segment in document.segments] == ["Ils doivent acte.", "Fin.", "Un titre"]
    assert document.segments[0].original == "Ils doivent\nacte."


def test_a_sentence_that_becomes_two_shares_its_text_out() -> None:
    text = "La guerre est terminée.Les gens rentrent."
    document = repaired(text)
    check_origin(document, text)
    assert [segment.source for segment in document.segments] == ["La guerre est terminée.", "Les gens rentrent."]
    assert [part.original for part in document.parts] == [None, "", None]


@pytest.mark.parametrize(
    ("old", "new", "originals"),
    [
        ("Un.Deux.", "Un. Deux.", ["Un.", "", "Deux."]),
        ("Un.X", "Un. Deux.", ["Un.", "X", ""]),
        ("X Deux.", "Un. Deux.", ["X", " ", "Deux."]),
        ("X", "Un. Deux.", ["X", "", ""]),
    ],
)
def test_one_edit_over_two_sentences_is_divided(old: str, new: str, originals: list[str]) -> None:
    whole = rule(
        "whole", lambda text: [Edit(Span(0, len(old)), old, new, "whole", "a test")] if text.text == old else []
    )
    document = repair_document(read_text(old, format="text"), rules={"whole": whole})
    check_origin(document, old)
    found = [
        (part.text if isinstance(part, Gap) else part.source) if part.original is None else part.original
        for part in document.parts
    ]
    assert found == originals


def test_what_is_taken_out_beside_a_sentence_belongs_to_the_gap() -> None:
    text = "Publicité\nUn chat.\nPublicité\nUn chien.\u200b\nPublicité"
    document = repaired(text)
    check_origin(document, text)
    assert [segment.original for segment in document.segments] == [None, None]
    assert [part.original for part in document.parts if isinstance(part, Gap)] == [
        "Publicité\n",
        "\nPublicité\n",
        "\u200b\nPublicité",
    ]


def test_a_text_of_which_nothing_is_left_leads_back_too() -> None:
    document = repaired("Publicité\n")
    check_origin(document, "Publicité\n")
    assert (document.source, document.segments) == ("", ())


def test_a_text_without_damage_is_the_same_document() -> None:
    read = read_text("Un chat. Un chien.\n", format="text")
    document = repair_document(read, rules=RULES)
    assert document.parts == read.parts
    assert document.repair is not None and document.repair.edits == ()


def test_suggestions_are_kept_and_made_on_request() -> None:
    document = repaired("Ils doivent\nacte.")
    assert document.repair is not None
    assert [(edit.rule, edit.span.of(document.source)) for edit in document.repair.suggestions] == [("doubt", "acte")]
    assert repaired("Ils doivent\nacte.", unsafe=True).source == "Ils doivent agir."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Un LOOK chat. Un chien.", [(0, "LOOK")]),
        ("Un chat. LOOK HERE, un chien.", [(1, "LOOK HERE")]),
        ("LOOK HERE", [(0, "LOOK HERE")]),
        ("Un chat.  LOOK", [(1, "LOOK")]),
        ("- \n", []),
    ],
)
def test_notices_are_findings_of_their_sentence(text: str, found: list[tuple[int, str]]) -> None:
    document = repaired(text)
    findings = [(segment, finding) for segment in document.segments for finding in segment.findings]
    assert all((f.check, f.severity, f.message) == ("look", Severity.NOTE, "look here") for _, f in findings)
    assert [(segment.id, f.source_span.of(segment.source)) for segment, f in findings if f.source_span] == found


def test_a_notice_over_several_sentences_is_told_once_in_the_first() -> None:
    everything = {"all": noticing("all", r"(?s).+")}
    document = repair_document(read_text("- Un chat.\nUn chien.", format="text"), rules=everything)
    assert [[finding.source_span for finding in segment.findings] for segment in document.segments] == [
        [Span(0, 8)],
        [],
    ]


def test_a_notice_outside_all_sentences_stays_with_the_document() -> None:
    document = repair_document(read_text("Oui.\n***\n", format="text"), rules={"mark": noticing("mark", r"\*+")})
    assert [segment.findings for segment in document.segments] == [()]
    assert document.repair is not None and len(document.repair.notices) == 1


MARKDOWN = """# Russiemais froid

Un [lien Russiemais](https://exemple.fr/Russiemais) et `Russiemais  x` ici.
La suite
en deux lignes.  \nFin.

    code Russiemais

| Russiemais | b |
|------------|---|
| c  d       | e |
"""


def test_of_markdown_only_the_prose_is_repaired() -> None:
    document = repaired(MARKDOWN, "markdown")
    check_origin(document, MARKDOWN)
    assert document.source == (
        MARKDOWN.replace("# Russiemais", "# Russie mais")
        .replace("[lien Russiemais]", "[lien Russie mais]")
        .replace("| Russiemais", "| Russie mais")
        .replace("c  d", "c d")
    )
    assert document.segments[0].source == "Russie mais froid"


def test_an_edit_that_would_become_markup_is_left_out_and_the_others_are_made() -> None:
    text = "Une etoile en Russiemais.\n\nUne autre etoile.\n"
    document = repaired(text, "markdown")
    check_origin(document, text)
    assert document.source == "Une etoile en Russie mais.\n\nUne autre etoile.\n"


def test_where_too_many_edits_would_become_markup_none_is_made() -> None:
    text = "etoile\n\n" * 9 + "Russiemais"
    document = repaired(text, "markdown")
    check_origin(document, text)
    assert document.source == text


def test_lines_of_a_stream_do_not_depend_on_each_other() -> None:
    lines = ["Ils doivent\n", "acte en Russiemais\r\n", "\n", "LOOK  HERE", "\u2028", "Russiemais acte"]
    together = repair_lines(read_text("".join(lines), format="text"), rules=RULES)
    check_origin(together, "".join(lines))
    apart = [repair_lines(read_text(line, format="text"), rules=RULES) for line in lines]
    assert together.source == "".join(document.source for document in apart)
    assert together.source == "Ils doivent\nacte en Russie mais\r\n\nLOOK HERE\u2028Russie mais acte"
    assert together.repair is not None
    assert [edit.span.of(together.source) for edit in together.repair.suggestions] == ["acte", "acte"]
    assert [notice.span.of(together.source) for notice in together.repair.notices] == ["LOOK HERE"]


DAMAGE = ("Russiemais", "a.Un", "Publicité\n", "etoile", "\u200b", "acte", "LOOK", "  b", "a\nb", "*", "|", "# ", "`")


@settings(max_examples=120)
@given(texts(*DAMAGE), st.sampled_from(["text", "markdown"]), st.booleans())
def test_any_repaired_document_leads_back_to_its_text(text: str, format: str, unsafe: bool) -> None:
    document = repaired(text, format, unsafe=unsafe)
    check_origin(document, text)
    assert document.repair is not None
    assert apply(text, document.repair.edits) == document.source
    for segment in document.segments:
        check_markup(segment.source, segment.markup)
        for finding in segment.findings:
            assert finding.source_span is not None and finding.source_span.end <= len(segment.source)
    again = read_text(document.source, format=format)
    assert [part.text for part in document.parts if part.text] == [part.text for part in again.parts]


@settings(max_examples=60)
@given(texts(*DAMAGE))
def test_any_stream_keeps_its_lines(text: str) -> None:
    document = repair_lines(read_text(text, format="text"), rules=RULES)
    check_origin(document, text)
    assert len(document.source.splitlines()) == len(text.splitlines())


def test_rules_are_chosen_by_name() -> None:
    assert list(chosen_rules(rules=RULES)) == list(RULES)
    assert list(chosen_rules(select=["spaces", "split"], rules=RULES)) == ["split", "spaces"]
    assert list(chosen_rules(select=["spaces", "split"], ignore=["split"], rules=RULES)) == ["spaces"]
    assert rule_named("spaces", RULES) is SPACES


@pytest.mark.parametrize(
    ("select", "ignore", "message"),
    [
        (["splits"], [], "there is no rule 'splits'; did you mean split?"),
        ([], ["space"], "there is no rule 'space'; did you mean spaces?"),
        (["xyzzy"], [], "there is no rule 'xyzzy'; there are split, join, "),
        (["split"], ["split"], "no rule is left"),
    ],
)
def test_a_choice_that_cannot_be_is_one_sentence(select: list[str], ignore: list[str], message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        chosen_rules(select=select, ignore=ignore, rules=RULES)
