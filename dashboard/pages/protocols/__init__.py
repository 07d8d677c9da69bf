"""The clinic's protocols: each with its versions, a draft of the next one, and a clinician's word on it."""

from dashboard.clinical.roles import Permission
from dashboard.pages.protocols.layout import layout
from dashboard.pages.protocols.refresh import register
from dashboard.web.page import Page

PAGE = Page("/protocols", "Protocols", Permission.VIEW_RECORDS, layout, register, "rules-page", nav_place=41)
