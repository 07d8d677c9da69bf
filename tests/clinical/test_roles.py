"""Who may do what, as a table."""

import pytest

from dashboard.clinical.errors import NotPermitted
from dashboard.clinical.roles import SYSTEM, Actor, Permission, Role, granted

TABLE = """
permission        | nurse | clinician | administrator
signed_in         | yes   | yes       | yes
view_records      | yes   | yes       | yes
record_reading    | yes   | yes       |
record_event      | yes   | yes       |
correct_record    | yes   | yes       |
manage_session    | yes   | yes       |
edit_patient      | yes   | yes       |
acknowledge_alert | yes   | yes       |
discharge         | yes   | yes       |
add_addendum      | yes   | yes       |
override_gate     |       | yes       |
change_rules_late |       | yes       |
sign_note         |       | yes       |
override_limits   |       | yes       |
approve_rules     |       | yes       |
merge_patients    |       | yes       | yes
manage_rules      |       |           | yes
manage_people     |       |           | yes
manage_clinic     |       |           | yes
manage_rooms      |       |           | yes
export_records    |       |           | yes
read_audit        |       |           | yes
"""
HEAD, *ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
GRANTED = {
    (Role(role), Permission(row[0])): cell == "yes"
    for row in ROWS
    for role, cell in zip(HEAD[1:], row[1:], strict=True)
}


def actor(*roles: Role) -> Actor:
    return Actor("id", "nina", "Nina Brandt", frozenset(roles))


def test_the_table_names_every_permission_and_role() -> None:
    assert {permission for _, permission in GRANTED} == set(Permission)
    assert {role for role, _ in GRANTED} == set(Role)


@pytest.mark.parametrize(("role", "permission"), GRANTED)
def test_a_role_grants_what_the_table_says(role: Role, permission: Permission) -> None:
    assert actor(role).may(permission) is GRANTED[role, permission]


def test_several_roles_grant_together() -> None:
    both = granted([Role.CLINICIAN, Role.ADMINISTRATOR])
    assert both == granted([Role.CLINICIAN]) | granted([Role.ADMINISTRATOR])


def test_without_a_role_nothing_is_granted() -> None:
    assert not any(actor().may(permission) for permission in Permission)
    assert not any(SYSTEM.may(permission) for permission in Permission)


def test_a_refusal_says_what_was_asked() -> None:
    actor(Role.NURSE).require(Permission.RECORD_READING)
    with pytest.raises(NotPermitted, match="sign note"):
        actor(Role.NURSE).require(Permission.SIGN_NOTE)
