"""`chairside` as it is, but a screen counts as closed after seconds instead of most of a minute."""

from datetime import timedelta

from dashboard import cli
from dashboard.actions import open_screens
from dashboard.web import presence

open_screens.SEEN_WITHIN = timedelta(seconds=3)
presence.RENEW_SECONDS = 1.0

if __name__ == "__main__":
    cli.main()
