"""People, their sign-ins and passwords, and the first administrator."""

import pytest

from dashboard.actions import sign_in as sign_ins
from dashboard.actions import users
from dashboard.actions.opening import open_clinic
from dashboard.actions.sign_in import first_administrator, identify, new_set_up_token, set_up, set_up_needed
from dashboard.actions.users import NewUser, UserChange, add_user, change_own_password, change_user
from dashboard.clinical.errors import (
    InvalidEntry,
    NotPermitted,
    SecondRefused,
    TooManyTries,
    WrongCredentials,
    WrongState,
)
from dashboard.clinical.roles import Role
from tests.actions.bedside import ADDRESS, Bedside
from tests.people import PASSWORD, Clock, open_test_clinic

WRONG = "entirely the wrong words"


def sign_in(
    bedside: Bedside, username: str = "nina", password: str = PASSWORD, address: str = ADDRESS
) -> str:
    """The token of a sign-in."""
    return sign_ins.sign_in(bedside.clinic, username, password, address).token


def test_a_token_tells_whose_it_is_until_signed_out(bedside: Bedside) -> None:
    first, second = sign_in(bedside), sign_in(bedside, "NINA")
    found = identify(bedside.clinic, first)
    assert found is not None
    assert found.actor.user_id == bedside.nina.user_id
    sign_ins.sign_out(bedside.clinic, bedside.nina, first)
    assert identify(bedside.clinic, first) is None
    assert identify(bedside.clinic, second) is not None
    assert identify(bedside.clinic, "made up") is None


def test_a_sign_in_ends_after_twelve_hours(bedside: Bedside) -> None:
    token = sign_in(bedside)
    bedside.clock.forward(12 * 60 - 1)
    assert identify(bedside.clinic, token) is not None
    bedside.clock.forward(1)
    assert identify(bedside.clinic, token) is None


def test_a_disabled_persons_sign_ins_end_at_once_and_they_cannot_return(bedside: Bedside) -> None:
    token = sign_in(bedside)
    change_user(bedside.clinic, bedside.ada, bedside.nina.user_id, UserChange(disabled=True))
    assert identify(bedside.clinic, token) is None
    with pytest.raises(WrongCredentials):
        sign_in(bedside)
    change_user(bedside.clinic, bedside.ada, bedside.nina.user_id, UserChange(disabled=False))
    assert identify(bedside.clinic, token) is None
    assert sign_in(bedside)


def test_a_password_set_by_the_administrator_ends_the_persons_sign_ins(bedside: Bedside) -> None:
    token = sign_in(bedside)
    change_user(
        bedside.clinic, bedside.ada, bedside.nina.user_id, UserChange(password="another good sentence")
    )
    assert identify(bedside.clinic, token) is None
    assert sign_in(bedside, password="another good sentence")


def test_ones_own_password_changes_only_with_the_present_one_and_ends_the_other_sign_ins(
    bedside: Bedside,
) -> None:
    here, elsewhere = sign_in(bedside), sign_in(bedside)

    def change(present: str, new: str) -> None:
        change_own_password(bedside.clinic, bedside.nina, present, new, address=ADDRESS, token=here)

    with pytest.raises(SecondRefused):
        change(WRONG, "another good sentence")
    with pytest.raises(InvalidEntry):
        change(PASSWORD, "short")
    assert identify(bedside.clinic, elsewhere) is not None
    change(PASSWORD, "another good sentence")
    assert identify(bedside.clinic, here) is not None
    assert identify(bedside.clinic, elsewhere) is None
    assert sign_in(bedside, password="another good sentence")
    with pytest.raises(WrongCredentials):
        sign_in(bedside)


def test_the_last_administrator_is_neither_disabled_nor_demoted(bedside: Bedside) -> None:
    for change in (UserChange(disabled=True), UserChange(roles=frozenset({Role.NURSE}))):
        with pytest.raises(WrongState) as refused:
            change_user(bedside.clinic, bedside.ada, bedside.ada.user_id, change)
        assert refused.value.code == "last_administrator"
    change_user(
        bedside.clinic, bedside.ada, bedside.carl.user_id, UserChange(roles=frozenset({Role.ADMINISTRATOR}))
    )
    change_user(bedside.clinic, bedside.ada, bedside.ada.user_id, UserChange(disabled=True))


def test_the_shell_keeps_the_last_administrator_too(bedside: Bedside) -> None:
    with pytest.raises(WrongState):
        users.disable_user_from_shell(bedside.clinic, "ada")


def test_what_the_shell_does_names_the_operating_systems_user(bedside: Bedside) -> None:
    users.add_user_from_shell(bedside.clinic, "mateo", ["nurse"], None, PASSWORD)
    entry = bedside.audit("user_added")[0]
    assert (entry.actor_id, entry.detail["operating_system_user"]) == (
        "system", users.shell_actor().operating_system_user,
    )  # fmt: skip


def test_a_username_is_used_once_in_whatever_case(bedside: Bedside) -> None:
    with pytest.raises(WrongState) as refused:
        add_user(bedside.clinic, bedside.ada, NewUser("Nina", "", frozenset({Role.NURSE}), PASSWORD))
    assert refused.value.code == "username_taken"


@pytest.mark.parametrize(
    "new",
    [
        NewUser("x", "", frozenset({Role.NURSE}), PASSWORD),
        NewUser("two words", "", frozenset({Role.NURSE}), PASSWORD),
        NewUser("mateo", "", frozenset(), PASSWORD),
        NewUser("mateo", "", frozenset({Role.NURSE}), "elevenchars"),
        NewUser("mateo", "", frozenset({Role.NURSE}), "x" * 129),
    ],
)
def test_people_who_cannot_be_stored_are_refused(bedside: Bedside, new: NewUser) -> None:
    with pytest.raises(InvalidEntry):
        add_user(bedside.clinic, bedside.ada, new)


def test_only_an_administrator_manages_people(bedside: Bedside) -> None:
    for actor in (bedside.nina, bedside.carl):
        with pytest.raises(NotPermitted):
            users.list_users(bedside.clinic, actor)
        with pytest.raises(NotPermitted):
            add_user(bedside.clinic, actor, NewUser("mateo", "", frozenset({Role.NURSE}), PASSWORD))


def test_after_ten_wrong_tries_the_wrong_wait_and_the_right_still_enter(bedside: Bedside) -> None:
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            sign_in(bedside, password=WRONG)
    with pytest.raises(TooManyTries):
        sign_in(bedside, password=WRONG)
    with pytest.raises(WrongCredentials):
        sign_in(bedside, password=WRONG, address="198.51.100.9")
    assert sign_in(bedside)
    with pytest.raises(WrongCredentials):
        sign_in(bedside, password=WRONG)


def test_wrong_tries_are_forgotten_after_a_quarter_of_an_hour(bedside: Bedside) -> None:
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            sign_in(bedside, password=WRONG)
    bedside.clock.forward(15.1)
    with pytest.raises(WrongCredentials):
        sign_in(bedside, password=WRONG)


def test_what_was_typed_as_an_unknown_name_is_not_written_down(bedside: Bedside) -> None:
    with pytest.raises(WrongCredentials):
        sign_in(bedside, "my password by mistake")
    entry = bedside.audit("sign_in_refused")[0]
    assert (entry.object_id, "mistake" in str(entry)) == ("unknown", False)


def test_the_clinic_is_set_up_once_with_its_link(
    on_sqlite: Bedside, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clinic = open_test_clinic(tmp_path_factory.mktemp("fresh"), Clock())
    assert set_up_needed(clinic)
    token = new_set_up_token(clinic)
    new = first_administrator("ada", PASSWORD, "Ada Reyes")
    with pytest.raises(NotPermitted):
        set_up(clinic, "guessed", new, "Linden Clinic", "Europe/Berlin")
    with pytest.raises(InvalidEntry):
        set_up(clinic, token, new, "Linden Clinic", "Mars/Olympus")
    set_up(clinic, token, new, "Linden Clinic", "Europe/Berlin")
    assert not set_up_needed(clinic)
    assert clinic.profile().name == "Linden Clinic"
    with pytest.raises(NotPermitted):
        set_up(clinic, token, new, "Again", "Europe/Berlin")
    clinic.close()


def test_an_administrator_from_the_shell_makes_the_link_void(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    clinic = open_clinic(tmp_path_factory.mktemp("fresh"))
    token = new_set_up_token(clinic)
    users.add_user_from_shell(clinic, "ada", ["administrator"], None, PASSWORD)
    with pytest.raises((WrongState, NotPermitted)):
        set_up(clinic, token, first_administrator("eve", PASSWORD, ""), "Mine", "UTC")
    assert [u.username for u in users.list_users_from_shell(clinic)] == ["ada"]
    clinic.close()
