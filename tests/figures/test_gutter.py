"""Texts at the figure's edge stand at their own height and never on each other."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.gutter import age_words, spread
from tests.factories import at

HEIGHTS = st.lists(st.tuples(st.floats(0, 200), st.sampled_from([18.0, 24.0])), max_size=6)


@given(HEIGHTS)
def test_texts_never_touch_when_there_is_room(texts: list[tuple[float, float]]) -> None:
    texts.sort()
    heights = [height for _, height in texts]
    places = spread([middle for middle, _ in texts], heights, 0, 200)
    edges = [(p - h / 2, p + h / 2) for p, h in zip(places, heights, strict=True)]
    assert all(one[1] <= other[0] + 1e-6 for one, other in itertools.pairwise(edges))
    assert all(low >= -1e-6 and high <= 200 + 1e-6 for low, high in edges)


def test_a_lone_text_stands_where_it_wants() -> None:
    assert spread([70], [24], 0, 200) == [70]


def test_ages_turn_to_hours_from_three_on() -> None:
    assert age_words(at(0.9) - at(0)) == "0 min"
    assert age_words(at(179) - at(0)) == "179 min"
    assert age_words(at(200) - at(0)) == "3 h"
    assert age_words(at(-1) - at(0)) == "0 min"
