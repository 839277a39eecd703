"""The questions and the sources that rules name, looked up where these are described."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authorisation.language.written.rules import WrittenSource
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import PlacedName, suggest_name
from authorisation.model.passage import Passage
from authorisation.model.question import Question, belongs_to, paths_with_groups
from authorisation.model.rules import OURS, UNSOURCED, Source, Standing
from authorisation.model.source import Problem


def build_sources(written: Mapping[str, WrittenSource]) -> dict[str, Source]:
    """Build the sources by name; without a standing of its own a source is an opinion."""
    return {
        name: Source(
            id=name,
            title=source.title,
            publisher=source.publisher,
            published=source.published,
            standing=source.standing or Standing.OPINION,
            called=source.called,
            note=source.note,
        )
        for name, source in written.items()
    }


def checked_citation(
    cited: PlacedName, sources: Mapping[str, object], problems: Problems, remedy: str
) -> str:
    """Return what is cited, `id` or `id#passage`, adding a problem where it names neither."""
    name = cited.text.partition("#")[0]
    if name not in sources and cited.text not in {OURS, UNSOURCED}:
        problems.unknown_name(name, cited.at, sources, "source", remedy)
    elif fault := citation_fault(cited.text):
        problems.wrong(cited.at, *fault)
    return cited.text


def citation_fault(cited: str) -> tuple[str, str] | None:
    """The fault in how a passage is written, and the remedy; None where there is none."""
    passage = Passage.parse(cited)
    if Passage.lacks_place(cited):
        whole = f"write {quote(passage.source)} alone for the whole of it"
        return f"{quote(cited)} names no place", whole
    if missing := passage.unmatched_brackets:
        closed = f"write {quote(str(passage) + ')' * missing)}"
        round_alone = not set("[]{}") & set(passage.place)
        remedy = closed if missing > 0 and round_alone else "close each as often as it is opened"
        return f"the brackets of {quote(cited)} do not match", remedy
    return None


MAX_ASKS = 2_000


def find_questions(asks: list[PlacedName], bank: Mapping[str, Question]) -> dict[str, Question]:
    """Return the questions that `asks` names by their own path or their group's, by path."""
    questions: dict[str, Question] = {}
    for name in asks[:MAX_ASKS]:
        questions.update(
            (path, question) for path, question in bank.items() if belongs_to(path, name.text)
        )
    return questions


def check_asks(asks: list[PlacedName], bank: Mapping[str, Question]) -> Iterator[Problem]:
    """Yield a problem for each name in `asks` that is neither a question nor a group of them."""
    if len(asks) > MAX_ASKS:
        yield Problem(asks[MAX_ASKS].at, f"more than {MAX_ASKS:,} entries in `asks`", "name groups")
    groups = paths_with_groups(bank)
    for name in asks[:MAX_ASKS]:
        if name.text not in groups:
            near = suggest_name(name.text, sorted(groups))
            message = f"no question or group is called {quote(name.text)}"
            yield Problem(name.at, message, near)


def check_impersonal(asks: list[PlacedName], bank: Mapping[str, Question]) -> Iterator[Problem]:
    """Yield a problem for each name in the lists of a regime that asks for a personal answer.

    Files of returns are kept as they came, where nothing of a person could be erased.
    """
    for name in asks[:MAX_ASKS]:
        for question in find_questions([name], bank).values():
            for path in _personal_paths(question, question.path):
                message = f"{quote(path)} is personal, and what is filed is kept as it came"
                remedy = "leave it out, or ask for it without `personal: true`"
                yield Problem(name.at, message, remedy)


def _personal_paths(question: Question, path: str) -> Iterator[str]:
    """Yield the path of a question, or those of fields of its entries, that are personal."""
    if question.personal:
        yield path
        return
    for name, field in question.each.items():
        yield from _personal_paths(field, f"{path}.{name}")
