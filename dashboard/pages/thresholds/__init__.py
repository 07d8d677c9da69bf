"""The clinic's limits: each set with its versions, a draft of the next one, and a clinician's word on it."""

from dashboard.clinical.roles import Permission
from dashboard.pages.thresholds.layout import layout
from dashboard.pages.thresholds.refresh import register
from dashboard.web.page import Page

PAGE = Page("/thresholds", "Limits", Permission.VIEW_RECORDS, layout, register, "rules-page", nav_place=40)
