"""What a training run did: in text, and as a curve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from translate.lab.measure.scores import Scores
from translate.lab.training.state import Counters, Point

_WIDTH, _HEIGHT, _MARGIN = 640, 320, 50


@dataclass(frozen=True, slots=True)
class Report:
    """The final report of a run; `str()` of it is Markdown.

    `before` and `after` are scores by the names of the sets, `sizes` their numbers of pairs; `settings` are words for
    what was asked for, in order.
    """

    model: str
    machine: str
    settings: Mapping[str, str]
    dropped: Mapping[str, int]
    sizes: Mapping[str, int]
    before: Mapping[str, Scores]
    after: Mapping[str, Scores]
    counters: Counters
    curve: Sequence[Point]

    def __str__(self) -> str:
        lines = [f"# Training of {self.model}", ""]
        lines += ["| set | pairs | BLEU before | after | chrF before | after |", "|---|---|---|---|---|---|"]
        for name, after in self.after.items():
            before = self.before[name]
            lines.append(
                f"| {name} | {self.sizes[name]:,} "
                f"| {before.bleu:.2f} | {after.bleu:.2f} ({after.bleu - before.bleu:+.2f}) "
                f"| {before.chrf:.2f} | {after.chrf:.2f} ({after.chrf - before.chrf:+.2f}) |"
            )
        any_scores = next(iter(self.after.values()), None)
        if any_scores:
            lines += ["", "Greedy translations, texts compared in the model's text form.", ""]
            lines += [f"`{any_scores.bleu_signature}`, `{any_scores.chrf_signature}`"]
        count = self.counters
        rate = count.pieces / max(count.learning, 1e-9)
        lines += [
            "",
            f"{count.step:,} steps, {count.pairs:,} pairs and {count.pieces:,} target pieces in "
            f"{count.seconds / 60:.1f} minutes; {rate:,.0f} target pieces a second while learning, on {self.machine}.",
            "",
            "![curve](curve.svg)",
            "",
            *(f"- {name}: {value}" for name, value in self.settings.items()),
        ]
        if self.dropped:
            reasons = ", ".join(f"{reason} {number:,}" for reason, number in self.dropped.items())
            lines.append(f"- pairs not used: {reasons}")
        lines += ["", "| minutes | step | epochs | loss | BLEU | chrF |", "|---|---|---|---|---|---|"]
        for point in self.curve:
            loss = f"{point.loss:.3f}" if point.step else ""
            lines.append(
                f"| {point.seconds / 60:.1f} | {point.step:,} | {point.epochs:.2f} | {loss} | {point.bleu:.2f} "
                f"| {point.chrf:.2f}{' (best)' if point.best else ''} |"
            )
        return "\n".join(lines) + "\n"


def curve_svg(curve: Sequence[Point], *, title: str) -> str:
    """Return a picture, as SVG, of BLEU and chrF over the minutes of a run.

    >>> curve_svg([Point(0, 0, 0, 0, 20, 40), Point(60, 9, 1, 2.5, 22, 44)], title="a < b").count("polyline")
    2
    """
    longest = max((point.seconds for point in curve), default=0) or 1
    values = [value for point in curve for value in (point.bleu, point.chrf)] or [0.0]
    low, high = min(values), max(values)
    spread = (high - low) or 1

    def place(seconds: float, value: float) -> str:
        x = _MARGIN + (_WIDTH - 2 * _MARGIN) * seconds / longest
        y = _HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * (value - low) / spread
        return f"{x:.1f},{y:.1f}"

    def line(colour: str, points: list[tuple[float, float]]) -> str:
        return (
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(place(*p) for p in points)}"/>'
        )

    right, bottom = _WIDTH - _MARGIN, _HEIGHT - _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_MARGIN}" y="24" font-size="14">{escape(title)}</text>',
        f'<path d="M{_MARGIN} {_MARGIN}V{bottom}H{right}" fill="none" stroke="black"/>',
        f'<text x="{_MARGIN - 6}" y="{bottom}" text-anchor="end">{low:.1f}</text>',
        f'<text x="{_MARGIN - 6}" y="{_MARGIN + 4}" text-anchor="end">{high:.1f}</text>',
        f'<text x="{right}" y="{bottom + 18}" text-anchor="end">{longest / 60:.1f} minutes</text>',
        line("#1f77b4", [(point.seconds, point.bleu) for point in curve]),
        line("#d62728", [(point.seconds, point.chrf) for point in curve]),
        f'<text x="{right - 60}" y="24" fill="#1f77b4">BLEU</text>',
        f'<text x="{right - 20}" y="24" fill="#d62728">chrF</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
