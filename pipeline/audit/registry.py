"""The rules there are: whatever :mod:`pipeline.audit.rules` holds."""

from __future__ import annotations

import hashlib
import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

from pipeline._version import __version__
from pipeline.audit import rules
from pipeline.audit.rule import Rule


@cache
def all_rules() -> tuple[Rule[Any], ...]:
    """Every rule, by id and subject.

    Raises:
        ValueError: two rules claim one id for the same subject (a mistake in this package).
    """
    found: dict[tuple[str, str], Rule[Any]] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(rules.__path__)):
        module = import_module(f"{rules.__name__}.{name}")
        for value in vars(module).values():
            if not isinstance(value, Rule) or value.check.__module__ != module.__name__:
                continue
            key = (value.id, value.subject)
            if key in found:
                raise ValueError(
                    f"two rules are called {value.id} of a {value.subject}: {found[key].name}, {value.name}"
                )
            found[key] = value
    return tuple(found[key] for key in sorted(found))


def meanings() -> dict[str, str]:
    """What each rule finds, in a sentence, by its id; of a rule for pages and publishers, what it finds on pages."""
    told: dict[str, str] = {}
    for rule in all_rules():
        if rule.subject == "page" or rule.id not in told:
            told[rule.id] = rule.definition.partition(". ")[0].rstrip(".") + "."
    return told


@cache
def rules_version() -> str:
    """What an audit judges by: the version of this software, and a digest of the rules and their versions."""
    material = "".join(f"{rule.id} {rule.subject} {rule.version}\n" for rule in all_rules())
    return f"{__version__}+{hashlib.sha256(material.encode()).hexdigest()[:8]}"


def render_reference() -> str:
    """The reference page of the rules, as Markdown."""
    lines = [
        "# Audit rules",
        "",
        "What `pipeline audit` finds. A rule is a small pure function; its docstring is the definition below. `today`",
        "is given to it, never asked for. A finding's key is made of rule, subject and the claim values it rests on, ",
        "so one that stands for a year is one row with its since-when.",
        "",
    ]
    lines += ["| Rule | Name | Of a | Severity |", "|---|---|---|---|"]
    rules_ = all_rules()
    lines += [f"| {rule.id} | `{rule.name}` | {rule.subject} | {rule.severity} |" for rule in rules_]
    for rule in rules_:
        lines += ["", f"## {rule.id} {rule.name} ({rule.subject})", "", rule.definition, ""]
        lines += [f"Severity: {rule.severity}. Version {rule.version}. Source: {rule.source}"]
    return "\n".join(lines) + "\n"
