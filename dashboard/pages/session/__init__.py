"""One session: who, the clocks, what needs an answer, timeline, log and table; Record is one tap."""

from dashboard.clinical.roles import Permission
from dashboard.pages.session.layout import layout
from dashboard.pages.session.refresh import register
from dashboard.web.page import Page

PAGE = Page("/session/<session_id>", "Session", Permission.VIEW_RECORDS, layout, register, "session-page")
