"""A question as controls on a page, filled with what is written or was posted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

import msgspec
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from authorisation.explain.words.quantities import plural
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_choice, upper_initial
from authorisation.language.answers.answers import NONE, PERCENT
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.web.components import Param, Params, choices, component
from authorisation.web.fields.written import (
    ALL,
    DOCUMENT,
    EXPLAINED,
    FILE,
    NOT_KNOWN,
    SO_FAR,
    WHERE,
    Fields,
    Kind,
    kind_of,
    may_be_none,
    part,
    state,
    typed,
)

_NOT_KNOWN_YET: Final = "We do not know yet"
_LEAVE_EMPTY: Final = "Leave it empty if you do not know yet."
_ASK_NONE: Final = "Answer [] if"
"""How a question says in a file that there may be nothing."""
_WIDTHS: Final = {ValueType.DURATION: "10", ValueType.CODE: "10"}
_NUMBER_WIDTH: Final = "10"
_ALL: Final = (ALL, "These are all")
_MORE: Final = (SO_FAR, "There may be more")
_SEVERAL: Final = frozenset({"radios", "checkboxes"})
"""The components with an id for each of what is chosen of."""
_NOT_SHOWN_AGAIN: Final = frozenset({"passwordInput", "fileUpload"})
_OR: Final[Params] = {"divider": "or"}


class Controls(msgspec.Struct, frozen=True):
    """The fields and errors that every control of a page is filled from."""

    fields: Fields
    errors: Mapping[str, str]
    """What is wrong at a control, by its id."""

    def text(self, name: str) -> str:
        """The text in a field; empty where there is none."""
        return next(iter(self.fields.get(name, ())), "")

    def chosen(self, name: str) -> Sequence[str]:
        """The choice made under a name."""
        return self.fields.get(name, ())

    def error(self, control: str) -> dict[str, Param]:
        """The parameters of an error for a component; empty where there is no error."""
        text = self.errors.get(control)
        return {"errorMessage": {"text": text}} if text else {}


def question_control(
    question: Question, name: str, controls: Controls, *, alone: bool, entries: int = 0
) -> Markup:
    """The control for a question; where it is `alone`, its wording is the heading of the page.

    Of a list whose entries have pages of their own there are so many `entries`.
    """
    match kind_of(question):
        case Kind.CHOSEN:
            return _chosen(question, name, controls, alone=alone)
        case Kind.TICKED:
            return _ticked(question, name, controls, alone=alone)
        case Kind.LINES:
            label = {
                "text": "One on each line" if alone else ask_on_page(question.ask),
                "size": "s",
            }
            lines = _typed_control("textarea", typed(name), controls, {"label": label, "rows": "6"})
            head = _heading(question) if alone else Markup()
            choices = (_ALL, _MORE, (NONE, none_words(question)))
            extent = _extent(name, controls, "Are these all?", choices)
            return Markup("").join((head, lines, extent))
        case Kind.ENTRIES if entries:
            return _extent(name, controls, "Are these all?", (_ALL, _MORE))
        case Kind.ENTRIES:
            none = (NONE, none_words(question))
            return _extent(name, controls, "If you have nothing to add", (none,))
        case Kind.TYPED | Kind.DATE if may_be_none(question):
            return _typed_or_none(question, name, controls, alone=alone)
        case Kind.TYPED | Kind.DATE:
            return _typed(question, name, controls, alone=alone)


def evidence_controls(question: Question, controls: Controls, kinds: Sequence[str] = ()) -> Markup:
    """The fields for the document that shows an answer, where in it, and the file of it.

    A file may be of these `kinds`, by its ending; without any, none is asked for.
    """
    wanted = f"Wanted: {visible(question.evidence)}." if question.evidence else ""
    document = _typed_control(
        "input",
        DOCUMENT,
        controls,
        {"label": {"text": "Name or number of the document"}, "hint": {"text": wanted}},
    )
    where = _typed_control(
        "input",
        WHERE,
        controls,
        {"label": {"text": "Where in it"}, "hint": {"text": "Such as a page or a part."}},
    )
    legend: Params = {"text": "The document that shows this", "size": "m"}
    if not kinds:
        return component("fieldset", {"legend": legend, "html": document + where})
    hint = f"One of {', '.join(kinds)}. Without a name it is called as its file is."
    file: Params = {
        "id": FILE,
        "name": FILE,
        "label": {"text": "Upload the document"},
        "hint": {"text": hint},
        "attributes": {"accept": ",".join(kinds)},
        **controls.error(FILE),
    }
    uploaded = component("fileUpload", file)
    return component("fieldset", {"legend": legend, "html": document + where + uploaded})


def explained_control(controls: Controls) -> Markup:
    """The field for why a figure is right though it does not agree with others."""
    hint = "Only for a figure that does not agree with others, or with the last return."
    label: Params = {"text": "Why is it right?", "size": "m"}
    asked: Params = {"label": label, "hint": {"text": hint}, "rows": "3"}
    return _typed_control("textarea", EXPLAINED, controls, asked)


@pass_context
def control(
    context: Context,
    kind: str,
    name: str,
    asked: str,
    size: str = "",
    hint: str = "",
    **more: Param,
) -> Markup:
    """A control of the form of a page, filled from its `fields`, with what is wrong at it.

    `kind` is its component, `asked` its label or legend, `more` what that component takes besides;
    `items` may be what is chosen of, by value.
    """
    fields: Mapping[str, str] = context.get("fields") or {}
    words, value = {"text": asked, "size": size}, fields.get(name, "")
    given = more if kind in _NOT_SHOWN_AGAIN else {"value": value, **more}
    if kind == "dateInput":
        given["items"] = _day_items(name, lambda of: fields.get(part(name, of), ""))
    elif isinstance(items := more.get("items"), Mapping):
        given["items"] = choices(cast("Mapping[str, str]", items), value)
    wrong = context["errors"].get(f"{name}-day" if kind == "dateInput" else name, "")
    return component(
        kind,
        {
            "idPrefix" if kind in _SEVERAL else "id": name,
            "name": name,
            "namePrefix": name,
            "label": words,
            "fieldset": {"legend": words},
            "hint": {"text": hint},
            "errorMessage": {"text": wrong},
            **given,
        },
    )


def ask_on_page(ask: str) -> str:
    """The wording of a question for those who answer it on a page."""
    return visible(ask.replace(_ASK_NONE, "Say that there is none if"))


def none_words(question: Question) -> str:
    """The words for *there is none* as an answer to a question."""
    if question.none:
        return upper_initial(visible(question.none))
    match question.type:
        case ValueType.DOCUMENT:
            return "No such document"
        case ValueType.CHOICES:
            return "None of them"
        case _:
            return "There are none"


def _extent(
    name: str, controls: Controls, asked: str, choices: Sequence[tuple[str, str]]
) -> Markup:
    """Whether what a list has are all that there are, or there are none."""
    chosen = controls.chosen(name)
    items = [_choice(value, text, value in chosen) for value, text in choices]
    legend = {"text": asked, "size": "m"}
    return _radios(
        name, controls, {"fieldset": {"legend": legend}}, [*items, _OR, _unknown(chosen)]
    )


def _heading(question: Question) -> Markup:
    return Markup('<h1 class="nhsuk-heading-l">{}</h1>\n<p class="nhsuk-hint">{}</p>\n').format(
        ask_on_page(question.ask), visible(question.why)
    )


def _question_params(question: Question, *, alone: bool) -> dict[str, Param]:
    """The wording of a question as label and as legend, and why it is asked as hint."""
    words: dict[str, Param] = {"text": ask_on_page(question.ask), "size": "l" if alone else "s"}
    if alone:
        words["isPageHeading"] = True
    return {"label": words, "fieldset": {"legend": words}, "hint": {"text": visible(question.why)}}


def _chosen(question: Question, name: str, controls: Controls, *, alone: bool) -> Markup:
    chosen = controls.chosen(name)
    is_yes_no = question.type is ValueType.BOOLEAN
    choices = (
        [("true", "Yes"), ("false", "No")]
        if is_yes_no
        else [(c, format_choice(c)) for c in question.of]
    )
    items: list[Params] = [_choice(value, text, value in chosen) for value, text in choices]
    if may_be_none(question):
        items.append(_choice(NONE, none_words(question), NONE in chosen))
    asked = _question_params(question, alone=alone)
    return _radios(name, controls, asked, [*items, _OR, _unknown(chosen)])


def _ticked(question: Question, name: str, controls: Controls, *, alone: bool) -> Markup:
    chosen, beside = controls.chosen(name), controls.chosen(state(name))
    choices = [_choice(c, format_choice(c), c in chosen) for c in question.of]
    more = _choice(SO_FAR, "There may be more of these", SO_FAR in beside)
    none = {**_choice(NONE, none_words(question), NONE in beside), "behaviour": "exclusive"}
    asked = _question_params(question, alone=alone)
    hint = " ".join(filter(None, (visible(question.why), "Tick none if you do not know yet.")))
    items: list[Param] = [
        *choices,
        {**more, "name": state(name)},
        _OR,
        {**none, "name": state(name)},
    ]
    return component(
        "checkboxes",
        {
            "name": name,
            "idPrefix": name,
            "fieldset": asked["fieldset"],
            "hint": {"text": hint},
            "items": items,
            **controls.error(name),
        },
    )


def _typed_or_none(question: Question, name: str, controls: Controls, *, alone: bool) -> Markup:
    """A field, and a box to tick in its place where there is none."""
    box = _choice(NONE, none_words(question), NONE in controls.chosen(name))
    boxes = {"name": name, "idPrefix": name, "items": [box], **controls.error(name)}
    field = _typed(question, name, controls, alone=alone)
    return field + component("checkboxes", boxes)


def _typed(question: Question, name: str, controls: Controls, *, alone: bool) -> Markup:
    """The field in which an answer is typed, with its unit beside it."""
    hint = " ".join(filter(None, (visible(question.why), _LEAVE_EMPTY if alone else "")))
    shown = {**_question_params(question, alone=alone), "hint": {"text": hint}}
    if kind_of(question) is Kind.DATE:
        return _date(name, controls, shown)
    params: dict[str, Param] = {**shown, **_unit(question)}
    if question.type in NUMERIC:
        numeral = "numeric" if question.type is ValueType.INTEGER else "decimal"
        params |= {"inputmode": numeral, "spellcheck": False, "width": _NUMBER_WIDTH}
    elif width := _WIDTHS.get(question.type):
        params["width"] = width
    several_lines = "\n" in controls.text(typed(name))
    return _typed_control("textarea" if several_lines else "input", typed(name), controls, params)


def _date(name: str, controls: Controls, asked: Params) -> Markup:
    return component(
        "dateInput",
        {
            "id": f"{name}-date",  # a box for *there is none* beside it has the name itself
            "namePrefix": name,
            "fieldset": asked["fieldset"],
            "hint": asked["hint"],
            "items": _day_items(name, lambda of: controls.text(part(name, of))),
            **controls.error(f"{name}-day"),
        },
    )


def _day_items(name: str, text: Callable[[str], str]) -> list[Params]:
    """The fields of a date, each with its text."""
    return [
        {
            "id": f"{name}-{of}",
            "name": of,
            "label": upper_initial(of),
            "value": text(of),
            "width": width,
        }
        for of, width in (("day", "2"), ("month", "2"), ("year", "4"))
    ]


def _typed_control(name: str, field: str, controls: Controls, params: Params) -> Markup:
    # The lines of a text stand as characters by number: components indent what stands in them.
    value = escape(controls.text(field)).replace("\n", Markup("&#10;"))
    given = value if name == "textarea" else controls.text(field)
    shared: Params = {"id": field, "name": field, "value": given, **controls.error(field)}
    return component(name, {**params, **shared})


def _radios(name: str, controls: Controls, asked: Params, items: Sequence[Params]) -> Markup:
    params = {key: asked[key] for key in ("fieldset", "hint") if key in asked}
    return component(
        "radios",
        {"name": name, "idPrefix": name, **params, "items": items, **controls.error(name)},
    )


def _choice(value: str, text: str, chosen: bool) -> Params:  # noqa: FBT001 - as the components have it
    return {"value": value, "text": text, "checked": chosen}


def _unknown(chosen: Sequence[str]) -> Params:
    return _choice(NOT_KNOWN, _NOT_KNOWN_YET, NOT_KNOWN in chosen)


def _unit(question: Question) -> dict[str, Param]:
    """The prefix and the suffix of a field: the sign of pounds, the unit in words."""
    over, *under = question.unit.split("/")
    each = "".join(f" per {base}" for base in under)
    if over.startswith("GBP"):
        behind = f"{over.removeprefix('GBP').strip()}{each}".strip()
        return {"prefix": "£", **({"suffix": behind} if behind else {})}
    behind = f"{over if over == PERCENT else plural(over, 2)}{each}" if over else ""
    return {"suffix": behind} if behind else {}
