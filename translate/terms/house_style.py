"""The house style of a run: which English is written where several forms are right."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass, field

from glossary.edits import Edit
from glossary.english.spelling import Spelling, Titles, restyle
from glossary.quantities import Style
from glossary.terms.packs import styles
from translate.documents.errors import InputError

SPELLINGS: dict[str, Spelling] = {"british": "british", "american": "american"}
QUANTITIES = {
    "british": Style(month_first=False, clock="british"),
    "american": Style(month_first=True, clock="american"),
}
TITLES: dict[str, Titles] = {"titles": "plain", "titles-with-stops": "stops", "no-titles": "none"}
_DESCRIPTIONS = {
    "british": "British spelling, 14 July 2024, and 6.30pm",
    "american": "American spelling, July 14, 2024, and 6:30 p.m.",
    "titles": "Mr Smith",
    "titles-with-stops": "Mr. Smith",
    "no-titles": "Smith",
}


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """`names` are those of styles of `glossary.terms.packs`; None leaves a side of the English as the model wrote."""

    names: tuple[str, ...] = ()
    spelling: Spelling | None = None
    titles: Titles | None = None
    quantities: Style = field(default_factory=Style)

    def edits(self, english: str) -> list[Edit]:
        """Return what brings `english` into this style."""
        if self.spelling is None and self.titles is None:
            return []
        return restyle(english, spelling=self.spelling, titles=self.titles)


def house_style(names: Collection[str]) -> HouseStyle:
    """Return the style that is made up of those named; titles are as they are in its spelling, `Mr Smith` without one.

    :raises InputError: where there is no style of a name, or two of them exclude each other.

    >>> house_style(["american", "kiev"]).spelling
    'american'
    """
    known = describe_styles()
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise InputError(f"there is no house style {name!r}; {hint}")
    return HouseStyle(
        names=tuple(name for name in names if name in styles()),
        spelling=SPELLINGS.get(_only(names, SPELLINGS)),
        titles=TITLES.get(_only(names, TITLES)) or ("stops" if "american" in names else "plain"),
        quantities=QUANTITIES.get(_only(names, SPELLINGS), Style()),
    )


def describe_styles() -> dict[str, str]:
    """Return what each style does, by its name."""
    return _DESCRIPTIONS | {name: style.title for name, style in styles().items()}


def _only(names: Collection[str], table: Collection[str]) -> str:
    """Return the one of `names` that is in `table`, or nothing."""
    found = sorted({name for name in names if name in table})
    if len(found) > 1:
        raise InputError(f"the house styles {' and '.join(found)} exclude each other; give one of them")
    return found[0] if found else ""
