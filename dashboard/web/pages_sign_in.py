"""Sign-in and set-up: plain pages outside Dash, since nothing of Dash is given to who is not signed in."""

import asyncio
from collections.abc import Callable
from html import escape
from zoneinfo import available_timezones

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.actions.clinic import Clinic
from dashboard.actions.sign_in import set_up_needed
from dashboard.clinical.people import PASSWORD_LENGTH
from dashboard.web.static import StaticFiles

STYLES = ("00_tokens.css", "01_base.css", "02_components.css", "03_shell.css", "50_sign_in.css")
# what the first session page needs, fetched while somebody types
SOON = (
    "/_dash-component-suites/dash/dcc/async-graph.js",
    "/_dash-component-suites/plotly/package_data/plotly.min.js",
)
SCRIPTS = ("00_chairside.js", "01_theme.js", "51_sign_in.js")

FRAME = """<!DOCTYPE html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Chairside</title>
<link rel="icon" href="/assets/50_mark.svg" type="image/svg+xml">
{links}
</head>
<body{practice_class}>
{practice_edge}<main class="signin">
<form class="signin-form" id="{form_id}" method="post" autocomplete="on" novalidate>
<div class="signin-brand"><span class="mark large" aria-hidden="true"></span>
<div><h1>Chairside</h1><p class="quiet-text">{clinic}</p></div></div>
{fields}
<noscript><p class="field-error">Chairside needs JavaScript. Allow it for this address.</p></noscript>
<p class="signin-what">This is a charting record, not an alarm system.
Keep the monitor's own alarms on.</p>
</form>
<div class="signin-side">{side}
<h2>On this device</h2>
<p class="connection boxed" id="connection" role="status" aria-label="Connection"></p>
</div>
</main>
</body>
</html>"""

FIELD = """<div class="field"><label for="{id}">{label}</label>
<input id="{id}" name="{id}" type="{kind}" autocomplete="{complete}" autocapitalize="none" spellcheck="false"
 aria-describedby="{id}-error{hinted}">{hint}
<p class="field-error" id="{id}-error" hidden></p></div>"""

ZONE = "clinic.time_zone"
MESSAGE = '<p class="error-box signin-message" id="message" role="alert" hidden></p>'
FORGOT = '<p class="quiet-text">Forgot it? An administrator can set a new one.</p>'
SET_UP_FIRST = """<p class="signin-note">This clinic is not set up yet. Open the set-up link that was printed
where the server was started.</p>"""
IS_SET_UP = """<p class="signin-note">This clinic is set up. <a href="/sign-in">Sign in</a></p>"""
PRACTICE_SIDE = """<section class="panel"><h2>PRACTICE</h2>
<p>Invented patients for learning. Nothing here is a real record.</p></section>"""
SET_UP_SIDE = """<section class="panel"><h2>First start</h2>
<p>You become the administrator: you add the nurses and clinicians, each with a sign-in of their own.
An administrator records nothing clinical without a clinical role.</p></section>"""


class SignInPages:
    """The two pages, written from the clinic's name as it stands."""

    def __init__(self, clinic: Clinic, files: StaticFiles) -> None:
        self._clinic = clinic
        self._links = "\n".join(
            [f'<link rel="stylesheet" href="{files.address(f"/assets/{name}")}">' for name in STYLES]
            + [f'<script src="{files.address(f"/assets/{name}")}"></script>' for name in SCRIPTS[:2]]
            + [f'<script src="{files.address(f"/assets/{SCRIPTS[2]}")}" defer></script>']
            + [f'<link rel="prefetch" as="script" href="{path}">' for path in SOON if path in files]
        )

    async def sign_in(self, _request: Request) -> Response:
        """GET /sign-in, always 200."""
        return await self._answer(self._sign_in_page)

    async def set_up(self, _request: Request) -> Response:
        """GET /setup; the token stays in the address's fragment, which the browser never sends."""
        return await self._answer(self._set_up_page)

    async def _answer(self, page: Callable[[], str]) -> Response:
        text = await asyncio.get_running_loop().run_in_executor(self._clinic.readers, page)
        return HTMLResponse(text)

    def _sign_in_page(self) -> str:
        fields = [
            SET_UP_FIRST if set_up_needed(self._clinic) else "",
            MESSAGE,
            field("username", "Username", complete="username"),
            field("password", "Password", kind="password", complete="current-password"),
            '<button class="button primary wide" type="submit">Sign in</button>',
            FORGOT,
        ]
        return self._frame("Sign in", "sign-in", "\n".join(fields), "")

    def _set_up_page(self) -> str:
        if not set_up_needed(self._clinic):
            return self._frame("Set up", "set-up-done", IS_SET_UP, "")
        low, high = PASSWORD_LENGTH
        fields = [
            MESSAGE,
            field("clinic.name", "Clinic name", complete="organization"),
            time_zones(self._clinic.profile().time_zone),
            field("display_name", "Your name", complete="name"),
            field("username", "Username", complete="username"),
            field(
                "password", "Password", kind="password", complete="new-password",
                hint=f"{low} to {high} characters; spaces are allowed.",
            ),
            '<button class="button primary wide" type="submit">Set up</button>',
        ]  # fmt: skip
        return self._frame("Set up", "set-up", "\n".join(fields), SET_UP_SIDE)

    def _frame(self, title: str, form_id: str, fields: str, side: str) -> str:
        practice = self._clinic.practice
        return FRAME.format(
            title=title, links=self._links, form_id=form_id, fields=fields,
            clinic=escape(self._clinic.profile().name),
            side=(PRACTICE_SIDE if practice else "") + side,
            practice_class=' class="practice"' if practice else "",
            practice_edge='<div class="practice-edge"></div>' if practice else "",
        )  # fmt: skip


def field(name: str, label: str, *, kind: str = "text", complete: str, hint: str = "") -> str:
    """One labelled box; its error stands under it."""
    below = f'\n<p class="hint" id="{name}-hint">{hint}</p>' if hint else ""
    hinted = f" {name}-hint" if hint else ""
    return FIELD.format(id=name, label=label, kind=kind, complete=complete, hint=below, hinted=hinted)


def time_zones(chosen: str) -> str:
    """The zones to choose from; the script chooses the browser's own."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    options = "".join(f"<option{' selected' if zone == chosen else ''}>{zone}</option>" for zone in zones)
    return f"""<div class="field"><label for="{ZONE}">Time zone</label>
<select id="{ZONE}" name="{ZONE}" aria-describedby="{ZONE}-error">{options}</select>
<p class="field-error" id="{ZONE}-error" hidden></p></div>"""
