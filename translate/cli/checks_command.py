"""`fr2en checks`: what each check looks at, with an example, and how often it is right."""

from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.output import show
from translate.documents.errors import InputError

if TYPE_CHECKING:
    from translate.checks import Check, DocumentCheck


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("checks")(checks)


def checks(
    name: Annotated[str | None, typer.Argument(help="A check to tell more of; a table of all by default.")] = None,
) -> None:
    """List the checks of translations, or tell what one compares, with an example, its limits and its measured rates.

    False alarms were counted on human translations, detection on the same with faults put in (fr2en check --measure).
    """
    from translate.checks import CHECKS, DOCUMENT_CHECKS

    known: dict[str, Check | DocumentCheck] = {**CHECKS, **DOCUMENT_CHECKS}
    if name is None:
        width = max(map(len, known))
        for check in known.values():
            show(f"{check.name:<{width}}  {check.summary}")
        return
    if name not in known:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise InputError(f"there is no check named {name!r}; {hint}")
    _tell(known[name])


def _tell(check: "Check | DocumentCheck") -> None:
    from translate.checks import limits
    from translate.checks.rates import blind_spots

    show(f"{check.name}: {check.summary}")
    show(f"  {check.reason}")
    show("")
    for label, text in (
        ("French", check.example.source),
        ("found in", check.example.faulty),
        ("fine", check.example.right),
    ):
        for line in text.split("\n") or [""]:
            show(f"  {label + ':':<9} {line or '(nothing)'}")
    for limit in check.limits:
        known = limits()[limit]
        show(f"  limit {known.name} = {known.value:g}: {known.reason}")
    _tell_rates(check.name)
    show(f"  cannot see: {blind_spots()[check.name]}")


def _tell_rates(name: str) -> None:
    from translate.checks.rates import known_rates

    known = [rate for rate in known_rates() if rate.check == name]
    total = next((rate.of for rate in known_rates() if rate.what == "alarm"), 0)
    alarms = [f"{100 * rate.share:.2f} % {rate.kind}s" for rate in known if rate.what == "alarm" and rate.count]
    show(f"  false alarms on {total:,} human translations: {', '.join(alarms) or 'none'}")
    for rate in known:
        # By chance any check finds a fault now and then; those it is made for it finds often.
        if rate.what == "found" and rate.share >= 0.1:
            show(f"  finds {100 * rate.share:.0f} % of: {rate.kind}")
