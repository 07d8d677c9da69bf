"""Set-up, signing in and out, oneself, and the clinic's people."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field
from starlette.responses import Response

from dashboard.actions import contacts, users
from dashboard.actions import sign_in as signing
from dashboard.api.clinic_answers import actor_answer, user_answer
from dashboard.api.door import Call, Header, Nothing, Pool, Rule, json_response
from dashboard.api.fields import Body, Code, LongText, Words
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.people import Contact
from dashboard.clinical.roles import Permission, Role
from dashboard.web.identity import forget, keep_signed_in, token_of_request

RoleCode = Annotated[Role, Field(strict=False)]


class ClinicNameBody(Body):
    """The clinic that is set up."""

    name: LongText
    time_zone: Code


class SetUpBody(Body):
    """The first administrator and the clinic's name."""

    token: Code
    username: LongText
    password: LongText
    display_name: LongText = ""
    clinic: ClinicNameBody


class SignInBody(Body):
    """Name and password."""

    username: LongText
    password: LongText


class PasswordBody(Body):
    """One's present password and the new one."""

    current_password: LongText
    new_password: LongText


class UserBody(Body):
    """A person to add; `role` stands for one role."""

    username: LongText
    password: LongText
    display_name: LongText = ""
    roles: list[RoleCode] = Field(default_factory=list, max_length=10)
    role: RoleCode | None = None


class ContactBody(Body):
    """How a person is named and reached on forms; what is left out is emptied."""

    first_name: Words = ""
    last_name: Words = ""
    phone: Words = ""
    email: Words = ""


class UserChangeBody(Body):
    """What to change about a person; unnamed stays."""

    display_name: LongText | None = None
    roles: list[RoleCode] | None = Field(default=None, max_length=10)
    role: RoleCode | None = None
    disabled: bool | None = None
    password: LongText | None = None
    contact: ContactBody | None = None


def set_up(call: Call[SetUpBody]) -> Any:
    """Make the first administrator, once, with the token of the set-up link."""
    body = call.body
    new = signing.first_administrator(body.username, body.password, body.display_name)
    try:
        user = signing.set_up(call.clinic, body.token, new, body.clinic.name, body.clinic.time_zone)
    except InvalidEntry as error:
        raise _within_clinic(error) from None
    return {"user": user_answer(user)}


def _within_clinic(error: InvalidEntry) -> InvalidEntry:
    """The clinic's details stand one level deeper in this body."""
    deeper = {"name": "clinic.name", "time_zone": "clinic.time_zone"}
    return InvalidEntry([FieldError(deeper.get(e.field, e.field), e.code, e.message) for e in error.errors])


def sign_in(call: Call[SignInBody]) -> Response:
    """Sign in: the answer sets the session's cookie and names the token for changes."""
    signed_in = signing.sign_in(call.clinic, call.body.username, call.body.password, call.address)
    answer = {"user": actor_answer(signed_in.actor), "csrf_token": signed_in.csrf_token}
    response = json_response(answer)
    keep_signed_in(call.request, response, signed_in)
    return response


def sign_out(call: Call[Nothing]) -> Response:
    """End this sign-in."""
    signing.sign_out(call.clinic, call.actor, token_of_request(call.request))
    response = json_response({"signed_out": True})
    forget(call.request, response)
    return response


def me(call: Call[Nothing]) -> Any:
    """Who is signed in, and the token for changes."""
    return {"user": actor_answer(call.actor), "csrf_token": call.request.scope["state"]["csrf_token"]}


def own_contact(call: Call[Nothing]) -> Any:
    """How one is named and reached on forms."""
    return asdict(contacts.own_contact(call.clinic, call.actor))


def change_own_contact(call: Call[ContactBody]) -> Any:
    """Write how one is named and reached on forms."""
    contact = Contact(**call.body.model_dump())
    return asdict(contacts.change_own_contact(call.clinic, call.actor, contact))


def change_password(call: Call[PasswordBody]) -> Any:
    """Set one's own password."""
    body = call.body
    users.change_own_password(
        call.clinic, call.actor, body.current_password, body.new_password,
        address=call.address, token=token_of_request(call.request),
    )  # fmt: skip
    return {"user": actor_answer(call.actor)}


def list_users(call: Call[Nothing]) -> Any:
    """All people, disabled ones too."""
    found = users.list_users(call.clinic, call.actor)
    return {"items": [user_answer(user) for user in found], "next": None}


def add_user(call: Call[UserBody]) -> Any:
    """Add a person."""
    body = call.body
    roles = frozenset(body.roles) | ({body.role} if body.role else frozenset())
    new = users.NewUser(body.username, body.display_name, roles, body.password)
    return user_answer(users.add_user(call.clinic, call.actor, new, call.once(user_answer)))


def change_user(call: Call[UserChangeBody]) -> Any:
    """Change a person; disabling or a new password signs them out everywhere."""
    body = call.body
    roles = None if body.roles is None else frozenset(body.roles)
    if body.role is not None:
        roles = (roles or frozenset()) | {body.role}
    contact = None if body.contact is None else Contact(**body.contact.model_dump())
    change = users.UserChange(
        display_name=body.display_name, roles=roles, disabled=body.disabled, password=body.password,
        contact=contact,
    )  # fmt: skip
    return user_answer(users.change_user(call.clinic, call.actor, call.ids["user_id"], change))


def list_staff(call: Call[Nothing]) -> Any:
    """People who can be named on a session."""
    found = users.list_staff(call.clinic, call.actor)
    return {"items": [actor_answer(user.actor()) for user in found], "next": None}


RULES = (
    Rule(
        method="POST", path="/setup", handler=set_up, body=SetUpBody, permission=None, status=201,
        pool=Pool.PASSWORD,
    ),
    Rule(
        method="POST", path="/sign-in", handler=sign_in, body=SignInBody, permission=None, pool=Pool.PASSWORD
    ),
    Rule(
        method="POST", path="/sign-out", handler=sign_out, permission=Permission.SIGNED_IN, pool=Pool.WRITE
    ),
    Rule(method="GET", path="/me", handler=me, permission=Permission.SIGNED_IN),
    Rule(method="GET", path="/me/contact", handler=own_contact, permission=Permission.SIGNED_IN),
    Rule(
        method="PATCH", path="/me/contact", handler=change_own_contact, body=ContactBody,
        permission=Permission.SIGNED_IN, pool=Pool.WRITE,
    ),
    Rule(
        method="POST", path="/me/password", handler=change_password, body=PasswordBody,
        permission=Permission.SIGNED_IN, pool=Pool.PASSWORD,
    ),
    Rule(method="GET", path="/users", handler=list_users, permission=Permission.MANAGE_PEOPLE),
    Rule(
        method="POST", path="/users", handler=add_user, body=UserBody, status=201,
        permission=Permission.MANAGE_PEOPLE, key=Header.TAKEN, pool=Pool.PASSWORD,
    ),
    Rule(
        method="PATCH", path="/users/{user_id}", handler=change_user, body=UserChangeBody,
        permission=Permission.MANAGE_PEOPLE, pool=Pool.PASSWORD,
    ),
    Rule(method="GET", path="/staff", handler=list_staff, permission=Permission.VIEW_RECORDS),
)  # fmt: skip
