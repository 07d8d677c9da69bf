"""The clinician's home: what needs one, today's sessions, and one session at a glance."""

from dashboard.clinical.roles import Permission
from dashboard.pages.review.layout import layout
from dashboard.pages.review.refresh import register
from dashboard.web.page import Page

PAGE = Page("/review", "Review", Permission.SIGN_NOTE, layout, register, "review-page", nav_place=15)
