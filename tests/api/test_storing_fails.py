"""When the database cannot take a change: clear words, nothing half, and the same key works afterwards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from dashboard.clinical.errors import CannotStore, DiskFull
from tests.api.asking import QUIET, Asker, made, new_key, refused
from tests.api.conftest import Api, serve
from tests.people import sign_in_pass


@contextmanager
def failing(error: Exception) -> Iterator[Any]:
    """A write transaction that the database does not take."""
    raise error
    yield


@pytest.mark.hazard("H17")
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (CannotStore("The database is busy."), 503, "cannot_store"),
        (DiskFull("The disk is full."), 507, "disk_full"),
    ],
)
def test_a_reading_that_is_not_stored_says_so_and_its_key_stays_free(
    api: Api, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    session, key = api.nina.session()["id"], new_key()
    path, body = f"/sessions/{session}/readings", {"values": QUIET}
    with monkeypatch.context() as broken:
        broken.setattr(api.clinic.database, "writing", lambda: failing(error))
        answer = api.nina.post(path, body, key=key)
        refused(answer, status, code)
        assert int(answer.headers["retry-after"]) > 0
    assert api.nina.post(path, body, key=key).status_code == 201


def test_what_was_not_foreseen_is_a_problem_that_tells_nothing_of_itself(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = api.nina.session()["id"]
    monkeypatch.setattr(api.clinic.database, "writing", lambda: failing(RuntimeError("Kowalczyk")))
    problem = refused(api.nina.post(f"/sessions/{session}/readings", {"values": QUIET}), 500, "failed")
    assert "Kowalczyk" not in str(problem)


@pytest.mark.hazard("H17")
def test_the_same_request_sent_at_once_is_stored_once(api: Api) -> None:
    session, key = api.nina.session()["id"], new_key()

    def send(_: int) -> tuple[int, Any]:
        given = sign_in_pass(api.clinic, api.staff.nina)
        asker = Asker(serve(api.clinic), given.token, given.csrf_token)
        answer = asker.post(f"/sessions/{session}/readings", {"values": QUIET}, key=key)
        return answer.status_code, answer.json()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert sorted(status for status, _ in answers) == [200] * 5 + [201]
    assert all(answer == answers[0][1] for _, answer in answers)
    assert len(made(api.nina.get(f"/sessions/{session}/readings"))["items"]) == 1
