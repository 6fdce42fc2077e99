"""The terms of a run: packs that ship, files that were named, a file beside the document, and the document's names."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from glossary.terms.document_names import document_terms
from glossary.terms.files import TermFileError, find_beside, load_all
from glossary.terms.matching import Matcher
from glossary.terms.packs import load_packs, packs
from glossary.terms.records import Glossary, Term
from translate.documents.errors import InputError
from translate.documents.records import Document
from translate.terms.holding import Terms

DEFAULT, NONE = "default", "none"
"""The names that stand for the packs that are on by default, and for no pack."""


def pack_terms(names: Collection[str], *, styles: Collection[str] = ()) -> Glossary:
    """Return the terms of packs: all that are on by default for the name "default", none for "none".

    :param styles: house styles, which choose among names such as Kyiv and Kiev.
    :raises InputError: where there is no pack or style of a name, or two styles exclude each other.
    """
    chosen = [name for name in names if name not in (DEFAULT, NONE)]
    if DEFAULT in names:
        chosen += (name for name, pack in packs().items() if pack.default)
    try:
        return load_packs(chosen, styles=styles)
    except ValueError as error:
        raise InputError(str(error)) from error


def file_terms(paths: Sequence[Path]) -> tuple[Glossary, list[str]]:
    """Return the terms of files, later ones winning, and a sentence for each conflict between them.

    :raises InputError: where a file cannot be used; its bad lines are listed.
    """
    try:
        glossary, conflicts = load_all(paths)
    except TermFileError as error:
        raise InputError(str(error)) from error
    return glossary, [str(conflict) for conflict in conflicts]


def digest_beside(document: Path) -> str:
    """Return the digest of the terms beside a document, as `Glossaries.terms_for` returns it; empty without any.

    :raises InputError: where a glossary beside the document cannot be used.
    """
    paths = find_beside(document)
    return file_terms(paths)[0].digest if paths else ""


class Glossaries:
    """Finds the terms of each document with one matcher, whose trees of the terms of all documents are made once.

    Of two with the same French the term of a file that was named wins over that of one beside the document, this over a
    name of the document, and this over a pack. Where they overlap, see `glossary.terms.matching.Matcher.find`.
    """

    def __init__(self, glossary: Iterable[Term] = (), *, beside: bool = True, names: bool = True) -> None:
        """Take the terms of all documents.

        :param beside: read `fr2en.glossary.*` beside a document as well.
        :param names: hold the names that a document itself shows to be names, where no glossary has them.
        """
        self.glossary = Glossary(tuple(glossary))
        self._named = Glossary(tuple(term for term in self.glossary if term.is_users))
        self._packs = Matcher(Glossary(tuple(term for term in self.glossary if not term.is_users)))
        self._beside, self._names = beside, names
        self._known: dict[tuple[Path, ...], tuple[Glossary, Matcher, str]] = {
            (): (self.glossary, Matcher(self._named, over=self._packs), "")
        }

    def terms_for(self, document: Document) -> tuple[Terms, str]:
        """Return the terms to be held in `document`, and a digest of those that lie beside it, empty without any.

        :raises InputError: where a glossary beside the document cannot be used.
        """
        path = document.path if self._beside else None
        paths = tuple(find_beside(path)) if path is not None else ()
        if paths not in self._known:
            own, _ = file_terms(paths)
            matcher = Matcher(self._named, over=Matcher(own, over=self._packs))
            self._known[paths] = self.glossary + own, matcher, own.digest
        glossary, matcher, digest = self._known[paths]
        names = document_terms(document.source, glossary) if self._names else []
        if names:
            matcher = Matcher(Glossary(tuple(names)), over=matcher)
        return Terms(matcher if names or len(glossary) else None, bool(paths) or bool(len(self._named))), digest
