"""The words of a text as grammar sees them: in small letters, elided articles apart, with their neighbours."""

from glossary.edits import Span
from glossary.repair.base import Text
from glossary.tables import expression, words_of_role

_SPACES = (" ", "\u00a0")
_SENTENCE = expression(r"[.!?…»”\"]\s$")


class Words:
    """The words of a text, an elided article apart from its noun, with what stands between them."""

    def __init__(self, text: Text) -> None:
        """Read the words of `text` outside its protected spans."""
        self.text = text.text
        self.spans: list[Span] = []
        for span in text.words:
            start = span.start
            head, apostrophe, rest = span.of(text.text).replace("’", "'").partition("'")
            if apostrophe and rest and head.lower() in ("l", "d"):
                self.spans.append(Span(start, start + len(head) + 1))
                start += len(head) + 1
            self.spans.append(Span(start, span.end))
        self.forms = [span.of(text.text).replace("’", "'").lower() for span in self.spans]

    def __len__(self) -> int:
        return len(self.spans)

    def follows(self, number: int) -> bool:
        """Tell whether word `number` stands right behind the one before it."""
        if not 0 < number < len(self.spans):
            return False
        between = self.text[self.spans[number - 1].end : self.spans[number].start]
        return between in _SPACES or (not between and self.forms[number - 1].endswith("'"))

    def written(self, number: int) -> str:
        """Return word `number` with its capitals and its own apostrophe."""
        return self.spans[number].of(self.text)

    def starts_sentence(self, number: int) -> bool:
        """Tell whether word `number` stands where a sentence begins."""
        start = self.spans[number].start
        before = self.text[max(0, start - 2) : start]
        return start < 2 or not before.strip() or "\n" in before or _SENTENCE.search(before) is not None

    def has_role(self, number: int, role: str, table: str = "displaced-words.tsv") -> bool:
        """Tell whether there is a word `number` and a table of words and roles gives it `role`."""
        return 0 <= number < len(self) and self.forms[number] in words_of_role(role, table)


def words_in(text: Text) -> Words:
    """Return the words of `text`; the rules that read the same text share them.

    >>> words_in(Text("L’armée est là.")).forms
    ["l'", 'armée', 'est', 'là']
    """
    return text.once(Words)
