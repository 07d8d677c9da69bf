"""Only what changed is sent to a screen."""

import dash
from dash import html

from dashboard.web.parts import changed_items, changed_parts


def items(**words: str) -> dict[str, html.P]:
    return {key: html.P(word) for key, word in words.items()}


def test_at_first_all_items_are_sent() -> None:
    sent, _ = changed_items(items(one="a", two="b"), None)
    assert [item.children for item in sent] == ["a", "b"]


def test_what_is_as_it_was_is_not_sent_again() -> None:
    _, marks = changed_items(items(one="a", two="b"), None)
    assert changed_items(items(one="a", two="b"), marks)[0] is dash.no_update


def test_of_changed_items_only_those_are_sent() -> None:
    _, marks = changed_items(items(one="a", two="b"), None)
    sent, _ = changed_items(items(one="a", two="c"), marks)
    (operation,) = sent.to_plotly_json()["operations"]
    assert operation["location"] == [1]
    assert operation["params"]["value"].children == "c"


def test_other_items_or_another_order_are_sent_whole() -> None:
    _, marks = changed_items(items(one="a", two="b"), None)
    for now in (items(two="b", one="a"), items(one="a"), items(one="a", two="b", three="c")):
        sent, _ = changed_items(now, marks)
        assert len(sent) == len(now)


def test_marks_that_this_server_never_gave_count_as_nothing_seen() -> None:
    for forged in ("marks", 7, [1, 2], [["one"], ["two"]], {"one": 1}, [["two", "x"], ["one", "y"]]):
        sent, _ = changed_items(items(one="a", two="b"), forged)
        assert len(sent) == 2
        assert changed_parts([html.P("a")], forged)[0][0].children == "a"  # type: ignore[arg-type]
