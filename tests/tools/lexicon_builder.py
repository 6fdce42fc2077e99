"""Makes the tables of `glossary.french.lexicon`: French word forms with their grammar and counts, and pairs of words.

Run by those who change the lexicon, not by users:

    python tests/tools/lexicon_builder.py fr.dic fr.aff data TEXT...

`fr.dic` and `fr.aff` are Dicollecte's French dictionary ("toutes variantes", MPL-2.0; in Debian the package
hunspell-fr-comprehensive).
Each TEXT is a table of French TAB English (`.tsv.xz`); only its French is counted, and of that every tenth line is left
out, so that there is text of the same kinds to measure with that no count has seen (see `held_out`).
"""

import itertools
import lzma
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary.french.lexicon import NAME, UNKNOWN, held_out, words_of

FEWEST_OF_UNLISTED = 4
"""How often a word that the dictionary lacks must be counted to be kept."""
FEWEST_OF_PAIR = 8
"""How often two words must stand beside each other to be kept."""

_KINDS = {"nom": "N", "adj": "A", "ppas": "P", "ppre": "R", "infi": "I", "adv": "D"}
_PROPER = {"npr", "prn", "patr", "titr"}
_PERSON = re.compile(r"^po:([123])(sg|pl)!?$")


@dataclass(frozen=True, slots=True)
class _Suffix:
    strip: str
    add: str
    condition: re.Pattern[str]
    flags: str
    fields: tuple[str, ...]


def _read_suffixes(lines: Iterable[str]) -> dict[str, list[_Suffix]]:
    suffixes: dict[str, list[_Suffix]] = {}
    for line in lines:
        parts = line.split()
        if len(parts) >= 5 and parts[0] == "SFX":
            add, _, flags = parts[3].partition("/")
            strip, add = ("" if part == "0" else part for part in (parts[2], add))
            # Hunspell's negated sets are those of Python; its dot is any letter.
            condition = re.compile(f"(?:{parts[4]})$" if parts[4] != "." else "")
            suffixes.setdefault(parts[1], []).append(_Suffix(strip, add, condition, flags, tuple(parts[5:])))
    return suffixes


def _forms(line: str, suffixes: dict[str, list[_Suffix]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the forms of one entry of the dictionary with the fields of their grammar."""
    entry, *fields = line.split()
    stem, _, flags = entry.partition("/")
    flags = flags.replace("()", "").replace("--", "")
    pairs = [flags[i : i + 2] for i in range(0, len(flags), 2)]
    applied = False
    for flag in pairs:
        for suffix in suffixes.get(flag, ()):
            applied = True
            if stem.endswith(suffix.strip) and suffix.condition.search(stem):
                form = stem[: len(stem) - len(suffix.strip)] + suffix.add
                yield form, (*fields, *suffix.fields)
    if not applied:
        yield stem, tuple(fields)


def grammar(fields: Sequence[str]) -> set[str]:
    """Return the codes of `glossary.french.lexicon.Form.grammar` that the fields of a form stand for.

    >>> sorted(grammar(["po:v1__t", "po:ppas", "po:adj", "is:fem", "is:pl"]))
    ['Afp', 'Pfp']
    """
    gender = next((code for field, code in (("is:mas", "m"), ("is:fem", "f")) if field in fields), "e")
    number = next((code for field, code in (("is:sg", "s"), ("is:pl", "p")) if field in fields), "i")
    codes = set()
    for field in fields:
        name = field.removeprefix("po:")
        if name == field:
            continue
        if person := _PERSON.match(field):
            codes.add(f"V{person[1]}{person[2][0]}")
        elif name in _PROPER:
            codes.add("X")
        elif name in ("infi", "ppre", "adv"):
            codes.add(_KINDS[name])
        elif name in _KINDS:
            codes.add(f"{_KINDS[name]}{gender}{number}")
        elif not re.match(r"v\d|v_|loc|ipre|ipsi|iimp|ifut|spre|simp|cond|impe|1[ij]sg", name):
            codes.add("G")
    return codes


def read_dictionary(dictionary: Path, affixes: Path) -> dict[str, set[str]]:
    """Return the forms of a Hunspell dictionary with the codes of their grammar; prefixes are left out.

    :raises OSError: where a file cannot be read.
    """
    suffixes = _read_suffixes(affixes.read_text(encoding="utf-8").splitlines())
    forms: dict[str, set[str]] = {}
    for line in dictionary.read_text(encoding="utf-8").splitlines()[1:]:
        if not line.strip() or line.startswith("#"):
            continue
        for form, fields in _forms(line, suffixes):
            if form[:1].isalpha() and not re.search(r"[\d₀-₉⁰-⁹ ]", form):
                forms.setdefault(form.replace("’", "'"), set()).update(grammar(fields))
    return forms


def _french(texts: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of French that count."""
    for path in texts:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                french = line.partition("\t")[0]
                if not held_out(french):
                    yield french


def _placed(line: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each word of a line, the word or the mark before it, and whether a sentence may start with it."""
    previous, first = "", True
    for word in words_of(line):
        if word[0].isalpha():
            yield word, previous, first
            previous, first = word, False
        else:
            previous, first = word, first or word in '.!?:"«“'


def count_words(texts: Iterable[Path]) -> tuple[Counter[str], Counter[str]]:
    """Return how often each word stands in the texts in small letters, and inside a sentence with a capital."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for line in _french(texts):
        for word, _, first in _placed(line):
            if word == word.lower():
                small[word] += 1
            elif not first:
                capital[word] += 1
    return small, capital


def count_pairs(texts: Iterable[Path], forms: Collection[str], small: Counter[str]) -> Counter[tuple[str, str]]:
    """Return how often words stand side by side, in small letters, with nothing but a space between them.

    A name counts as itself and as `NAME`, a word that is not known as `UNKNOWN`: they tell what stands beside names and
    unknown words in general. Each is also counted alone, before an empty word.
    """
    pairs: Counter[tuple[str, str]] = Counter()

    def classes(word: str, first: bool) -> tuple[str, ...]:
        lower = word.lower()
        if word == lower:
            return (lower,) if lower in forms or small[lower] >= FEWEST_OF_UNLISTED else (UNKNOWN,)
        return (lower,) if first or lower in forms else (lower, NAME)

    for line in _french(texts):
        before: tuple[str, ...] = ()
        for word, previous, first in _placed(line):
            here = classes(word, first)
            if previous and previous[0].isalpha():
                pairs.update(itertools.product(before, here))
            pairs.update((one, "") for one in here if one in (NAME, UNKNOWN))
            before = here
    return pairs


def build(dictionary: Path, affixes: Path, out: Path, texts: Sequence[Path]) -> None:
    """Write `words.tsv` and `word-pairs.tsv` into the folder `out`.

    :raises OSError: where a file cannot be read or written.
    """
    forms = read_dictionary(dictionary, affixes)
    small, capital = count_words(texts)
    pairs = count_pairs(texts, forms, small)
    rows: dict[str, tuple[int, str]] = {}
    for form, codes in forms.items():
        rows[form] = ((small[form] if form == form.lower() else capital[form]), ",".join(sorted(codes)) or "G")
    for counts in (small, capital):
        for form, number in counts.items():
            if number >= FEWEST_OF_UNLISTED and form not in rows:
                rows[form] = (number, "-")
    rows |= {one: (pairs[one, ""], "-") for one in (NAME, UNKNOWN)}
    lines = sorted(f"{form}\t{number}\t{codes}\n".encode() for form, (number, codes) in rows.items())
    (out / "words.tsv").write_bytes(b"".join(lines))
    kept = ((a, b, n) for (a, b), n in pairs.items() if n >= FEWEST_OF_PAIR and b)
    lines = sorted(f"{a} {b}\t{number}\n".encode() for a, b, number in kept)
    (out / "word-pairs.tsv").write_bytes(b"".join(lines))


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), [Path(name) for name in sys.argv[4:]])
