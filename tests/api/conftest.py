"""A clinic behind its gate, asked over HTTP by Nina, Carl and Ada."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from dashboard.actions.clinic import Clinic
from dashboard.actions.users import list_users_from_shell
from dashboard.api.application import build
from dashboard.web.guard import Gate
from dashboard.web.live import Hub
from dashboard.web.metrics import Metrics
from dashboard.web.security import SecurityHeaders
from tests.api.asking import Asker
from tests.people import Clock, Staff, hire, open_test_clinic, sign_in_pass


@dataclass(frozen=True, slots=True)
class Api:
    """The clinic and who asks it; `nobody` is not signed in."""

    clinic: Clinic
    clock: Clock
    staff: Staff
    nobody: Asker
    nina: Asker
    carl: Asker
    ada: Asker


def serve(clinic: Clinic) -> TestClient:
    """The API behind its gate, as the host mounts it."""
    app = Starlette(routes=[Mount("/api/v1", build(clinic, Hub(clinic)))])
    gate = Gate(
        app,
        clinic,
        is_static=lambda _path: False,
        headers=SecurityHeaders(False),
        metrics=Metrics(),
        secure=False,
    )
    return TestClient(gate, base_url="http://testserver", raise_server_exceptions=False)


def api_of(clinic: Clinic, clock: Clock, staff: Staff) -> Api:
    """Everybody signed in."""

    def asker(name: str) -> Asker:
        given = sign_in_pass(clinic, getattr(staff, name))
        return Asker(serve(clinic), given.token, given.csrf_token)

    return Api(clinic, clock, staff, Asker(serve(clinic)), asker("nina"), asker("carl"), asker("ada"))


@pytest.fixture(scope="session")
def staffed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the three people in it, to be copied."""
    folder = tmp_path_factory.mktemp("staffed")
    clinic = open_test_clinic(folder, Clock())
    hire(clinic)
    clinic.close()
    return folder


@pytest.fixture
def api(staffed_folder: Path, tmp_path: Path) -> Iterator[Api]:
    """A clinic of one's own, on SQLite."""
    shutil.copytree(staffed_folder, tmp_path / "clinic")
    clock = Clock()
    clinic = open_test_clinic(tmp_path / "clinic", clock)
    people = {user.username: user.actor() for user in list_users_from_shell(clinic)}
    yield api_of(clinic, clock, Staff(people["nina"], people["carl"], people["ada"]))
    clinic.close()
