"""Nothing reaches Dash before all that its answers look for is loaded."""

import subprocess
import sys

# In a process of its own, since only there nothing has loaded it yet. The bridge notes what Dash would find.
PROGRAM = """
import asyncio, sys
from dash import Dash
from dashboard.web.screens import LOOKED_FOR, ScreenDoor

found = []

async def bridge(scope, receive, send):
    found.append(hasattr(sys.modules.get(LOOKED_FOR), "NaT"))

async def ask(door):
    await door({"path": "/_dash-layout", "method": "GET", "state": {}}, None, None)

async def main():
    door = ScreenDoor(Dash())
    door._bridge = bridge
    print(LOOKED_FOR in sys.modules)
    await asyncio.gather(*(ask(door) for _ in range(8)))
    print(found)

asyncio.run(main())
"""


def test_screens_that_come_at_once_after_the_start_wait_until_the_numbers_library_is_whole() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False", str([True] * 8)]
