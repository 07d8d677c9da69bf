"""The stories of the alert loop, told row by row."""

import pytest

from tests.rules.loop_floor import Floor
from tests.rules.loop_stories import LOOP_STORIES
from tests.rules.schedule_stories import Story
from tests.rules.test_schedule_stories import lines_of, minute_of


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(s, id=s.title, marks=[pytest.mark.hazard(*s.hazards)] if s.hazards else [])
        for s in LOOP_STORIES
    ],
)
def test_story(story: Story) -> None:
    floor = Floor(story.protocol)
    for line in lines_of(story.table):
        when = (line["min"], line["done"])
        floor.do(minute_of(line["min"]), line["done"])
        told, standing = floor.told(), floor.standing()
        assert (*when, told) == (*when, line["told"])
        assert (*when, standing) == (*when, line["standing"])
