"""The faulty files: one fault each, and the whole message that it must bring."""

from __future__ import annotations

from dataclasses import dataclass

from tests.language.small_rules import TREE

QUESTIONS = "rules/questions/all.yaml"
RULESET = "rules/base/ruleset.yaml"
PARAMETERS = "rules/base/parameters.yaml"
CRITERIA = "rules/base/criteria/all.yaml"
OUTCOMES = "rules/base/outcomes.yaml"
CASES = "rules/base/cases/all.yaml"
CHILD = "rules/child/ruleset.yaml"
CHILD_PARAMETERS = "rules/child/parameters.yaml"
CHILD_CRITERIA = "rules/child/criteria/all.yaml"
SUBMISSION = "submission.yaml"
JUDGEMENTS = "judgements.yaml"

WHOLE = ""
"""In place of a part of the file: the whole of it."""


@dataclass(frozen=True)
class Fault:
    """One part of one file of the small tree, replaced; `says` is every problem that follows."""

    name: str
    file: str
    old: str
    new: str
    says: str

    def tree(self) -> dict[str, str]:
        """Give the files with the fault in them."""
        text = TREE[self.file]
        broken = text.replace(self.old, self.new, 1) if self.old else self.new
        assert broken != text
        return {**TREE, self.file: broken}


FAULTS = (
    Fault(
        "a tab",
        RULESET,
        "uses: [costs]",
        "uses:\n\t- costs",
        """\
rules/base/ruleset.yaml:7:1: a tab is used to indent
  help: indent with spaces""",
    ),
    Fault(
        "an unclosed bracket",
        RULESET,
        "asks: [population, board",
        "asks: [[population, board",
        """\
rules/base/ruleset.yaml:11:1: the `[` of line 10 is not closed, or a comma is missing
  help: close the bracket, or add the comma""",
    ),
    Fault(
        "an unclosed brace",
        RULESET,
        "domains: {size: Size}",
        "domains: {size: Size",
        """\
rules/base/ruleset.yaml:10:5: the `{` of line 9 is not closed, or a comma is missing
  help: close the bracket, or add the comma""",
    ),
    Fault(
        "an unclosed quote",
        RULESET,
        "title: The base",
        "title: 'The base",
        """\
rules/base/ruleset.yaml:3:8: a quotation mark is opened and never closed
  help: close it, or remove it""",
    ),
    Fault(
        "a colon in plain text",
        RULESET,
        "title: The base",
        "title: The base: as it was",
        """\
rules/base/ruleset.yaml:3:16: `: ` inside text that has no quotes
  help: put the whole text in single quotes""",
    ),
    Fault(
        "a message that begins with a brace",
        CRITERIA,
        "'{member.name} is not lay.'",
        "{member.name} is not lay.",
        """\
rules/base/criteria/all.yaml:19:73: text goes on after the closing `}`
  help: if the text begins with `{…}`, put the whole text in single quotes""",
    ),
    Fault(
        "a comparison that begins with a quote",
        OUTCOMES,
        "when: true",
        'when: "gate" = "gate"',
        """\
rules/base/outcomes.yaml:7:18: text goes on after the closing `"`
  help: if the text begins with `"…"`, put the whole text in single quotes""",
    ),
    Fault(
        "an expression that begins with >",
        CRITERIA,
        "require: population.registered >= least",
        "require: > 5",
        """\
rules/base/criteria/all.yaml:9:16: text after `>` or `|`, which begin a block of lines below
  help: if the text itself begins with `>` or `|`, put the whole text in single quotes""",
    ),
    Fault(
        "an at sign",
        CRITERIA,
        "require: population.registered >= least",
        'require: @"2012-01-01" < as_of',
        """\
rules/base/criteria/all.yaml:9:14: plain text cannot begin with `@`
  help: put the whole text in single quotes""",
    ),
    Fault(
        "a backslash",
        RULESET,
        "title: The base",
        'title: "The \\base\\q"',
        """\
rules/base/ruleset.yaml:3:18: a backslash inside double quotes that YAML does not know
  help: use single quotes, where a backslash is only a backslash""",
    ),
    Fault(
        "a key twice",
        RULESET,
        "title: The base",
        """\
title: The base
title: The other""",
        """\
rules/base/ruleset.yaml:4:1: the key `title` is written twice
  help: keep one of the two""",
    ),
    Fault(
        "a key in another case",
        RULESET,
        "title: The base",
        """\
title: The base
Title: The other""",
        """\
rules/base/ruleset.yaml:4:1: the key `Title` looks like `title` above it
  help: keep one of the two""",
    ),
    Fault(
        "a tag",
        RULESET,
        "title: The base",
        "title: !!python/object:os.system The base",
        """\
rules/base/ruleset.yaml:3:8: tags (`!!python/object:os.system`) are not used here
  help: remove it, or put the text in quotes if it begins with `!`""",
    ),
    Fault(
        "an anchor",
        RULESET,
        "title: The base",
        "title: &a The base",
        """\
rules/base/ruleset.yaml:3:8: anchors (`&a`) are not used here
  help: remove it, or put the text in quotes if it begins with `&`""",
    ),
    Fault(
        "an alias",
        RULESET,
        "title: The base",
        "title: *a",
        """\
rules/base/ruleset.yaml:3:8: aliases (`*a`) are not used here
  help: write the value out, or put it in quotes if it begins with `*`""",
    ),
    Fault(
        "a merge key",
        RULESET,
        "title: The base",
        """\
title: The base
<<: {a: b}""",
        """\
rules/base/ruleset.yaml:4:1: merge keys (`<<`) are not used here
  help: write the entries out""",
    ),
    Fault(
        "a list as key",
        RULESET,
        "title: The base",
        """\
? [title]
: The base""",
        """\
rules/base/ruleset.yaml:3:3: a key must be text, not a list or a mapping
  help: if text was meant, put the whole of it in single quotes""",
    ),
    Fault(
        "a second document",
        RULESET,
        "title: The base",
        """\
title: The base
---
a: b""",
        """\
rules/base/ruleset.yaml:4:1: a second document begins here
  help: one file holds one document: remove the `---`""",
    ),
    Fault(
        "a directive",
        RULESET,
        "id: base",
        """\
%YAML 1.1
---
id: base""",
        """\
rules/base/ruleset.yaml:1:1: `%` directives are not used here
  help: remove the line""",
    ),
    Fault(
        "two byte order marks",
        RULESET,
        "id: base",
        "\ufeff\ufeffid: base",
        """\
rules/base/ruleset.yaml:1:1: the file holds a byte order mark (U+FEFF)
  help: remove it""",
    ),
    Fault(
        "a control character",
        RULESET,
        """\
The base
""",
        "The \x1bbase\n",
        """\
rules/base/ruleset.yaml:3:12: the file holds a control character (U+001B)
  help: remove it""",
    ),
    Fault(
        "a character that turns text",
        RULESET,
        """\
The base
""",
        "The \u202ebase\n",
        """\
rules/base/ruleset.yaml:3:12: the file holds a character that turns the direction of text (U+202E)
  help: remove it""",
    ),
    Fault(
        "a written-out control character",
        RULESET,
        "title: The base",
        'title: "The \\u0007base"',
        """\
rules/base/ruleset.yaml:3:8: this text holds a control character (U+0007)
  help: write it without that character""",
    ),
    Fault(
        "an old line end",
        RULESET,
        """\
The base
""",
        "The base\x85",
        """\
rules/base/ruleset.yaml:3:16: the file holds an old line end (NEL) (U+0085)
  help: remove it""",
    ),
    Fault(
        "a space that is none",
        RULESET,
        "domains: {size: Size}",
        "domains:\n\xa0size: Size",
        """\
rules/base/ruleset.yaml:10:1: this line begins with a space that is not one (U+00A0)
  help: indent with plain spaces""",
    ),
    Fault(
        "an empty file",
        RULESET,
        WHOLE,
        "",
        "rules/base/ruleset.yaml:1:1: the file is empty\n  help: write what belongs in it, or remove the file",
    ),
    Fault(
        "only a comment",
        OUTCOMES,
        WHOLE,
        """\
# nothing yet
""",
        "rules/base/outcomes.yaml:1:1: the file is empty\n  help: write what belongs in it, or remove the file",
    ),
    Fault(
        "a file that breaks off in a key",
        OUTCOMES,
        WHOLE,
        "outcomes:\n  - {id",
        """\
rules/base/outcomes.yaml:3:1: the `{` of line 2 is not closed, or a comma is missing
  help: close the bracket, or add the comma""",
    ),
    Fault(
        "a list where a mapping is due",
        RULESET,
        WHOLE,
        """\
- id: base
""",
        "rules/base/ruleset.yaml:1:1: this must be a mapping of keys and values",
    ),
    Fault(
        "a line indented too far",
        RULESET,
        "title: The base",
        """\
title: The base
  and: more""",
        """\
rules/base/ruleset.yaml:4:6: `: ` inside text that has no quotes, or a line indented too far
  help: let the lines of one list or mapping begin in the same column, or put the whole text in single quotes""",
    ),
    Fault(
        "a key left empty",
        RULESET,
        "title: The base",
        "title:",
        """\
rules/base/ruleset.yaml:3:1: `title` is empty
  help: write a value, or leave the line out""",
    ),
    Fault(
        "a key written as null",
        RULESET,
        "title: The base",
        "title: ~",
        """\
rules/base/ruleset.yaml:3:1: `title` is empty
  help: write a value, or leave the line out""",
    ),
    Fault(
        "a missing key",
        RULESET,
        """\
title: The base
""",
        "",
        "rules/base/ruleset.yaml:1:1: `title` is missing",
    ),
    Fault(
        "an unknown key",
        RULESET,
        "title: The base",
        """\
title: The base
in_forse: 2012-01-01""",
        """\
rules/base/ruleset.yaml:4:1: unknown key `in_forse`
  help: did you mean `in_force`?""",
    ),
    Fault(
        "a day that does not exist",
        RULESET,
        "in_force: 2012-06-21",
        "in_force: 2012-02-30",
        "rules/base/ruleset.yaml:4:11: `2012-02-30` is no day of the calendar",
    ),
    Fault(
        "a date in another order",
        RULESET,
        "in_force: 2012-06-21",
        "in_force: 21/06/2012",
        """\
rules/base/ruleset.yaml:4:11: `21/06/2012` is not a date
  help: write it as year-month-day: `2012-06-21`""",
    ),
    Fault(
        "a period that ends before it begins",
        RULESET,
        "in_force: 2012-06-21",
        "in_force: [2012-06-21, 2012-06-21]",
        "rules/base/ruleset.yaml:1:1: `in_force` ends before it begins\n  help: `from` is the first day in force, and `until` the first day after it: exchange or mend them",
    ),
    Fault(
        "an unknown date to go by",
        RULESET,
        "dated_by: as_of",
        "dated_by: received_on",
        """\
rules/base/ruleset.yaml:5:11: `received_on` is no date that values are found by
  help: write `as_of` or `submission.received_on`""",
    ),
    Fault(
        "a question that nobody knows",
        RULESET,
        "asks: [population,",
        "asks: [poplation,",
        """\
rules/base/ruleset.yaml:10:8: no question or group is called `poplation`
  help: did you mean `population`?""",
    ),
    Fault(
        "a rule set used that does not exist",
        RULESET,
        "uses: [costs]",
        "uses: [cost]",
        """\
rules/base/ruleset.yaml:6:8: no rule set is called `cost`
  help: did you mean `costs`?""",
    ),
    Fault(
        "a rule set that uses itself",
        RULESET,
        "uses: [costs]",
        "uses: [base]",
        "rules/base/ruleset.yaml:6:8: `base` uses itself, directly or in a ring\n  help: take the name out of `uses` in one of the rule sets of the ring",
    ),
    Fault(
        "a rule set outside the folder",
        RULESET,
        "uses: [costs]",
        "uses: [../costs]",
        """\
rules/base/ruleset.yaml:6:8: `../costs` is not the name of a rule set
  help: use small letters, digits and `-`""",
    ),
    Fault(
        "an id that is not the folder's name",
        RULESET,
        "id: base",
        "id: basis",
        "rules/base/ruleset.yaml:1:1: the id `basis` is not the name of its folder, `base`",
    ),
    Fault(
        "an unknown standing",
        RULESET,
        "standing: law",
        "standing: lore",
        """\
rules/base/ruleset.yaml:8:35: `lore` is not one of the choices
  help: write one of `law`, `regulator`, `research`, `opinion`, `reported`, `ours`""",
    ),
    Fault(
        "a text where a list is due",
        RULESET,
        "uses: [costs]",
        "uses: costs",
        """\
rules/base/ruleset.yaml:6:7: `uses` must be a list
  help: begin each entry with `- `, or use `[…]`""",
    ),
    Fault(
        "a list where a text is due",
        RULESET,
        "title: The base",
        "title: [The base]",
        "rules/base/ruleset.yaml:3:8: text is wanted here, not a list",
    ),
    Fault(
        "a blank text",
        RULESET,
        "title: The base",
        "title: ' '",
        "rules/base/ruleset.yaml:3:8: this text is blank",
    ),
    Fault(
        "a rule set that extends itself",
        CHILD,
        "extends: base",
        "extends: child",
        "rules/child/ruleset.yaml:5:10: `child` extends itself, directly or in a ring\n  help: take the name out of `extends` in one of the rule sets of the ring",
    ),
    Fault(
        "a parent that does not exist",
        CHILD,
        "extends: base",
        "extends: bass",
        """\
rules/child/ruleset.yaml:5:10: no rule set is called `bass`
  help: did you mean `base`?""",
    ),
    Fault(
        "an unknown type",
        QUESTIONS,
        "type: boolean",
        "type: bool",
        """\
rules/questions/all.yaml:17:16: `bool` is not one of the choices
  help: did you mean `boolean`?""",
    ),
    Fault(
        "a question without wording",
        QUESTIONS,
        "shared: {type: boolean, ask: Are functions shared?}",
        "shared: {type: boolean}",
        "rules/questions/all.yaml:17:9: `ask` is missing",
    ),
    Fault(
        "a question that is only a text",
        QUESTIONS,
        "shared: {type: boolean, ask: Are functions shared?}",
        "shared: boolean",
        """\
rules/questions/all.yaml:17:1: `shared` is not a question
  help: write `{type: …, ask: …}`, or a group of questions""",
    ),
    Fault(
        "a name with a capital",
        QUESTIONS,
        "shared: {",
        "Shared: {",
        """\
rules/questions/all.yaml:17:1: `Shared` is not a name
  help: use small letters, digits and `_`, a letter first""",
    ),
    Fault(
        "a number with leading zeros",
        QUESTIONS,
        "min: 1,",
        "min: 01,",
        """\
rules/questions/all.yaml:2:51: `01` is not a number
  help: write it without leading zeros""",
    ),
    Fault(
        "a number in hexadecimal",
        QUESTIONS,
        "max: 2000000",
        "max: 0x10",
        """\
rules/questions/all.yaml:2:59: `0x10` is not a number
  help: write the number in tens""",
    ),
    Fault(
        "a number with underscores",
        QUESTIONS,
        "max: 2000000",
        "max: 2_000_000",
        """\
rules/questions/all.yaml:2:59: `2_000_000` is not a number
  help: write `2000000`, without marks between the digits""",
    ),
    Fault(
        "a number as a power",
        QUESTIONS,
        "max: 2000000",
        "max: 2e6",
        """\
rules/questions/all.yaml:2:59: `2e6` is not a number
  help: write the number out in full""",
    ),
    Fault(
        "infinity",
        QUESTIONS,
        "max: 2000000",
        "max: .inf",
        "rules/questions/all.yaml:2:59: `.inf` is not a number",
    ),
    Fault(
        "a percentage without its sign",
        QUESTIONS,
        "max: 50%",
        "max: 50",
        """\
rules/questions/all.yaml:3:51: `50` is not a percentage
  help: write it with its sign, as in `5%`""",
    ),
    Fault(
        "more than forty digits",
        QUESTIONS,
        "max: 2000000",
        "max: 12345678901234567890123456789012345678901",
        "rules/questions/all.yaml:2:59: `12345678901234567890123456789012345678901` has more than 40 digits\n  help: round it",
    ),
    Fault(
        "bounds the wrong way round",
        QUESTIONS,
        "min: 1, max: 2000000",
        "min: 5, max: 4",
        "rules/questions/all.yaml:2:59: `max` is less than `min`",
    ),
    Fault(
        "bounds on a text",
        QUESTIONS,
        "officer: {type: text,",
        "officer: {type: text, min: 1,",
        "rules/questions/all.yaml:13:23: `min` does not go with the type `text`",
    ),
    Fault(
        "a choice without choices",
        QUESTIONS,
        "type: choice, of: [small locality, franchise]",
        "type: choice",
        """\
rules/questions/all.yaml:18:8: `of` is missing
  help: list the choices: `of: [a, b]`""",
    ),
    Fault(
        "none among the choices",
        QUESTIONS,
        "of: [small locality, franchise]",
        "of: [none, franchise]",
        """\
rules/questions/all.yaml:18:27: `none` is reserved among choices
  help: write `none: <wording>` to offer that answer""",
    ),
    Fault(
        "a choice listed twice",
        QUESTIONS,
        "of: [small locality, franchise]",
        "of: [franchise, franchise]",
        """\
rules/questions/all.yaml:18:27: a choice is listed twice
  help: list each choice once""",
    ),
    Fault(
        "items named by a field they do not have",
        QUESTIONS,
        "name_by: name",
        "name_by: nom",
        "rules/questions/all.yaml:7:12: `nom` is no field of the entries",
    ),
    Fault(
        "a field with the name of a question",
        QUESTIONS,
        "    ended: {",
        "    policy: {",
        """\
rules/questions/all.yaml:4:1: `policy` is a field of `board` and also a name of its own
  help: rename one of them: inside a filter they would clash""",
    ),
    Fault(
        "a question inside a question",
        QUESTIONS,
        "shared: {type: boolean, ask: Are functions shared?}",
        """\
shared: {type: boolean, ask: Are functions shared?}
shared_with: {type: text, ask: Who?}
officer.name: {type: text, ask: Name}""",
        """\
rules/questions/all.yaml:19:1: `officer` is a question, and `officer.name` makes it a group
  help: rename one of them""",
    ),
    Fault(
        "yes for true",
        QUESTIONS,
        "name: {type: text,",
        "name: {type: text, personal: yes,",
        """\
rules/questions/all.yaml:10:34: `yes` is not `true` or `false`
  help: write `true`""",
    ),
    Fault(
        "a fraction of an entry",
        QUESTIONS,
        "max_items: 3",
        "max_items: 3.5",
        "rules/questions/all.yaml:8:14: `3.5` is not a whole number",
    ),
    Fault(
        "a parameter without a type",
        PARAMETERS,
        """\
  type: integer
""",
        "",
        "rules/base/parameters.yaml:2:3: `type` is missing",
    ),
    Fault(
        "a value that is not of the type",
        PARAMETERS,
        "value: 100000,",
        "value: 1e5,",
        """\
rules/base/parameters.yaml:6:25: `1e5` is not a number
  help: write the number out in full""",
    ),
    Fault(
        "a value with a comma",
        PARAMETERS,
        "value: 100000,",
        "value: '100,000',",
        """\
rules/base/parameters.yaml:6:25: `100,000` is not a number
  help: write `100000`, without marks between the digits""",
    ),
    Fault(
        "a value without a source",
        PARAMETERS,
        "{abolished: true, source: act}",
        "{abolished: true}",
        "rules/base/parameters.yaml:7:17: `source` is missing",
    ),
    Fault(
        "a value from an unknown source",
        PARAMETERS,
        "{abolished: true, source: act}",
        "{abolished: true, source: acts#2}",
        """\
rules/base/parameters.yaml:7:43: no source is called `acts`
  help: did you mean `act`?""",
    ),
    Fault(
        "a value and its end at once",
        PARAMETERS,
        "{abolished: true,",
        "{value: 5, abolished: true,",
        """\
rules/base/parameters.yaml:7:5: `2013-01-01` says two things
  help: write one of `value: …`, `none: true` and `abolished: true`""",
    ),
    Fault(
        "an entry that says nothing",
        PARAMETERS,
        "{abolished: true, source",
        "{source",
        """\
rules/base/parameters.yaml:7:5: `2013-01-01` has no value
  help: write one of `value: …`, `none: true` and `abolished: true`""",
    ),
    Fault(
        "a value at no date",
        PARAMETERS,
        "2013-01-01:",
        "2013:",
        """\
rules/base/parameters.yaml:7:5: `2013` is not a date
  help: write it as year-month-day: `2012-06-21`""",
    ),
    Fault(
        "a value that is no choice",
        PARAMETERS,
        "value: [lay]",
        "value: [ley]",
        """\
rules/base/parameters.yaml:11:33: `ley` is not one of the choices
  help: did you mean `lay`?""",
    ),
    Fault(
        "a parameter with a bad name",
        PARAMETERS,
        """\
least:
""",
        """\
least-one:
""",
        """\
rules/base/parameters.yaml:1:1: `least-one` is not a name
  help: use small letters, digits and `_`, a letter first""",
    ),
    Fault(
        "an amendment of nothing",
        CHILD_PARAMETERS,
        "accepted:",
        "acepted:",
        """\
rules/child/parameters.yaml:1:1: there is no `acepted` to amend
  help: did you mean `accepted`?""",
    ),
    Fault(
        "an inherited name written anew",
        CHILD_PARAMETERS,
        "{amend: {values: {2013-04-01: {value: [lay, nurse], source: act}}}}",
        "{type: integer, values: {2013-04-01: {value: 1, source: act}}}",
        """\
rules/child/parameters.yaml:1:1: `accepted` is inherited from base 2012-06-21, at rules/base/parameters.yaml:8:1
  help: write `replace:` or `amend:` here to change it""",
    ),
    Fault(
        "a removal without a reason",
        CHILD_PARAMETERS,
        "{amend: {values: {2013-04-01: {value: [lay, nurse], source: act}}}}",
        "{remove: {source: act}}",
        "rules/child/parameters.yaml:1:20: `reason` is missing",
    ),
    Fault(
        "a criterion without a title",
        CRITERIA,
        """\
    title: Enough people
""",
        "",
        "rules/base/criteria/all.yaml:4:5: `title` is missing",
    ),
    Fault(
        "an unknown severity",
        CRITERIA,
        """\
severity: gate
    source: act#1""",
        """\
severity: gates
    source: act#1""",
        """\
rules/base/criteria/all.yaml:6:15: `gates` is not one of the choices
  help: did you mean `gate`?""",
    ),
    Fault(
        "a severity without its source",
        CRITERIA,
        "2013-01-01: {value: gate, source: act}",
        "2013-01-01: {value: gate}",
        "rules/base/criteria/all.yaml:12:68: `source` is missing",
    ),
    Fault(
        "an unknown domain",
        CRITERIA,
        "domain: size",
        "domain: sise",
        """\
rules/base/criteria/all.yaml:8:13: no domain is called `sise`
  help: did you mean `size`?""",
    ),
    Fault(
        "a domain in other capitals, beside which none can be added",
        CRITERIA,
        "domain: size",
        "domain: SIZE",
        """\
rules/base/criteria/all.yaml:8:13: no domain is called `SIZE`
  help: did you mean `size`?""",
    ),
    Fault(
        "two letters swapped in a key that is longer than another",
        PARAMETERS,
        "values:",
        "valuse:",
        """\
rules/base/parameters.yaml:2:3: `values` is missing
rules/base/parameters.yaml:5:3: unknown key `valuse`
  help: did you mean `values`?""",
    ),
    Fault(
        "an unknown source",
        CRITERIA,
        "source: [act#2, ours]",
        "source: [actt#2, ours]",
        """\
rules/base/criteria/all.yaml:13:14: no source is called `actt`
  help: did you mean `act`?""",
    ),
    Fault(
        "no source",
        CRITERIA,
        "source: [act#2, ours]",
        "source: []",
        "rules/base/criteria/all.yaml:13:13: `source` has no entries",
    ),
    Fault(
        "a source with a mark for a place and no place",
        CRITERIA,
        "source: [act#2, ours]",
        "source: ['act#', ours]",
        """\
rules/base/criteria/all.yaml:13:14: `act#` names no place
  help: write `act` alone for the whole of it""",
    ),
    Fault(
        "a source with a bracket that is not closed",
        CRITERIA,
        "source: [act#2, ours]",
        "source: ['act#14C(2', ours]",
        """\
rules/base/criteria/all.yaml:13:14: the brackets of `act#14C(2` do not match
  help: write `act#14C(2)`""",
    ),
    Fault(
        "an unknown form of condition",
        CRITERIA,
        "all: [{criterion: POP-1}",
        "al: [{criterion: POP-1}",
        """\
rules/base/criteria/all.yaml:20:11: `al` begins no condition that is known
  help: use `all`, `any`, `not`, `at_least`, `every`, `some`, `criterion` or `test`; a FEEL expression that begins with `{` needs single quotes""",
    ),
    Fault(
        "two forms of condition at once",
        CRITERIA,
        '{test: member.role = "lay",',
        '{test: member.role = "lay", all: [shared],',
        "rules/base/criteria/all.yaml:19:50: `all` cannot stand beside the other keys here",
    ),
    Fault(
        "a condition that is a list",
        CRITERIA,
        "applies: shared",
        "applies: [shared]",
        """\
rules/base/criteria/all.yaml:14:14: this is not a condition
  help: write a FEEL expression, or a mapping with `all`, `any`, `not`, `at_least`, `every`, `some`, `criterion` or `test`""",
    ),
    Fault(
        "an empty condition",
        CRITERIA,
        "applies: shared",
        "applies:",
        """\
rules/base/criteria/all.yaml:14:5: `applies` is empty
  help: write a value, or leave the line out""",
    ),
    Fault(
        "an empty list of conditions",
        CRITERIA,
        "[{criterion: POP-1}, {not: officer = null}]",
        "[]",
        "rules/base/criteria/all.yaml:20:16: `all` has no entries",
    ),
    Fault(
        "an empty list of sources",
        CRITERIA,
        "source: act#1",
        "source: []",
        "rules/base/criteria/all.yaml:7:13: `source` has no entries",
    ),
    Fault(
        "a criterion that does not exist",
        CRITERIA,
        "{criterion: POP-1}",
        "{criterion: POP-2}",
        """\
rules/base/criteria/all.yaml:20:29: unknown criterion `POP-2`
  help: did you mean `POP-1`?""",
    ),
    Fault(
        "a criterion that rests on itself",
        CRITERIA,
        "{criterion: POP-1}",
        "{criterion: GOV-1}",
        """\
rules/base/criteria/all.yaml:10:5: criteria rest on each other in a circle: `GOV-1` → `GOV-1`\n  help: let one of them do without the next: write out what it tests""",
    ),
    Fault(
        "a criterion twice",
        CRITERIA,
        "id: GOV-1",
        "id: POP-1",
        "rules/base/criteria/all.yaml:10:5: `POP-1` is already defined at rules/base/criteria/all.yaml:4:5",
    ),
    Fault(
        "an id with a space",
        CRITERIA,
        "id: POP-1",
        "id: POP 1",
        """\
rules/base/criteria/all.yaml:4:9: `POP 1` is not an id
  help: use letters, digits and `-`, as in `FIN-3a`""",
    ),
    Fault(
        "neither requirement nor judgement",
        CRITERIA,
        """\
    require: population.registered >= least
""",
        "",
        """\
rules/base/criteria/all.yaml:4:5: `POP-1`: `require` is missing
  help: say what is required, or give a `judgement`""",
    ),
    Fault(
        "a grade that means no verdict",
        CRITERIA,
        "red: not met",
        "red: unmet",
        """\
rules/base/criteria/all.yaml:27:42: `unmet` is not one of the choices
  help: did you mean `met`?""",
    ),
    Fault(
        "a due time that is none",
        CRITERIA,
        "due: 3 months",
        "due: soon",
        """\
rules/base/criteria/all.yaml:22:53: `soon` is not a length of time
  help: write it as `28 days`, `3 months` or `10 years`""",
    ),
    Fault(
        "an unknown scope",
        CRITERIA,
        "domain: size",
        """\
domain: size
    scope: portfolo""",
        """\
rules/base/criteria/all.yaml:9:12: `portfolo` is not a scope
  help: did you mean `portfolio`?""",
    ),
    Fault(
        "an expression that breaks off",
        CRITERIA,
        "require: population.registered >= least",
        "require: population.registered >=",
        "rules/base/criteria/all.yaml:9:38: expected an expression, found the end of the expression",
    ),
    Fault(
        "an expression cut by a comment",
        CRITERIA,
        "require: population.registered >= least",
        "require: count(board[role = # lay",
        """\
rules/base/criteria/all.yaml:9:32: expected an expression, found the end of the expression
  help: YAML took the ` #` after it for a comment; put the expression in single quotes""",
    ),
    Fault(
        "an expression that lost its quotes",
        CRITERIA,
        "require: population.registered >= least",
        'require: "model = small locality"',
        """\
rules/base/criteria/all.yaml:9:29: expected an operator or the end of the expression, found `locality`
  help: the double quotes are YAML's; FEEL's own go inside single quotes: '"low"'""",
    ),
    Fault(
        "a fault in the second line of a block",
        CRITERIA,
        "require: population.registered >= least",
        """\
require: |
      population.registered
        >= * least""",
        "rules/base/criteria/all.yaml:11:12: expected an expression, found `*`",
    ),
    Fault(
        "an unknown key in a criterion",
        CRITERIA,
        """\
    domain: size
""",
        """\
    domian: size
""",
        """\
rules/base/criteria/all.yaml:8:5: unknown key `domian`
  help: did you mean `domain`?""",
    ),
    Fault(
        "an unknown key in the file",
        CRITERIA,
        """\
derived:
""",
        """\
derive:
""",
        """\
rules/base/criteria/all.yaml:1:1: unknown key `derive`
  help: did you mean `derived`?""",
    ),
    Fault(
        "a removal of nothing",
        CHILD_CRITERIA,
        "id: CFG-1,",
        "id: CFG-2,",
        """\
rules/child/criteria/all.yaml:3:18: there is no `CFG-2` to remove
  help: did you mean `CFG-1`?""",
    ),
    Fault(
        "an amendment without an id",
        CHILD_CRITERIA,
        "amend: {id: POP-1, ",
        "amend: {",
        """\
rules/child/criteria/all.yaml:2:12: `id` is missing
  help: say which criterion to amend""",
    ),
    Fault(
        "an amendment with an unknown key",
        CHILD_CRITERIA,
        "severity: note}",
        "severty: note}",
        """\
rules/child/criteria/all.yaml:2:24: unknown key `severty`
  help: did you mean `severity`?""",
    ),
    Fault(
        "an inherited criterion written anew",
        CHILD_CRITERIA,
        "- replace: {id: GOV-1, title: Lay, severity: gate, source: act, require: shared}",
        "- {id: GOV-1, title: Lay, severity: gate, source: act, require: shared}",
        """\
rules/child/criteria/all.yaml:4:5: `GOV-1` is inherited from base 2012-06-21, at rules/base/criteria/all.yaml:10:5
  help: write `replace:` or `amend:` here to change it""",
    ),
    Fault(
        "a reference to what the child removed",
        CHILD_CRITERIA,
        "require: shared}",
        "require: {criterion: CFG-1}}",
        """\
rules/child/criteria/all.yaml:4:88: unknown criterion `CFG-1`; it was removed at rules/child/criteria/all.yaml:3:18
  help: keep `CFG-1`, or change what names it as well""",
    ),
    Fault(
        "no outcomes",
        OUTCOMES,
        WHOLE,
        """\
outcomes: []
""",
        """\
rules/base/outcomes.yaml:1:11: `outcomes` has no rows
  help: end with a row `when: true`""",
    ),
    Fault(
        "an outcome table under another name",
        OUTCOMES,
        "outcomes:",
        "outcome:",
        """\
rules/base/outcomes.yaml:1:1: `outcomes` is missing
rules/base/outcomes.yaml:1:1: unknown key `outcome`
  help: did you mean `outcomes`?""",
    ),
    Fault(
        "an outcome twice",
        OUTCOMES,
        "id: full budget",
        "id: development",
        """\
rules/base/outcomes.yaml:5:5: the outcome `development` stands in the table twice
  help: give each row an `id` of its own""",
    ),
    Fault(
        "an outcome without a condition",
        OUTCOMES,
        """\
    when: true
""",
        "",
        "rules/base/outcomes.yaml:5:5: `when` is missing",
    ),
    Fault(
        "a case about an unknown criterion",
        CASES,
        "{POP-1: not met, outcome",
        "{POP-2: not met, outcome",
        """\
rules/base/cases/all.yaml:11:12: no criterion is called `POP-2`
  help: did you mean `POP-1`?""",
    ),
    Fault(
        "a case with an unknown outcome",
        CASES,
        "outcome: development",
        "outcome: develop",
        """\
rules/base/cases/all.yaml:11:37: `develop` is not one of the choices
  help: did you mean `development`?""",
    ),
    Fault(
        "a case with an unknown verdict",
        CASES,
        "{POP-1: not met,",
        "{POP-1: unmet,",
        """\
rules/base/cases/all.yaml:11:19: `unmet` is not one of the choices
  help: did you mean `met`?""",
    ),
    Fault(
        "a case with an unknown question",
        CASES,
        "given: {population.registered: 100001}",
        "given: {population.registred: 100001}",
        """\
rules/base/cases/all.yaml:2:11: no question is called `population.registred`
  help: did you mean `population.registered`?""",
    ),
    Fault(
        "a case that extends nothing",
        CASES,
        "extends: large",
        "extends: larg",
        """\
rules/base/cases/all.yaml:5:12: no case is called `larg`
  help: did you mean `large`?""",
    ),
    Fault(
        "a case that extends itself",
        CASES,
        "extends: large",
        "extends: small",
        "rules/base/cases/all.yaml:5:12: `small` extends itself, directly or in a ring\n  help: name another case, or leave `extends` out and say here all that it needs",
    ),
    Fault(
        "a case twice",
        CASES,
        "case: small",
        "case: large",
        """\
rules/base/cases/all.yaml:4:3: a case called `large` is already at rules/base/cases/all.yaml:1:3
  help: give each case a name of its own""",
    ),
    Fault(
        "a case that sets no parameter",
        CASES,
        "set: {least:",
        "set: {leest:",
        """\
rules/base/cases/all.yaml:7:9: no parameter is called `leest`
  help: did you mean `least`?""",
    ),
    Fault(
        "a margin that is none",
        CASES,
        "margin: 1}",
        "margin: [1]}",
        """\
rules/base/cases/all.yaml:3:42: this is not a margin
  help: write `1`, `-1 day`, `10%` or a pair such as `[-5, 3]`""",
    ),
    Fault(
        "a row with a cell too few",
        CASES,
        "[30000, met]",
        "[30000]",
        "rules/base/cases/all.yaml:13:73: this row does not have 2 cells, as the headings do; it has 1\n  help: write `[...]` with 2 values in it",
    ),
    Fault(
        "a column that is nothing",
        CASES,
        "[[population.registered, POP-1]",
        "[[population.registered, POP-9]",
        """\
rules/base/cases/all.yaml:13:34: `POP-9` is no question, criterion or `outcome`
  help: did you mean `POP-1`?""",
    ),
    Fault(
        "a case that expects nothing",
        CASES,
        """\
  expect: {POP-1: not met, outcome: development}
""",
        "",
        "rules/base/cases/all.yaml:4:3: `expect` is missing",
    ),
    Fault(
        "an unknown question",
        SUBMISSION,
        "shared: true",
        "shaerd: true",
        """\
submission.yaml:12:3: no question is called `shaerd`
  help: did you mean `shared`?""",
    ),
    Fault(
        "an answer left empty",
        SUBMISSION,
        "officer: none",
        "officer:",
        """\
submission.yaml:8:11: `officer` is empty
  help: leave it out if it is not answered; write `none` if there is none""",
    ),
    Fault(
        "none where it is not offered",
        SUBMISSION,
        "model: franchise",
        "model: none",
        """\
submission.yaml:13:10: `none` is no answer to `model`
  help: leave it out if it is not answered""",
    ),
    Fault(
        "an answer that is no choice",
        SUBMISSION,
        "model: franchise",
        "model: small localty",
        """\
submission.yaml:13:10: `small localty` is not one of the choices
  help: did you mean `small locality`?""",
    ),
    Fault(
        "on for true",
        SUBMISSION,
        "shared: true",
        "shared: on",
        """\
submission.yaml:12:11: `on` is not `true` or `false`
  help: write `true`""",
    ),
    Fault(
        "an amount with its currency",
        SUBMISSION,
        "cost: 1000.50",
        "cost: £1000.50",
        """\
submission.yaml:10:9: `£1000.50` is not a number
  help: write the number alone; its unit is known from the question or parameter""",
    ),
    Fault(
        "an amount with too many decimals",
        SUBMISSION,
        "cost: 1000.50",
        "cost: 1000.505",
        """\
submission.yaml:10:9: `1000.505` has 3 decimals
  help: write at most 2""",
    ),
    Fault(
        "an amount below the least",
        SUBMISSION,
        "registered: 70729",
        "registered: 0",
        "submission.yaml:6:28: `0` is below 1, the least",
    ),
    Fault(
        "a percentage above the most",
        SUBMISSION,
        "growth: 1.5%",
        "growth: 51%",
        "submission.yaml:6:43: `51%` is above 50%, the most",
    ),
    Fault(
        "a fraction of a patient",
        SUBMISSION,
        "registered: 70729",
        "registered: 70729.5",
        "submission.yaml:6:28: `70729.5` is not a whole number",
    ),
    Fault(
        "minus nothing",
        SUBMISSION,
        "cost: 1000.50",
        "cost: -0",
        """\
submission.yaml:10:9: `-0` is not a number
  help: write `0`""",
    ),
    Fault(
        "a length of time in words",
        SUBMISSION,
        "notice: 28 days",
        "notice: four weeks",
        """\
submission.yaml:11:11: `four weeks` is not a length of time
  help: write it as `28 days`, `3 months` or `10 years`""",
    ),
    Fault(
        "a list where one answer is due",
        SUBMISSION,
        "officer: none",
        "officer: [none]",
        """\
submission.yaml:8:12: `officer` takes one answer, not a list
  help: write the answer alone""",
    ),
    Fault(
        "one answer where a list is due",
        SUBMISSION,
        "duties: [quality]",
        "duties: quality",
        """\
submission.yaml:14:11: `duties` must be a list
  help: write `[…]` or lines that begin with `- `; `[]` if there is none""",
    ),
    Fault(
        "a choice named twice",
        SUBMISSION,
        "duties: [quality]",
        "duties: [quality, quality]",
        """\
submission.yaml:14:11: `duties` names a choice twice
  help: name each choice once""",
    ),
    Fault(
        "more entries than are taken",
        SUBMISSION,
        "board: {so_far: [{name: A, role: lay, ended: none}, {name: B}]}",
        "board: [{name: A}, {name: B}, {name: C}, {name: D}]",
        "submission.yaml:7:10: `board` has 4 entries; at most 3 are taken\n  help: take out what is one too many, or have the rules take more (`max_items`)",
    ),
    Fault(
        "an unknown field",
        SUBMISSION,
        "role: lay",
        "rol: lay",
        """\
submission.yaml:7:30: an entry of `board` has no field `rol`
  help: did you mean `role`?""",
    ),
    Fault(
        "an entry that is only a text",
        SUBMISSION,
        "{name: B}]",
        "B]",
        """\
submission.yaml:7:55: `board[2]` must be a mapping
  help: it has the fields `name`, `role`, `ended`""",
    ),
    Fault(
        "a key beside so_far",
        SUBMISSION,
        "{so_far: [",
        "{complete: true, so_far: [",
        """\
submission.yaml:7:11: unknown key `complete` beside `so_far`
  help: take it out: `so_far` stands alone, with a list""",
    ),
    Fault(
        "an answer for a whole group",
        SUBMISSION,
        "population: {registered: 70729, growth: 1.5%}",
        "population: 70729",
        """\
submission.yaml:6:15: `population` is a group of questions, not a question
  help: answer the questions in it, such as `registered`""",
    ),
    Fault(
        "an answer twice",
        SUBMISSION,
        "  officer: none",
        """\
  population.registered: 5
  officer: none""",
        """\
submission.yaml:8:3: `population.registered` is answered twice
  help: keep one""",
    ),
    Fault(
        "evidence for an unknown question",
        SUBMISSION,
        "  population.registered: {document",
        "  population.registred: {document",
        """\
submission.yaml:16:3: no question is called `population.registred`
  help: did you mean `population.registered`?""",
    ),
    Fault(
        "evidence for a group, misspelt",
        SUBMISSION,
        "  population.registered: {document",
        "  populatoin: {document",
        """\
submission.yaml:16:3: no question is called `populatoin`
  help: did you mean `population`?""",
    ),
    Fault(
        "a name that would fill the page",
        SUBMISSION,
        "name: NHS Corby",
        "name: " + "x" * 201,
        """\
submission.yaml:1:7: this text is longer than 200 characters
  help: shorten it""",
    ),
    Fault(
        "an answer that is a book",
        SUBMISSION,
        "officer: none",
        "officer: " + "x" * 20_001,
        """\
submission.yaml:8:12: this text is longer than 20,000 characters
  help: shorten it""",
    ),
    Fault(
        "an unknown level of evidence",
        SUBMISSION,
        "level: evidenced",
        "level: proved",
        """\
submission.yaml:16:69: `proved` is not one of the choices
  help: write one of `stated`, `evidenced`, `checked`""",
    ),
    Fault(
        "an unknown stage",
        SUBMISSION,
        "stage: decision",
        "stage: decided",
        """\
submission.yaml:3:8: `decided` is not one of the choices
  help: write one of `self-assessment`, `decision`""",
    ),
    Fault(
        "a submission without answers",
        SUBMISSION,
        WHOLE,
        """\
name: NHS Corby
""",
        "submission.yaml:1:1: `answers` is missing",
    ),
    Fault(
        "a submission that is a text",
        SUBMISSION,
        WHOLE,
        """\
NHS Corby
""",
        "submission.yaml:1:1: this must be a mapping of keys and values",
    ),
    Fault(
        "a text that answers nothing",
        SUBMISSION,
        "officer: none",
        "officer: TBC",
        """\
submission.yaml:8:12: `TBC` is no answer to `officer`
  help: leave it out if it is not known yet; write `none` if there is none""",
    ),
    Fault(
        "none in capitals",
        SUBMISSION,
        "policy: Policy 1",
        "policy: None",
        """\
submission.yaml:9:11: `None` is no answer to `policy`
  help: leave it out if it is not known yet; write `none` if there is none""",
    ),
    Fault(
        "a document that is only there",
        SUBMISSION,
        "policy: Policy 1",
        "policy: 'Yes'",
        """\
submission.yaml:9:11: `Yes` is no answer to `policy`
  help: leave it out if it is not known yet; write `none` if there is none""",
    ),
    Fault(
        "a name that answers nothing",
        SUBMISSION,
        "{name: B}",
        "{name: don't know}",
        """\
submission.yaml:7:62: `don't know` is no answer to `name`
  help: leave it out if it is not known yet""",
    ),
    Fault(
        "evidence that names no document",
        SUBMISSION,
        "{document: list sizes,",
        "{document: n/a,",
        """\
submission.yaml:16:37: `n/a` names no document
  help: leave this evidence out until there is one""",
    ),
    Fault(
        "a judgement on an unknown criterion",
        JUDGEMENTS,
        "criterion: CFG-1",
        "criterion: CFG-2",
        """\
judgements.yaml:2:17: no criterion is called `CFG-2`
  help: did you mean `CFG-1`?""",
    ),
    Fault(
        "a judgement where answers decide",
        JUDGEMENTS,
        "criterion: CFG-1",
        "criterion: POP-1",
        """\
judgements.yaml:2:17: `POP-1` is settled by answers, not by judgement
  help: remove this entry""",
    ),
    Fault(
        "an unknown grade",
        JUDGEMENTS,
        "grade: green",
        "grade: gren",
        """\
judgements.yaml:2:60: `gren` is not one of the choices
  help: did you mean `green`?""",
    ),
    Fault(
        "a judgement without a reason",
        JUDGEMENTS,
        ", reason: It is one valley.",
        "",
        "judgements.yaml:2:5: `reason` is missing",
    ),
)
