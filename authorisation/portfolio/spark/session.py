"""A session of Spark, its folders, and what it says when it cannot go on.

The only module that starts it.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from authorisation.errors import (
    EngineUnavailable,
    InvalidOption,
    UnreadableFile,
    format_extra_remedy,
)
from authorisation.portfolio.database import TooManyDigits, polling

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

REMEDY: Final = format_extra_remedy("spark")
OLDEST_JAVA: Final = 17
JAVA_REMEDY: Final = (
    f"install Java {OLDEST_JAVA} or newer, or let JAVA_HOME name the folder that it is in"
)
SETTINGS: Final = {
    # Arithmetic that does not fit fails, and never comes to null or to fewer decimals.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.legacy.decimal.retainFractionDigitsOnTruncate": "true",
    # Texts and names stand for themselves.
    "spark.sql.caseSensitive": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.variable.substitute": "false",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.parquet.mergeSchema": "true",
    "spark.sql.session.timeZone": "UTC",
    # What costs most of the time in which a plan of thousands of columns is made, for nothing.
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.subexpressionElimination.enabled": "false",
    "spark.sql.optimizer.nestedSchemaPruning.enabled": "false",
    "spark.sql.optimizer.expression.nestedPruning.enabled": "false",
}
"""What a session must have for a row to come to what it comes to in DuckDB."""
_AT_START: Final = {"spark.ui.showConsoleProgress": "false", "spark.ui.enabled": "false"}
_OVERFLOWS: Final = ("NUMERIC_VALUE_OUT_OF_RANGE", "ARITHMETIC_OVERFLOW")
_FAULT: Final = re.compile(r"[A-Za-z_.]+(Error|Exception|Invalid\w+|Unavailable)\b")
_PYTHON: Final = ("spark.pyspark.python", "PYSPARK_PYTHON")
"""What names the Python of the executors: an option, and a variable of the environment."""
_JAVA_OPTIONS: Final = "SPARK_SUBMIT_OPTS"
_ERRORS_ALONE: Final = (
    f"-Dlog4j2.configurationFile={Path(__file__).with_name('log4j2.properties').as_uri()}"
)
_LONGEST: Final = 300


@contextmanager
def spark_session(master: str, options: Mapping[str, str]) -> Iterator[SparkSession]:
    """A session on a master, which is stopped at the end if it was begun here.

    Raises:
        EngineUnavailable: pyspark or Java is not there, or the session cannot be begun.
        InvalidOption: an option is one of those that results rest on.
    """
    for name in options:
        if options[name] != SETTINGS.get(name, options[name]):
            raise InvalidOption(
                f"--spark-option {name}={options[name]}: results rest on {name}={SETTINGS[name]}",
                "leave it out",
            )
    try:
        import pyarrow  # noqa: F401, ICN001, PLC0415 - an extra
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise EngineUnavailable("spark", f"{error.name} is not installed", REMEDY) from error
    _quieten()
    running = SparkSession.getActiveSession()
    if running is None and not has_java():
        raise EngineUnavailable("spark", "no Java was found", JAVA_REMEDY)
    if _PYTHON[0] in options:
        os.environ[_PYTHON[1]] = options[_PYTHON[0]]
    elif master.startswith("local"):
        os.environ.setdefault(_PYTHON[1], sys.executable)
    builder = SparkSession.builder.appName("authorise portfolio run")
    if master:
        builder = builder.master(master)
    for name, value in {**_AT_START, **SETTINGS, **options}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        remedy = "look at `--master`, the options, and what Java wrote above"
        raise EngineUnavailable("spark", f"it did not start: {_first(error)}", remedy) from error
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        if running is None:
            session.stop()


def has_java() -> bool:
    """Whether there is a Java to start."""
    return _java() is not None


def java_version() -> int:
    """The number of the Java that would be started, as 17; 0 where there is none or it fails."""
    java = _java()
    if java is None:
        return 0
    ran = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603 - as Spark starts it
    found = re.search(r'version "(\d+)', ran.stderr)
    return int(found[1]) if found else 0


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin" if home else None)


def _quieten() -> None:
    """Let Spark's failures be said by us, once and in a line.

    Java says errors alone until a session is there; options for it that are set already go before.
    """
    given = os.environ.get(_JAVA_OPTIONS, "").removeprefix(_ERRORS_ALONE).strip()
    os.environ[_JAVA_OPTIONS] = f"{_ERRORS_ALONE} {given}".strip()
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger", "py4j"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _first(error: BaseException) -> str:
    """The line that says what went wrong: the first, or of Python on an executor the last."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = lines[0] if lines else type(error).__name__
    if "Python worker" in first:
        first = f"Python on an executor: {next(filter(_FAULT.match, lines[1:]), first)}"
    return first if len(first) <= _LONGEST else f"{first[:_LONGEST]} ..."


@contextmanager
def naming_failures(place: str) -> Iterator[None]:
    """Say in a line what Spark says of a place.

    Raises:
        TooManyDigits: a number does not fit into a decimal of Spark.
        UnreadableFile: anything else that fails.
    """
    from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra
    from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra

    try:
        yield
    except (PySparkException, Py4JError) as error:
        if any(mark in str(error) for mark in _OVERFLOWS):
            raise TooManyDigits(str(error)) from error
        raise UnreadableFile(f"Spark failed: {_first(error)}", file=place) from None


@contextmanager
def showing_tasks(session: SparkSession, show: Callable[[int], None], rows: int) -> Iterator[None]:
    """Show how many rows are done, by the tasks that are, until this ends."""
    context = session.sparkContext
    group = f"authorise-{threading.get_ident()}-{id(show)}"
    context.setJobGroup(group, "authorise portfolio run")
    tracker = context.statusTracker()

    def look() -> None:
        stages = [
            found
            for job in tracker.getActiveJobsIds()
            if (info := tracker.getJobInfo(job)) is not None
            for stage in info.stageIds
            if (found := tracker.getStageInfo(stage)) is not None
        ]
        tasks = sum(stage.numTasks for stage in stages)
        if tasks:
            show(rows * sum(stage.numCompletedTasks for stage in stages) // tasks)

    with polling(look):
        yield
    show(rows)


class SparkFolder:
    """A folder of any file system that Spark can reach."""

    def __init__(self, session: SparkSession, place: str) -> None:
        """`place` is a path or an address, such as `hdfs://cluster/groups`."""
        self.place = place
        jvm: Any = session.sparkContext._jvm  # noqa: SLF001 - there is no other way to it
        java: Any = session.sparkContext._jsc  # noqa: SLF001
        path = jvm.org.apache.hadoop.fs.Path(place)
        self._files = path.getFileSystem(java.hadoopConfiguration())
        self._path = self._files.makeQualified(path)
        self._new_path = jvm.org.apache.hadoop.fs.Path

    @property
    def root(self) -> str:
        """The path within its file system."""
        return str(self._path.toUri().getPath())

    def beside(self, ending: str) -> str:
        """The address of a folder beside it, whose name is longer by an ending."""
        return f"{self._path}{ending}"

    def inside(self, name: str) -> str:
        """The address of what is in it."""
        return f"{self._path}/{name}"

    def exists(self) -> bool:
        """Whether there is anything at its place."""
        return bool(self._files.exists(self._path))

    def is_folder(self) -> bool:
        """Whether it is there and a folder."""
        return self.exists() and bool(self._files.getFileStatus(self._path).isDirectory())

    def delete(self) -> None:
        """Delete it with all that is in it, if it is there."""
        self._files.delete(self._path, True)  # noqa: FBT003 - of Java

    def move_to(self, place: str) -> None:
        """Give it another name in the same file system.

        Raises:
            UnreadableFile: the file system refuses.
        """
        parent = self._new_path(place).getParent()
        if parent is not None:
            self._files.mkdirs(parent)
        if not self._files.rename(self._path, self._new_path(place)):
            raise UnreadableFile("cannot be written there", file=place)
