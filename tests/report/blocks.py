"""A page with every kind of block in it, one after another."""

from __future__ import annotations

from decimal import Decimal

from authorisation.explain.assessment.provenance import ProvenanceWords
from authorisation.explain.assessment.step_tree import TreeLine
from authorisation.explain.assessment.steps import StepWords
from authorisation.explain.history.model import VariancePoint, VarianceSeries
from authorisation.model.verdict import Verdict
from authorisation.report.document import (
    BlockGroup,
    Branch,
    Cell,
    Chart,
    CriterionBlock,
    Document,
    FileText,
    Fold,
    Lead,
    Listing,
    ListingColumn,
    Para,
    Part,
    Place,
    Points,
    QuestionBlock,
    Section,
    Table,
    Terms,
    Tree,
    TriggerBlock,
    bullets,
)

LONG = "a sentence that is long enough to go on to a second line of a page that is narrow"
PROVENANCE = ProvenanceWords(
    name="people",
    words="people",
    value="3",
    origin="answer",
    source="stated",
    of=(
        ProvenanceWords(
            name="more", words="more", value="1", origin="answer", source="", contested=("2",)
        ),
    ),
)
POINT = VariancePoint(
    label="Q1",
    variance=Decimal("1.25"),
    watch=(Decimal(2), Decimal(2)),
    serious=(Decimal(3), Decimal(4)),
)
DRAWN = VarianceSeries(title="a budget", points=(POINT,))


def line(words: str, verdict: Verdict, depth: int = 0, item: str = "") -> TreeLine:
    return TreeLine(depth=depth, verdict=verdict, words=StepWords("", words), item=item)


PAGE = Document(
    title="A group",
    kind="what the rules indicate",
    facts=("Some rules", f"As of a day; {LONG}"),
    note="A note.",
    warnings=("Mind this.", f"And this: {LONG}."),
    running="A group, as of a day.",
    back="All groups",
    sections=(
        Section("", tuple(Para(f"A paragraph: {part}.", part) for part in Part)),
        Section(
            f"Lists: {LONG}",
            (
                *bullets([LONG, "short"]),
                Points(((Para("nine"), Para(LONG)), (Para(LONG), *bullets(["within"]))), first=9),
                Points(((Para("a hundred"),),), first=100),
                QuestionBlock("How many?", "a.path", "a.path", ("for A-1",)),
                Terms((("Response", "watch"), ("With", LONG))),
                Lead("What leads to others:", bullets(["one", "two"])),
                BlockGroup("A weight", (Points(((Para("weighed"),),), first=1),)),
                Fold("3 more", bullets(["a", "b", "c"]), unfolded=(Para("and 3 more", Part.MORE),)),
                FileText(("answers:", "  a: <b>", "~~~ not a fence")),
                Fold("Folded", (Para("what was folded"), *bullets(["all of it"]))),
            ),
        ),
        Section(
            "Judgements",
            (
                BlockGroup(
                    "Needed",
                    (
                        Points(
                            (
                                (
                                    CriterionBlock(
                                        "A criterion",
                                        "C-1",
                                        Verdict.NOT_MET,
                                        "not met",
                                        (
                                            Tree(
                                                (
                                                    Branch(
                                                        line(LONG, Verdict.NOT_MET, item="Ann"),
                                                        "It is not so.",
                                                        (PROVENANCE,),
                                                        (Branch(line("below", Verdict.MET, 1)),),
                                                    ),
                                                )
                                            ),
                                        ),
                                    ),
                                ),
                            ),
                            first=1,
                        ),
                    ),
                ),
                Tree(
                    (Branch(line("one", Verdict.UNKNOWN)), Branch(line("two", Verdict.OPEN))),
                    "So far",
                ),
                TriggerBlock(
                    "A trigger", "t", fires=True, words="fires", blocks=bullets(["a fact"])
                ),
                TriggerBlock("Another", "u", fires=False, words="may fire", blocks=()),
            ),
        ),
        Section(
            "Tables",
            (
                Table(("name", "size"), ((Cell("one"), Cell("1")), (Cell("another"), Cell(LONG)))),
                Listing(
                    (
                        ListingColumn("Group"),
                        ListingColumn("Stage", Place.BESIDE),
                        ListingColumn("Because", Place.BELOW),
                        ListingColumn("Response"),
                    ),
                    (
                        (Cell("A", 2, ("Mind this.",)), Cell("calm"), Cell(LONG), Cell("watch")),
                        (Cell("B"), Cell("calm"), Cell("it is so"), Cell("none")),
                    ),
                ),
                Chart(DRAWN, "A budget", ("What is drawn.",), (Para("What is not drawn."),)),
            ),
        ),
        Section("Parts", (Section("A part", (Para("of a part"),)), Section("Another", ()))),
    ),
)
OTHER = Document(title="B", kind="x", facts=("Some rules",), sections=(), running="B.", back="All")
