"""`chairside serve` with the stand-in's API and pages: started by tests as a process of its own."""

import sys
import types

import dashboard.api
from dashboard import app, cli
from tests.web import stand_in

application = types.ModuleType("dashboard.api.application")
application.build = stand_in.build_api  # type: ignore[attr-defined]
sys.modules[application.__name__] = application
dashboard.api.application = application  # type: ignore[attr-defined]
app.all_pages = lambda: stand_in.PAGES

if __name__ == "__main__":
    cli.main()
