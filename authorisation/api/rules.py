"""Rule sets: what applications are assessed and compared under, and groups monitored under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from authorisation.api.described import DescribedRules
from authorisation.api.monitored import Monitored
from authorisation.api.pools import Pools, pool_request
from authorisation.api.results import Result, RulesComparison
from authorisation.api.sources import (
    APPLICATION,
    RETURNS,
    JudgementSource,
    Place,
    ReadSource,
    Source,
    day_of,
    is_place,
    judgements_of,
    path_of,
    problems_of,
    read_source,
    read_sources,
    returns_reader,
    root_of,
    stage_of,
    with_files_of_folders,
)
from authorisation.engine.assess import BoundSubmissions, assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import InvalidOption, InvalidSubmission, UnreadableFile
from authorisation.language.answers.from_python import (
    day_from_python,
    format_given,
    submission_from_python,
    values_from_python,
)
from authorisation.language.regime.load import LoadedRegime
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.model.value import Answer
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.assessing.assessments import Assessments
from authorisation.usecases.assessing.compare import ComparisonResult
from authorisation.usecases.assessing.inputs import submission_at, submission_in
from authorisation.usecases.assessing.judgements import (
    judgements_on,
    refuse_idle_departures,
    refuse_unfit,
)
from authorisation.usecases.filesystem.inputs import APPLICATIONS, FILES_OF_RETURNS
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, monitor_groups
from authorisation.usecases.pool.find import MOST, SECONDS, find_pools, require_pooling

_LONGEST_NAMES: Final = 60
_EXAMPLE_DAY: Final = "2012-10-01"


def load(rules: Place, *, root: Place | None = None) -> Rules:
    """The rules of a rule set, by its name or by its folder, checked and ready to assess.

    `root` is a folder of rule sets, with the bank of questions in it; without it those that come
    with the program are meant.

    >>> import authorisation
    >>> authorisation.load("gpcc-2010")
    <Rules gpcc-2010, edition 2010-10-31.5: 134 criteria>

    Raises:
        InvalidRules: the files cannot be used as written; it carries every problem with its place.
        InvalidOption: `rules` or `root` is no place.
    """
    place = path_of(
        rules, "rules", 'give the name of a rule set, such as "gpcc-2010", or its folder'
    )
    library = Library(root_of(root))
    return Rules(compile_rules(library.rule_set(place)), place, library)


class Rules(DescribedRules):
    """A rule set, ready to assess any number of applications, from any number of threads.

    >>> import authorisation
    >>> rules = authorisation.load("gpcc-2010")
    >>> rules.id, rules.title, len(rules.criteria)
    ('gpcc-2010', 'GP commissioning consortia, as discussed in 2010', 134)
    >>> rules.questions["population.registered"]
    'How many patients are registered with your practices?'
    """

    def __init__(
        self,
        program: Program,
        place: Path,
        library: Library,
        *,
        day: date | None = None,
        values: Mapping[str, Answer] | None = None,
    ) -> None:
        super().__init__(program, place, library)
        self._day = day
        self._values = dict(values or {})

    def on(self, day: date | str) -> Rules:
        """The same rules for a day, which then need no `as_of`; a day is a date or `2012-10-01`.

        >>> import authorisation
        >>> authorisation.load("gpcc-2010").on("2012-10-01")
        <Rules gpcc-2010, edition 2010-10-31.5: 134 criteria, on 2012-10-01>

        Raises:
            InvalidOption: it is no day.
        """
        return self._with(day=day_from_python(day, "day"))

    def with_values(self, **values: object) -> Rules:
        """The same rules with other values of parameters; every result says that they were set.

        >>> import authorisation
        >>> authorisation.load("gpcc-2010").with_values(self_pooling_population=30_000)
        <Rules gpcc-2010, edition 2010-10-31.5: 134 criteria, self_pooling_population set>

        Raises:
            InvalidOption: a name is no parameter's, or it cannot have that value.
        """
        regime = self._regime
        declared = self._rules if regime is None else regime.regime.rules
        return self._with(values={**self._values, **values_from_python(values, declared)})

    def assess(
        self,
        submission: Source,
        *,
        as_of: date | str | None = None,
        stage: str | None = None,
        evidence: Mapping[str, Any] | None = None,
        judgements: JudgementSource | None = None,
        name: str = "Application",
        code: str = "",
        received_on: date | str | None = None,
    ) -> Result:
        """The result of one application: its answers by path, or a file of them.

        Answers are of their question's type: an int, a Decimal or a text for a number, True or
        False, a date, a list; None for *there is none*. What is left out is not answered.
        `evidence` has the document for a path, `{"document": ..., "where": ..., "level":
        "checked"}`; `name`, `code` and `received_on` say whose answers they are. A file has all of
        these itself. `judgements` are entries of `criterion`, `assessor`, `on`, `grade` and
        `reason`, or an assessor's file, as a mapping or its place. `stage` is `self-assessment` or
        `decision`.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> rules.assess({"population.registered": 320_000})["FIN-3a"].verdict
        'met'

        Raises:
            InvalidSubmission: with every problem: a misspelt path, a wrong type, a contradiction.
            UnreadableFile: there is no such file, or it cannot be read.
            InvalidOption: `as_of` is no day, `stage` no stage, or `submission` no application.
        """
        source = read_source(submission, "submission", APPLICATION)
        head = {"name": name, "code": None if code == "" else code, "received_on": received_on}
        read = self._read(source, {**head, "evidence": evidence})
        judged = judgements_of(judgements, self._rules)
        refuse_unfit(judged, [read])
        run = self._run([read], as_of, stage, judgements=judgements_on(read, judged))
        (made,) = run.assessments
        refuse_idle_departures(made)
        return Result(run)

    def compare(
        self,
        other: Rules,
        submissions: Iterable[Source] | Source,
        *,
        as_of: date | str | None = None,
        stage: str | None = None,
    ) -> RulesComparison:
        """The outcomes of applications under these rules, compared with those under others.

        `submissions` is what `assess` takes, a folder of files, or any number of them.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> milder = rules.with_values(self_pooling_population=30_000)
        >>> milder.compare(rules, [{"population.registered": 70_000}])
        <RulesComparison of 1 applications: 0 moved>

        Raises:
            AuthorisationError: as `assess` does.
        """
        _check_rules(other)
        sources, unread = with_files_of_folders(
            read_sources(submissions, "submissions", APPLICATION), APPLICATIONS
        )

        def run(rules: Rules) -> AssessmentRun:
            return rules._run(rules._read_all(sources), as_of, stage, unread=unread)

        return RulesComparison(ComparisonResult(run(self), run(other)))

    def pool(
        self,
        submissions: Iterable[Source] | Source,
        *,
        as_of: date | str | None = None,
        near: Place | None = None,
        practices: Place | None = None,
        sizes: Place | None = None,
        each_once: bool = False,
        by_area: bool = False,
        most: int = MOST,
        time_limit: float = SECONDS,
    ) -> Pools:
        """The pools in which applications that fall short would reach the line together.

        `submissions` are what `compare` takes; all else is as docs/pool.md has it.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> two = [{"population.registered": 60_000}, {"population.registered": 70_000}]
        >>> rules.pool(two).short[0].pools[0].members
        ('Application 1', 'Application 2')

        Raises:
            AuthorisationError: as `assess` does, and where the rules know of no pool.
        """
        wanted = pool_request(near, practices, sizes, each_once, by_area, most, time_limit)
        require_pooling(self._rules)
        sources, unread = with_files_of_folders(
            read_sources(submissions, "submissions", APPLICATION), APPLICATIONS
        )
        read = self._read_all(sources)
        run = self._run(read, as_of, Stage.SELF_ASSESSMENT.value, unread=unread)
        return Pools(find_pools(run, wanted))

    def monitor(
        self,
        returns: Iterable[Source] | Source,
        *,
        as_of: date | str | None = None,
        second_engine: bool = True,
    ) -> Monitored:
        """The histories of authorised groups under the failure regime of these rules.

        `returns` is one group's file of returns, or what it holds as a mapping; a folder of such
        files; or any number of them. `as_of` replays as known on that day.

        >>> import authorisation
        >>> group = {"name": "Marsh", "authorised_on": "2013-04-01", "first": "2013-14 Q1"}
        >>> rules = authorisation.load("gpcc-2010")
        >>> rules.monitor({**group, "returns": []}, as_of="2013-04-02", second_engine=False)
        <Monitored 'Marsh'>

        Raises:
            InvalidRules: these rules have no failure regime.
            InvalidSubmission: with every problem of the returns.
            InvalidOption: `returns` are none.
        """
        read = read_sources(returns, "returns", RETURNS)
        sources, unread = with_files_of_folders(read, FILES_OF_RETURNS)
        regime = self._regime or self._library.regime(self._place)
        run = monitor_groups(
            regime,
            [
                returns_reader(source, f"group {number}" if len(sources) > 1 else "")
                for number, source in enumerate(sources, start=1)
            ],
            Monitoring(
                rules=self.id,
                library=self._library,
                as_of=day_of(as_of) or self._day,
                second_engine=second_engine,
            ),
            {k: v for k, v in self._values.items() if k in regime.regime.rules.parameters},
            unread=unread,
        )
        for failure in run.unusable:
            raise failure
        return Monitored(run)

    @cached_property
    def _regime(self) -> LoadedRegime | None:
        return self._library.regime_if_any(self._place)

    def _with(
        self, *, day: date | None = None, values: Mapping[str, Answer] | None = None
    ) -> Rules:
        return Rules(
            self._program,
            self._place,
            self._library,
            day=day or self._day,
            values=self._values if values is None else values,
        )

    def _read(self, source: ReadSource, head: Mapping[str, Any], file: str = "") -> Submission:
        if isinstance(source, Mapping):
            with problems_of(file):
                submission = submission_from_python(source, self._rules, head)
                if contradictions := self._program.check_contradictions(submission):
                    raise InvalidSubmission(contradictions)
            return replace(submission, file=file)
        if head.get("evidence") is not None:
            raise InvalidOption("`evidence` goes with answers; a file has its own")
        if isinstance(source, Path):
            return submission_at(source, self._program)
        return submission_in(source.data, source.name, self._program)

    def _read_all(self, sources: Iterable[ReadSource]) -> list[Submission]:
        return [
            self._read(source, {"name": f"Application {number}"}, f"application {number}")
            for number, source in enumerate(sources, start=1)
        ]

    def _run(
        self,
        submissions: Sequence[Submission],
        as_of: date | str | None,
        stage: str | None,
        *,
        judgements: Judgements | None = None,
        unread: tuple[UnreadableFile, ...] = (),
    ) -> AssessmentRun:
        day, at = day_of(as_of) or self._day, stage_of(stage)
        if day is None:
            _require_days(submissions)
        values = {k: v for k, v in self._values.items() if k in self._rules.parameters}
        bound: BoundSubmissions = {}
        assessments = tuple(
            assess(
                self._program,
                each,
                as_of=day,
                stage=at,
                overrides=values,
                judgements=judgements or Judgements(),
                others=[other for other in submissions if other is not each],
                bound=bound,
            )
            for each in submissions
        )
        held = Assessments.held(assessments)
        departs = bool(judgements and judgements.departures)
        return AssessmentRun(
            self._program,
            held,
            (),
            tuple(submissions),
            unread=unread,
            as_of=day,
            overrides=values,
            departs=departs,
        )

    def __repr__(self) -> str:
        names = ", ".join(self._values)
        names = names if len(names) <= _LONGEST_NAMES else f"{len(self._values)} values"
        on, given = f", on {self._day}" if self._day else "", f", {names} set" if names else ""
        count = len(self._rules.criteria)
        return f"<Rules {self.id}, edition {self.edition}: {count} criteria{on}{given}>"


def _require_days(submissions: Iterable[Submission]) -> None:
    for each in submissions:
        if each.as_of is None:
            message = "no day is given on which it is to be assessed"
            remedy = (
                f'give as_of="{_EXAMPLE_DAY}", take rules.on("{_EXAMPLE_DAY}"),'
                f" or write `as_of: {_EXAMPLE_DAY}` in its file"
            )
            at = Location(each.file or "submission", line=0, column=0)
            raise InvalidSubmission([Problem(at, message, remedy)])


def _check_rules(other: object) -> None:
    if isinstance(other, Rules):
        return
    remedy = "give rules that `authorisation.load` gave"
    if is_place(other):
        remedy = f'load it: authorisation.load("{other}")'
    raise InvalidOption(f"other: {format_given(other)} is not loaded rules", remedy)
