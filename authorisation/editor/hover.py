"""What is told of a name under the mouse, as on the page of the rules; the outline of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from authorisation.editor.checking import MeasuredCases
from authorisation.editor.names.known import KnownNames
from authorisation.editor.names.symbols import Occurrence, Symbol, SymbolKind
from authorisation.editor.project import ReadFile
from authorisation.engine.program.program import compile_rules
from authorisation.explain.rules.figure_history import uses
from authorisation.explain.words.quantities import (
    format_amount,
    format_count,
    format_date,
    format_setting,
    join_words,
    name_few,
)
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import format_sourced_grades
from authorisation.explain.words.titles import upper_initial
from authorisation.language.fixes.text import TextSpan
from authorisation.model.question import Question
from authorisation.model.rules import Criterion, Parameter, RuleSet, Source
from authorisation.policy.coverage.points import PointKind
from authorisation.report.document import Block, Lead, Para, Part, Section, bullets
from authorisation.report.formats.markdown import render_blocks
from authorisation.report.pages.rules.criteria import criterion_section
from authorisation.report.pages.rules.figures import parameter_section
from authorisation.report.pages.rules.rule_set import format_derived, format_source

_CASES_NAMED: Final = 8
_POINTS_NAMED: Final = 5


def format_symbol(
    symbol: Symbol, known: KnownNames, day: date | None, measured: MeasuredCases | None = None
) -> str:
    """The text on a name, as Markdown; empty where nothing is known of it.

    Figures and severities are those of `day`, or of the first day of the rules.
    """
    blocks = tuple(_blocks(symbol, known, day or known.rules.in_force[0], measured))
    return render_blocks(blocks, rank=4) if blocks else ""


def _blocks(
    symbol: Symbol, known: KnownNames, day: date, measured: MeasuredCases | None
) -> Iterator[Block]:
    name = symbol.name
    match symbol.kind:
        case SymbolKind.PARAMETER:
            for rules in known.rule_sets:
                if (parameter := rules.parameters.get(name)) is not None:
                    yield from _parameter(parameter, rules, day)
                    return
        case SymbolKind.DERIVED:
            for rules in known.rule_sets:
                for plan in compile_rules(rules).derived if name in rules.derived else ():
                    if plan.derived.name == name:
                        yield Para(format_derived(plan, rules))
                        return
        case SymbolKind.CRITERION:
            if (criterion := known.rules.criteria.get(name)) is not None:
                yield from _criterion(criterion, known.rules, day, measured)
        case SymbolKind.QUESTION | SymbolKind.RETURN_QUESTION | SymbolKind.FIELD:
            yield from _question(symbol, known)
        case SymbolKind.SOURCE:
            for rules in known.rule_sets:
                if (source := rules.sources.get(name)) is not None:
                    yield Para(format_source(source))
                    return
        case SymbolKind.DOMAIN:
            yield Para(visible(known.rules.domains.get(name, name)))
        case SymbolKind.SCALE:
            if (scale := known.rules.scales.get(name)) is not None:
                yield from bullets(list(format_sourced_grades(scale, known.rules)))
        case SymbolKind.OUTCOME:
            for row in known.rules.outcomes:
                if row.id == name:
                    yield Para(visible(row.title), Part.OUTCOME)
                    yield Para(visible(row.says) or "An outcome of these rules.")
        case _:
            return


def _parameter(parameter: Parameter, rules: RuleSet, day: date) -> Iterator[Block]:
    entry = parameter.on(day)
    value = format_setting(entry, parameter) if entry else "no value yet"
    yield Para(f"{upper_initial(value)} on {format_date(day)}", Part.OUTCOME)
    used = uses(compile_rules(rules)).get(parameter.name, ())
    yield parameter_section(parameter, used, rules)


def _criterion(
    criterion: Criterion, rules: RuleSet, day: date, measured: MeasuredCases | None
) -> Iterator[Block]:
    severity = criterion.severity_on(day)
    yield Para(f"{upper_initial(severity.value)} on {format_date(day)}", Part.OUTCOME)
    program = compile_rules(rules)
    plan = next(each for each in program.criteria if each.id == criterion.id)
    yield criterion_section(plan, program)
    if measured is None:
        yield Para("What its cases look at is not measured yet.")
    else:
        yield from _cases(criterion.id, measured)


def _cases(name: str, measured: MeasuredCases) -> Iterator[Block]:
    """Yield how many cases expect what of a criterion, and what none of them looks at."""
    expecting = [case for case in measured.cases if name in case.expect]
    verdicts = Counter(
        str(expected.verdict)
        for case in expecting
        if (expected := case.expect[name]).verdict is not None
    )
    came = [f"{format_count(number, 'case')} {verdict}" for verdict, number in verdicts.items()]
    yield Lead(
        f"{format_count(len(expecting), 'case')} of it{': ' if came else ''}{join_words(came)}:",
        bullets([visible(each) for each in name_few([c.name for c in expecting], _CASES_NAMED)]),
    )
    points = [each for each in measured.coverage.points if each.point.of == name]
    points = [each for each in points if each.point.kind is not PointKind.VALUE]
    missed = [each.message for each in points if each.point not in measured.coverage.covered]
    covered = len(points) - len(missed)
    yield Para(f"The cases look at {covered} of {len(points)} points of it.")
    if missed:
        named = [visible(message) for message in name_few(missed, _POINTS_NAMED)]
        yield Lead("Not looked at:", bullets(named))


def _question(symbol: Symbol, known: KnownNames) -> Iterator[Block]:
    questions = known.returns if symbol.kind is SymbolKind.RETURN_QUESTION else known.bank
    question = questions.get(symbol.name) or _field(symbol, known)
    if question is None:
        inside = [path for path in questions if path.startswith(f"{symbol.name}.")]
        if inside:
            yield Para(f"A group of {format_count(len(inside), 'question')}.")
            yield Lead("In it:", bullets(name_few(inside, _CASES_NAMED)))
        return
    yield Para(visible(question.ask), Part.OUTCOME)
    yield Section("", tuple(bullets([visible(line) for line in _about(question)])))
    if symbol.kind is SymbolKind.QUESTION:
        asked = symbol.name in known.rules.questions
        using = _criteria_using(symbol.name, known.rules)
        if not asked:
            yield Para(f"{visible(known.rules.id)} does not ask it.")
        elif using:
            yield Para(f"Used by {join_words(using)}.")


def _field(symbol: Symbol, known: KnownNames) -> Question | None:
    """The question of a field of a list's items, which may be a list itself."""
    path, _, name = symbol.name.rpartition(".")
    if not path:
        return None
    owner = known.bank.get(path) or known.returns.get(path)
    if owner is None:
        owner = _field(Symbol(SymbolKind.FIELD, path), known)
    return None if owner is None else owner.each.get(name)


def _about(question: Question) -> Iterator[str]:
    """Yield what may be answered, and why it is asked."""
    unit = f" in {question.unit}" if question.unit else ""
    low, high = question.minimum, question.maximum
    bounds = [
        f"{word} {format_amount(bound, question.unit)}"
        for word, bound in (("at least", low), ("at most", high))
        if bound is not None
    ]
    yield f"Type {question.type.value}{unit}{', ' if bounds else ''}{join_words(bounds)}"
    if question.of:
        yield f"One of: {', '.join(question.of)}"
    if question.each:
        yield f"Each entry has: {', '.join(question.each)}"
    if question.none:
        yield f"none means: {question.none}"
    if question.title:
        yield f"Called: {question.title}"
    if question.why:
        yield f"Why: {question.why}"
    if question.evidence:
        yield f"Evidence wanted: {question.evidence}"
    if question.personal:
        yield "Personal: kept out of tables and charts"


def _criteria_using(path: str, rules: RuleSet) -> list[str]:
    program = compile_rules(rules)
    return [
        plan.id
        for plan in program.criteria
        if any(each.question == path for each in program.references_of(plan))
    ]


class OutlineEntry(msgspec.Struct, frozen=True):
    """One thing that a file defines: where its name stands, and all that is written of it."""

    name: str
    kind: SymbolKind
    detail: str
    span: TextSpan
    whole: TextSpan
    inside: tuple[OutlineEntry, ...] = ()


def outline(document: ReadFile, known: KnownNames | None) -> tuple[OutlineEntry, ...]:
    """The definitions in a file, in the order of the text; those of a group stand inside it."""
    defined = [each for each in document.occurrences if each.defines and each.whole is not None]
    return tuple(_nested(sorted(defined, key=lambda each: each.span.start), known))


def _nested(defined: Sequence[Occurrence], known: KnownNames | None) -> list[OutlineEntry]:
    found: list[OutlineEntry] = []
    rest = list(defined)
    while rest:
        first = rest.pop(0)
        whole = first.whole or first.span
        inside = []
        while rest and rest[0].span.start < whole.end:
            inside.append(rest.pop(0))
        found.append(
            OutlineEntry(
                name=first.symbol.word,
                kind=first.symbol.kind,
                detail=_detail(first, known),
                span=first.span,
                whole=TextSpan(min(whole.start, first.span.start), max(whole.end, first.span.end)),
                inside=tuple(_nested(inside, known)),
            )
        )
    return found


def _detail(occurrence: Occurrence, known: KnownNames | None) -> str:
    """The title of what is defined, where it has one."""
    if known is None:
        return ""
    name, rules = occurrence.symbol.name, known.rules
    found: Criterion | Parameter | Question | Source | None = None
    match occurrence.symbol.kind:
        case SymbolKind.CRITERION:
            found = rules.criteria.get(name)
        case SymbolKind.PARAMETER:
            found = rules.parameters.get(name)
        case SymbolKind.QUESTION:
            found = known.bank.get(name)
        case SymbolKind.RETURN_QUESTION:
            found = known.returns.get(name)
        case SymbolKind.SOURCE:
            found = rules.sources.get(name)
        case SymbolKind.DOMAIN:
            return rules.domains.get(name, "")
    if found is None:
        return ""
    return found.ask if isinstance(found, Question) else found.title
