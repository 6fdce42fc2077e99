"""`fr2en rules`: what each rule of repair does, and why it is safe or not."""

from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.output import show

if TYPE_CHECKING:
    from glossary.repair import Rule


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("rules")(rules)


def rules(
    name: Annotated[str | None, typer.Argument(help="A rule to tell more of; a table of all by default.")] = None,
) -> None:
    """List the rules of repair, or tell what one does, with examples, and why it is safe or not.

    A safe rule is always used; what an unsafe one finds is only suggested, unless --unsafe is given; what a rule of
    notices finds is reported and stays as it is. They are used in the order of the table.
    """
    from glossary.repair import RULES
    from translate.documents.repairing import rule_named

    if name is not None:
        _tell(rule_named(name))
        return
    width = max(map(len, RULES), default=0)
    for rule in RULES.values():
        show(f"{rule.name:<{width}}  {kind_of(rule):<12}  {rule.summary}")


def kind_of(rule: "Rule") -> str:
    """Return "safe", "unsafe", "safe, unsafe" or "notice", by what `rule` makes of its own examples."""
    from glossary.repair import repair

    kinds: set[str] = set()
    for before, _ in rule.examples:
        found = repair(before, rules={rule.name: rule})
        kinds |= {"safe"} if found.edits else set()
        kinds |= {"unsafe"} if found.suggestions else set()
    return ", ".join(sorted(kinds)) or "notice"


def _tell(rule: "Rule") -> None:
    show(f"{rule.name} ({kind_of(rule)})")
    show(f"  {rule.summary}")
    show(f"  {rule.reason}")
    for before, after in rule.examples:
        show("")
        show(f"  before: {_in_a_line(before)}")
        show(f"  after:  {_in_a_line(after) if after != before else '(reported, and stays as it is)'}")


def _in_a_line(text: str) -> str:
    return text.replace("\n", "⏎")
