"""What the repair of French gives its translation: the English of clean, damaged and repaired French, compared."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from glossary.edits import Edit, Span
from glossary.repair import RULES, Rule, repair
from translate.documents.errors import InputError
from translate.documents.formats import read_text
from translate.engine.normalisation import NORMALISATIONS
from translate.lab.damage import FAMILIES, inject
from translate.lab.measure.repairs import DOCUMENT
from translate.lab.measure.report import table
from translate.lab.measure.scores import Scores, load_metrics, score
from translate.run.translator import Translator

UNTRANSLATED = frozenset(["boilerplate"])
"""The families that are left out: repair marks their lines, and the translator has them translated as they are."""

FORM = "punct-1"
"""The text form in which translations and references are compared, so that the style of marks does not count."""

Translate = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Gain:
    """The scores of the English of the sentences that a family damaged: from clean, damaged and repaired French.

    `sentences` counts them. The signature of the scores is that of sacrebleu.
    """

    family: str
    sentences: int
    clean: Scores
    damaged: Scores
    repaired: Scores

    @property
    def recovered_bleu(self) -> float | None:
        """The share of the loss of BLEU that repair makes good, 1 for all of it; None where nothing was lost."""
        return _recovered(self.clean.bleu, self.damaged.bleu, self.repaired.bleu)

    @property
    def recovered_chrf(self) -> float | None:
        """The share of the loss of chrF that repair makes good, 1 for all of it; None where nothing was lost."""
        return _recovered(self.clean.chrf, self.damaged.chrf, self.repaired.chrf)


def _recovered(clean: float, damaged: float, repaired: float) -> float | None:
    return (repaired - damaged) / (clean - damaged) if clean > damaged else None


def translations(translator: Translator) -> Translate:
    """Return a function that translates texts, each by itself, into one line of English.

    The translator is one that repairs nothing itself (`repair="off"`), else damaged texts would be mended on their way.
    """

    def translate(texts: Sequence[str]) -> list[str]:
        found = translator.translate_documents(read_text(text, format="text") for text in texts)
        return [" ".join(document.text.split()) for document in found]

    return translate


def measure_gain(
    sentences: Sequence[str],
    references: Sequence[str],
    translate: Translate,
    *,
    families: Iterable[str] = tuple(FAMILIES),
    seed: int = 0,
    rate: float = 1.0,
    rules: Mapping[str, Rule] = RULES,
    progress: Callable[[str], None] | None = None,
) -> list[Gain]:
    """Return what safe repair gives the translation of `sentences` with damage of each family, without `UNTRANSLATED`.

    The sentences are damaged and repaired as lines of documents, and translated each by itself; only those that a
    family damaged count for it. A family that damages none is left out.

    :param references: the English of each sentence.
    :param translate: returns the English of each text; see `translations`.
    :param progress: is called with a few words before each family.
    :raises InputError: where there are more or fewer references than sentences, a sentence has a line break, or
        sacrebleu is not installed.
    :raises ValueError: where a family is unknown or the rate is not from 0 to 1.
    """
    if len(sentences) != len(references):
        raise InputError(
            f"there are {len(sentences)} lines of French but {len(references)} of English; "
            "give one line of English for each line of French"
        )
    if any(len(sentence.splitlines()) > 1 for sentence in sentences):
        raise InputError("a sentence to measure with has a line break in it; give one sentence a line")
    load_metrics()
    known: dict[str, str] = {}

    def english(texts: Sequence[str]) -> list[str]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, translate(new), strict=True))
        return [plain(known[text]) for text in texts]

    plain = NORMALISATIONS[FORM].english
    gains = []
    for family in families:
        if family in UNTRANSLATED:
            continue
        if progress:
            progress(f"translating with {family}")
        damaged, repaired = _versions(sentences, family, seed=seed, rate=rate, rules=rules)
        touched = [number for number, sentence in enumerate(sentences) if damaged[number] != sentence]
        if touched:
            wanted = [plain(references[number]) for number in touched]
            clean, worse, better = (
                score(english([version[number] for number in touched]), wanted)
                for version in (sentences, damaged, repaired)
            )
            gains.append(Gain(family, len(touched), clean, worse, better))
    return gains


def _versions(
    sentences: Sequence[str], family: str, *, seed: int, rate: float, rules: Mapping[str, Rule]
) -> tuple[list[str], list[str]]:
    """Return each sentence as it is damaged, and as it is after the repair of the document that it stands in."""
    damaged: list[str] = []
    repaired: list[str] = []
    for start in range(0, len(sentences), DOCUMENT):
        lines = sentences[start : start + DOCUMENT]
        made = inject("\n".join(lines), [family], seed=seed * 1_000_003 + start, rate=rate)
        result = repair(made.text, rules=rules)
        # Where the clean lines lie in the damaged text: the edits that damaged it are the gold ones turned round.
        spans, position = [], 0
        for line in lines:
            spans.append(Span(position, position + len(line)))
            position += len(line) + 1
        back = _turned(made.gold)
        spans = [_after(back, span) for span in spans]
        damaged += (span.of(made.text) for span in spans)
        repaired += (_after(result.edits, span).of(result.text) for span in spans)
    return damaged, repaired


def _turned(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits of the text after `edits` that give the text before them."""
    turned, shift = [], 0
    for edit in edits:
        start = edit.span.start + shift
        turned.append(Edit(Span(start, start + len(edit.new)), edit.new, edit.old, edit.rule, edit.reason))
        shift += len(edit.new) - len(edit.old)
    return turned


def _after(edits: Iterable[Edit], span: Span) -> Span:
    """Return where `span` lies after `edits`, with all that they put at its ends."""
    before = within = 0
    start, end = span.start, span.end
    for edit in edits:
        growth = len(edit.new) - len(edit.old)
        if edit.span.end < span.start or (edit.span.end == span.start and edit.old):
            before += growth
        elif edit.span.start <= span.end:
            # What reaches over an end of the span is taken whole.
            start, end = min(start, edit.span.start), max(end, edit.span.end)
            within += growth
    return Span(start + before, max(start, end + within) + before)


def gain_table(gains: Sequence[Gain]) -> str:
    """Return the gains as a table for people."""
    heads = ["family", "sentences", "BLEU clean", "damaged", "repaired", "back", "chrF clean", "damaged", "repaired"]
    rows = [
        [
            gain.family,
            f"{gain.sentences:,}",
            *(f"{scores.bleu:.2f}" for scores in (gain.clean, gain.damaged, gain.repaired)),
            _percent(gain.recovered_bleu),
            *(f"{scores.chrf:.2f}" for scores in (gain.clean, gain.damaged, gain.repaired)),
            _percent(gain.recovered_chrf),
        ]
        for gain in gains
    ]
    signatures = [gains[0].clean.bleu_signature, gains[0].clean.chrf_signature] if gains else []
    return "\n".join([table([*heads, "back"], rows), *signatures])


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def gains_to_json(gains: Sequence[Gain]) -> str:
    """Return the gains as a JSON list; the names are those of the records."""
    data = [
        asdict(gain) | {"recovered_bleu": gain.recovered_bleu, "recovered_chrf": gain.recovered_chrf} for gain in gains
    ]
    return json.dumps(data, indent=2, ensure_ascii=False)
