"""Documents for the tests of review: made by hand, so that every mark is where the test says."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies

from glossary.edits import Edit, Span, apply
from translate.documents.formats import read_text
from translate.documents.records import Document, Finding, Gap, Part, Segment, Severity, WordLinks
from translate.documents.repairing import repair_document
from translate.review import Decisions

HOSTILE = (
    "<script>document.title='owned'</script>",
    "</script><img src=x onerror=alert(1)>",
    "<!--",
    "\"' onmouseover=alert(1) x='",
    "&lt;b&gt; &amp;",
    "\u202eevil\u202c \u200bzero\ufeff",
    "a\u2028b\u2029c",
    "\x1b[31mred\x1b[0m \x07 \x00",
    "]]> --> {{7*7}} ${7*7}",
    "\ud800",
)


def decided(page: Path) -> dict[str, Any]:
    """Return what the review page at `page` exports before anybody has touched it, as the tests change it then."""
    found = Decisions.parse(page.read_text(encoding="utf-8"))
    return {
        "form": "fr2en decisions",
        "version": 1,
        "digest": found.digest,
        "name": found.name,
        "format": found.format,
        "encoding": found.encoding,
        "signature": found.signature,
        "repair": [[e.span.start, e.span.end, e.old, e.new, e.rule, e.reason] for e in found.repairs],
        "segments": [
            {"id": d.segment, "start": d.start, "source": d.source, "english": d.english, "state": "open"}
            for d in found.segments
        ],
        "terms": [],
    }


def sample() -> Document:
    """Return five segments: one repaired, one with a term, one with an error and a warning, one plain, one alone."""
    french = (
        "Un titre court\n\nLe soldat est en Russiemais il revient. Poutine est à Koursk.\n\n"
        "- Il y a 10 000 soldats.\n- Une phrase simple."
    )
    document = replace(repair_document(read_text(french, format="text")), path=Path("article.fr.txt"))
    english = [
        "A short title",
        "The soldier is in Russia but is coming back.",
        "",
        "There are 1,000 soldiers.",
        "A phrase.",
    ]
    draft = "Putin is in Koursk."
    made = (Edit(Span(12, 18), "Koursk", "Kursk", "glossary", "Koursk is Kursk"),)
    segments = [replace(segment, target=text) for segment, text in zip(document.segments, english, strict=True)]
    segments[1] = replace(
        segments[1],
        alignment=WordLinks(
            (Span(0, 2), Span(3, 9), Span(10, 13), Span(14, 16), Span(17, 23), Span(24, 28)),
            (Span(0, 3), Span(4, 11), Span(12, 14), Span(15, 17), Span(18, 24), Span(25, 28)),
            ((0, 0, 0.9), (1, 1, 0.97), (2, 2, 0.3), (3, 3, 1.0), (4, 4, 1.0), (5, 5, 0.8)),
        ),
        score=-0.4,
    )
    segments[2] = replace(
        segments[2],
        draft=draft,
        target=apply(draft, made),
        target_edits=made,
        tried=(("Putin is at Kursk.", "score -0.9"),),
    )
    segments[3] = replace(
        segments[3],
        findings=(
            Finding("numbers", Severity.ERROR, "10 000 became 1,000", Span(7, 13), Span(10, 15)),
            Finding("omission", Severity.WARNING, "a word has no counterpart", Span(14, 21)),
        ),
    )
    return document.with_segments(segments)


def hostile() -> Document:
    """Return a document in which every text that a view could show is one of `HOSTILE`."""
    parts: list[Gap | Segment] = []
    for number, text in enumerate(HOSTILE):
        source = f"Texte {text} fin"
        original = f"Text {text} fin"
        target = f"Text {text} end"
        parts += [
            Segment(
                number,
                source,
                target=target,
                original=original,
                edits=(Edit(Span(4, 4), "", "e", f"rule{text}", f"reason {text}"),),
                draft=f"Txt {text} end",
                target_edits=(Edit(Span(1, 1), "", "e", f"term{text}", f"note {text}"),),
                findings=(Finding(f"check{text}", Severity.ERROR, f"message {text}", Span(0, 5), Span(0, 4)),),
                tried=((f"tried {text}", f"because {text}"),),
                alignment=WordLinks((Span(0, 5),), (Span(0, 4),), ((0, 0, 1.0),)),
            ),
            Gap("\n"),
        ]
    return Document(tuple(parts), path=Path(HOSTILE[0].replace("/", "")), encoding=HOSTILE[3], format="text")


def long_document(count: int) -> Document:
    """Return a document of `count` segments of some twenty words, every tenth with a finding and half aligned."""
    source = (
        "Le ministre a déclaré que les nouvelles règles seront appliquées dès le mois prochain dans toutes les régions "
        "du pays."
    )
    target = (
        "The minister said that the new rules will be applied from next month on in all the regions of the country."
    )
    here, there = (tuple(_words(text)) for text in (source, target))
    pairs = tuple((number, number, 0.9) for number in range(min(len(here), len(there))))
    parts: list[Part] = []
    for number in range(count):
        findings = (Finding("numbers", Severity.WARNING, "look at this", Span(3, 11), Span(4, 12)),)
        parts.append(
            Segment(
                number,
                f"{source} {number}",
                target=f"{target} {number}",
                findings=findings if number % 10 == 0 else (),
                alignment=WordLinks(here, there, pairs) if number % 2 else None,
            )
        )
        parts.append(Gap("\n\n" if number % 4 == 3 else " "))
    return Document(tuple(parts), path=Path("long.txt"))


def _words(text: str) -> list[Span]:
    spans, position = [], 0
    for word in text.split():
        spans.append(Span(text.index(word, position), text.index(word, position) + len(word)))
        position = spans[-1].end
    return spans


@strategies.composite
def edited(draw: strategies.DrawFn) -> tuple[str, tuple[Edit, ...]]:
    """Return a text and edits of it that do not overlap."""
    text = draw(strategies.text("ab \n\u0301é𝄞漢\u202e\x1b", max_size=30))
    cuts = sorted(draw(strategies.lists(strategies.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        new = draw(strategies.text("xy z\n", max_size=4))
        if new != text[start:end]:
            edits.append(Edit(Span(start, end), text[start:end], new, "rule", "reason"))
    return text, tuple(edits)
