"""Submissions with lists far longer than any form, drawn at random from a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Duration, Evidence, Items

LONGEST = 60
_LARGE = (1, 99_999, 100_000, 10**6, 10**8)


class LongLists:
    """Draws the answers of one submission; with `complete` all are given, and no list grows."""

    def __init__(self, seed: int, day: date, *, complete: bool, longest: int = LONGEST) -> None:
        self._random = random.Random(seed)
        self._day = day
        self._complete = complete
        self._longest = longest
        self._left_out = 0 if complete else self._random.choice((0, 0.05, 0.3, 0.6))

    def submission(self, rules: RuleSet) -> Submission:
        """A submission to the rules: often one that contradicts nothing."""
        answers = {
            path: self._answer(question, 0)
            for path, question in rules.questions.items()
            if not self._is_left_out()
        }
        if "population.registered" in answers:
            answers["population.registered"] = Decimal(self._random.choice(_LARGE))
        people = answers.get("g.people")
        if isinstance(people, Items) and "n" in answers and self._random.random() < 0.5:
            answers["n"] = Decimal(len(people.items))
        practices = answers.get("membership.practices")
        if isinstance(practices, Items) and "membership.practice_count" in answers:
            answers["membership.practice_count"] = Decimal(max(1, len(practices.items)))
        return Submission(
            name="Drawn",
            answers=answers,
            evidence=self._evidence(answers),
            stage=self._random.choice(list(Stage)),
            as_of=self._day,
            received_on=self._day,
        )

    def _evidence(self, answers: Mapping[str, Answer]) -> dict[str, Evidence]:
        share = self._random.choice((0, 0.5, 1))
        groups = {path.partition(".")[0] for path in answers}
        return {
            group: Evidence(document="a paper")
            for group in sorted(groups)
            if self._random.random() < share
        }

    def _is_left_out(self) -> bool:
        return self._random.random() < self._left_out

    def _answer(self, question: Question, number: int) -> Answer:
        draw = self._random
        if (question.none or question.type is ValueType.DOCUMENT) and draw.random() < 0.2:
            return None
        match question.type:
            case kind if kind in NUMERIC:
                low = int(question.minimum or 0)
                high = int(question.maximum or draw.choice((10, 1000, 10**6)))
                return Decimal(draw.randint(low, max(low, high)))
            case ValueType.BOOLEAN:
                return draw.random() < 0.5
            case ValueType.CHOICE:
                return draw.choice(question.of)
            case ValueType.CHOICES:
                chosen = draw.sample(question.of, draw.randint(0, len(question.of)))
                return self._items(question.of if draw.random() < 0.4 else chosen)
            case ValueType.DATE:
                return self._day + timedelta(days=draw.randint(-900, 200))
            case ValueType.DURATION:
                return Duration(days=draw.randint(0, 60))
            case ValueType.CODE:
                return f"C{number:05}"
            case ValueType.LIST:
                return self._list(question)
            case _:
                return f"T{draw.randint(0, 9)}"

    def _items(self, items: object) -> Items:
        so_far = not self._complete and self._random.random() < 0.3
        return Items(tuple(items), so_far)  # type: ignore[arg-type]

    def _list(self, question: Question) -> Items:
        draw = self._random
        length = draw.choice((0, 1, 2, 3, 8, draw.randint(0, self._longest), self._longest))
        if not question.each:
            return self._items([f"P{number}" for number in range(length)])
        items = [self._item(question, number) for number in range(length)]
        if items and draw.random() < 0.5:  # most are alike
            alike = draw.choice(items)
            items = [dict(alike) if draw.random() < 0.7 else item for item in items]
        for number, item in enumerate(items):
            if "code" in item:
                item["code"] = f"C{number:05}"
        return self._items(items)

    def _item(self, question: Question, number: int) -> dict[str, Answer]:
        return {
            name: self._answer(field, number)
            for name, field in question.each.items()
            if not self._is_left_out()
        }
