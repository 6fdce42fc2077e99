"""From sentence pairs to the tensors of a batch."""

import random as random_numbers
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy
import torch

from translate.documents.errors import InputError
from translate.engine.pieces import END, UNKNOWN, Pieces
from translate.lab.training.batches import Numbers
from translate.lab.training.features import MARKERS, Features, Links, choose, constrain, damage, example, guide
from translate.lab.training.loss import Batch
from translate.lab.training.pairs import Pair
from translate.sentence.alignment import align_texts, piece_owners, word_spans

_ALIGNED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Feed:
    """Pairs in the model's text form, and what is done to them each time they are learnt from.

    `links` are the word alignments of the pairs, one for one, or None where no feature needs them. What happens to a
    pair in an epoch depends on nothing but the seed, the epoch's number and the pair's.
    """

    pairs: Sequence[Pair]
    links: Sequence[Links] | None
    pieces: Pieces
    features: Features
    pad: int
    seed: int

    def batch(self, numbers: Numbers, *, epoch: int, device: torch.device) -> Batch:
        """Return the batch of the pairs with these numbers."""
        read: list[str] = []
        examples = []
        for number in numbers.tolist():
            pair = self.pairs[number]
            if self.features.constraints or self.features.damage or self.features.alignment:
                made = example(pair.source, pair.target, self.links[number] if self.links else None)
                random = random_numbers.Random(f"{self.seed} {epoch} {number}")
                if random.random() < self.features.constraints:
                    made = constrain(made, choose(made, random))
                elif random.random() < self.features.damage:
                    made = replace(made, read=damage(made.source, random))
                examples.append(made)
                read.append(made.read)
            else:
                read.append(pair.source)
        sources = self.pieces.encode(read)
        targets = self.pieces.encode_target([self.pairs[number].target for number in numbers.tolist()])
        batch = tensors(
            [numbered(tokens, self.pieces.source_ids) for tokens in sources],
            [numbered(tokens, self.pieces.target_ids) for tokens in targets],
            pad=self.pad,
            device=device,
        )
        if not self.features.alignment:
            return batch
        guides = torch.zeros(*batch.label.shape, batch.source.shape[1])
        for row, (made, source, target) in enumerate(zip(examples, sources, targets, strict=True)):
            guides[row, : len(target) + 1, : len(source) + 1] = torch.from_numpy(guide(made, source, target))
        return replace(batch, guide=guides.to(device))


def numbered(tokens: Sequence[str], numbers: dict[str, int]) -> list[int]:
    """Return the model's numbers of pieces, with that of the end mark behind them."""
    unknown = numbers[UNKNOWN]
    return [*(numbers.get(token, unknown) for token in tokens), numbers[END]]


def tensors(sources: Sequence[list[int]], targets: Sequence[list[int]], *, pad: int, device: torch.device) -> Batch:
    """Return sentences of numbered pieces, end marks included, as a batch."""
    source = padded(sources, pad)
    label = padded(targets, pad)
    prefix = torch.full_like(label, pad)
    prefix[:, 1:] = label[:, :-1]
    # Behind the end of a shorter target stands padding, in the prefix as in the label.
    prefix[:, 1:].masked_fill_(label[:, 1:] == pad, pad)
    return Batch(source.to(device), prefix.to(device), label.to(device))


def padded(rows: Sequence[list[int]], pad: int) -> torch.Tensor:
    """Return rows of numbers as [rows, longest]."""
    longest = max(map(len, rows))
    return torch.tensor([row + [pad] * (longest - len(row)) for row in rows])


def check_markers(pieces: Pieces) -> None:
    """Raise unless both markers are single pieces of the vocabulary.

    :raises InputError: where the model cannot learn them.
    """
    if not set(MARKERS) <= pieces.source_ids.keys():
        raise InputError(
            f"the model's vocabulary has no pieces for {MARKERS[0]} and {MARKERS[1]}, so it cannot learn wanted "
            "translations; train without --constraints, or another model"
        )


def links_of_pairs(pairs: Sequence[Pair]) -> list[Links]:
    """Return the links between the words of each pair, as `translate.sentence.alignment` finds them without a model.

    The words are those of `translate.lab.training.features.example`. Takes about a millisecond for a pair.
    """
    found: list[Links] = []
    for start in range(0, len(pairs), _ALIGNED_AT_ONCE):
        some = [(pair.source, pair.target) for pair in pairs[start : start + _ALIGNED_AT_ONCE]]
        for links in align_texts(some, engine=None):
            rows = [(source, target) for source, target, _ in links.pairs]
            found.append(numpy.array(rows, dtype=numpy.int16).reshape(-1, 2))
    return found


def links_from(lines: Sequence[str], raw: Sequence[Pair], normal: Sequence[Pair]) -> list[Links]:
    """Return the links of alignments in Pharaoh form (`0-0 1-2`), which count words between white space.

    :param lines: one a pair; `raw` are the pairs as they were aligned, `normal` the same in the model's text form.
    :raises InputError: where a line is malformed or links words that are not there; ten such lines are listed.
    """
    problems: list[str] = []
    result = []
    for number, (line, old, new) in enumerate(zip(lines, raw, normal, strict=True), 1):
        links: set[tuple[int, int]] = set()
        try:
            sides = [_renumbered(text.split(), form, side == 0) for side, (text, form) in enumerate(_sides(old, new))]
            for link in line.split():
                a, _, b = link.partition("-")
                links |= {(s, t) for s in sides[0][int(a)] for t in sides[1][int(b)]}
        except (ValueError, IndexError):
            problems.append(f"line {number}")
        result.append(numpy.array(sorted(links), dtype=numpy.int16).reshape(-1, 2))
    if problems:
        more = f" and {len(problems) - 10:,} more" if len(problems) > 10 else ""
        raise InputError(
            f"the alignments are not all of the form 0-0 1-2 with words of their pair: {', '.join(problems[:10])}{more}"
        )
    return result


def _sides(old: Pair, new: Pair) -> tuple[tuple[str, str], tuple[str, str]]:
    return (old.source, new.source), (old.target, new.target)


def _renumbered(tokens: list[str], text: str, elisions: bool) -> list[list[int]]:
    """Return for each of `tokens` the numbers of the words of `text` that it has a part in."""
    owners = piece_owners(tokens, text)
    words: list[list[int]] = [[] for _ in tokens]
    for number, span in enumerate(word_spans(text, elisions=elisions)):
        for owner in sorted({owner for owner in owners[span.start : span.end] if owner >= 0}):
            words[owner].append(number)
    return words
