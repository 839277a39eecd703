from decimal import Decimal

from authorisation.engine.cross_checks import Contradiction, find_contradictions, texts_at_path
from authorisation.model.question import CrossCheck, CrossCheckKind
from authorisation.model.source import Location
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items

PRACTICE = CrossCheck(
    CrossCheckKind.UNIQUE, "membership.practices.code", "One practice, two applications."
)
POOL = CrossCheck(CrossCheckKind.MUTUAL, "risk_pool.members.code", "Only one side names the pool.")


def practices(*codes: str) -> Items:
    return Items(tuple({"code": code} for code in codes))


def submission(code: str, **groups: Answer) -> Submission:
    paths = {"practices": "membership.practices", "pool": "risk_pool.members"}
    return Submission(
        name=f"Group {code}",
        code=code,
        file=f"{code}.yaml",
        answers={paths[name]: answer for name, answer in groups.items()},
        places={"risk_pool.members": Location(f"{code}.yaml", 4, 5)} if "pool" in groups else {},
    )


def test_a_practice_in_two_applications_is_named_once_with_both():
    one = submission("A", practices=practices("P1", "P2", "P1"))
    two = submission("B", practices=practices("P3", "P2"))
    three = submission("C", practices=practices("P4"))

    assert find_contradictions([PRACTICE], [one, two, three]) == (
        Contradiction(PRACTICE, "P2", (one, two)),
    )


def test_a_practice_named_twice_in_one_application_is_not_a_matter_between_applications():
    assert find_contradictions([PRACTICE], [submission("A", practices=practices("P1", "P1"))]) == ()


def test_a_pool_that_both_sides_name_is_fine():
    one = submission("A", pool=practices("B"))
    two = submission("B", pool=practices("A"))

    assert find_contradictions([POOL], [one, two]) == ()


def test_a_pool_that_one_side_denies_is_a_sure_clash():
    one = submission("A", pool=practices("B"))
    two = submission("B", pool=Items(()))

    assert find_contradictions([POOL], [one, two]) == (
        Contradiction(POOL, "B", (one, two), sure=True),
    )


def test_a_pool_that_one_side_has_not_answered_is_a_clash_but_not_sure():
    one = submission("A", pool=practices("B"))
    silent = submission("B")
    growing = submission("B", pool=Items((), so_far=True))

    assert find_contradictions([POOL], [one, silent]) == (
        Contradiction(POOL, "B", (one, silent), sure=False),
    )
    assert find_contradictions([POOL], [one, growing]) == (
        Contradiction(POOL, "B", (one, growing), sure=False),
    )


def test_a_pool_with_itself_or_with_a_group_outside_the_run_is_no_clash():
    assert find_contradictions([POOL], [submission("A", pool=practices("A", "Z"))]) == ()


def test_the_places_are_those_of_the_answers_or_else_the_files():
    one = submission("A", pool=practices("B"))
    silent = submission("B")

    (clash,) = find_contradictions([POOL], [one, silent])

    assert clash.places == (Location("A.yaml", 4, 5), Location("B.yaml"))


def test_values_are_found_in_plain_answers_nested_items_and_lists_of_texts():
    answers: dict[str, Answer] = {
        "a.code": "X",
        "list": Items(({"in": Items(("Y", "Z"))}, {"other": "W"}, {"in": Decimal(1)})),
        "none": None,
    }

    assert texts_at_path("a.code", answers) == (("X",), False)
    assert texts_at_path("list.in", answers) == (("Y", "Z"), True)
    assert texts_at_path("none", answers) == ((), False)
    assert texts_at_path("absent.code", answers) == ((), True)
