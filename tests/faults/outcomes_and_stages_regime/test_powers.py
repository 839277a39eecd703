"""What the text of a history says of the powers that are open."""

from __future__ import annotations

from tests.faults.monitored import filed, head, page, text_of, watched


def test_G5_a_text_page_says_which_powers_are_open() -> None:
    run = watched(head() + filed("2013-14 Q1", {"service.immediate_risk": "true"}))
    result = run.watched[0].history.results[0]
    titles = [
        run.groups[0].regime.compiled.regime.powers[name].title
        for name in result.conclusions.powers
    ]

    assert len(titles) > 1
    assert page(run).periods[0].open_powers == "; ".join(titles)
    assert f"Powers open: {'; '.join(titles)}" in text_of(run)
