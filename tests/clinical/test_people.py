"""Names and passwords people sign in with."""

import pytest

from dashboard.clinical.errors import InvalidEntry
from dashboard.clinical.people import User, check_password, check_username
from dashboard.clinical.roles import Permission, Role
from tests.factories import at


@pytest.mark.parametrize("password", ["twelve chars", "   spaces    ", "ä" * 12, "a" * 128])
def test_any_twelve_to_128_characters_make_a_password(password: str) -> None:
    check_password(password)


@pytest.mark.parametrize("password", ["", "eleven char", "a" * 129])
def test_a_shorter_or_longer_password_is_refused_without_repeating_it(password: str) -> None:
    with pytest.raises(InvalidEntry) as caught:
        check_password(password, "new_password")
    (error,) = caught.value.errors
    assert error.field == "new_password"
    assert not password or password not in error.message


@pytest.mark.parametrize(("username", "fits"), [
    ("ni", True), ("nina.brandt", True), ("n" * 64, True), ("n", False), ("n" * 65, False), ("nina b", False),
    ("nina\n", False), ("nina\x00", False),
])  # fmt: skip
def test_a_username_has_2_to_64_printable_characters_without_spaces(username: str, fits: bool) -> None:
    if fits:
        check_username(username)
    else:
        with pytest.raises(InvalidEntry):
            check_username(username)


def test_a_user_acts_with_their_own_roles() -> None:
    nina = User(
        id="u1", username="nina", display_name="Nina Brandt", roles=frozenset({Role.NURSE}), created_at=at(0)
    )
    assert nina.actor("request-1").may(Permission.RECORD_READING)
    assert (nina.actor("request-1").user_id, nina.actor("request-1").request_id) == ("u1", "request-1")
