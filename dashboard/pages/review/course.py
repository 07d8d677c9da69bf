"""The chosen session within its course: the strip of its series, and the overlay in place of the timeline."""

from typing import Any

from dashboard.clinical.course import Course
from dashboard.clinical.session_record import SessionRecord
from dashboard.components.course_table import series_strip
from dashboard.figures.course_overlay import EARLIER, SHOWN_FIRST, overlay_figure
from dashboard.figures.timeline import session_figure

TIMELINE, OVERLAY = "Timeline", "Course overlay"


def course_parts(record: SessionRecord, course: Course, *, overlaid: bool, theme: str) -> list[Any]:
    """The children of ids.COURSE, and the figure; a session without a dose has a timeline only."""
    own = record.session.id
    line = course.of(own)
    strip = series_strip(course.series_of(own) or course.latest_series, own)
    if not overlaid or line is None:
        return [strip, TIMELINE, session_figure(record, theme)]
    figure = overlay_figure(line, course.before(own, EARLIER), SHOWN_FIRST, theme)
    return [strip, OVERLAY, figure]
