"""The command line: each command reads its words, makes one call, and turns the answer into a status.

Nothing is decided here. Heavy parts are imported inside the commands, so that a light one stays light.
Errors become one line on standard error: 2 for wrong use, else the refusal's own status.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from dashboard.clinical.errors import ClinicalError
from dashboard.clinical.roles import Role
from dashboard.settings import (
    DEFAULT_PORT,
    DONE,
    FAILED,
    Refused,
    Settings,
    check_clinic_is_there,
    check_data_dir,
    check_practice_dir,
    check_safe_to_serve,
    default_data_dir,
)

if TYPE_CHECKING:
    from dashboard.actions.clinic import Clinic

DataDir = Annotated[
    Path | None, typer.Option(help="Folder of the record.", envvar="CHAIRSIDE_DATA_DIR", file_okay=False)
]
DatabaseUrl = Annotated[
    str | None, typer.Option(help="postgresql://… instead of a file.", envvar="CHAIRSIDE_DATABASE_URL")
]
Host = Annotated[str, typer.Option(help="Address to listen on.", envvar="CHAIRSIDE_HOST")]
Port = Annotated[int, typer.Option(help="0 picks a free one.", envvar="CHAIRSIDE_PORT", min=0, max=65535)]
TlsCert = Annotated[Path | None, typer.Option(help="Certificate chain, PEM.", envvar="CHAIRSIDE_TLS_CERT")]
TlsKey = Annotated[Path | None, typer.Option(help="Its private key, PEM.", envvar="CHAIRSIDE_TLS_KEY")]
BehindProxy = Annotated[
    bool, typer.Option("--behind-proxy", help="A proxy does TLS.", envvar="CHAIRSIDE_BEHIND_PROXY")
]
PlainHttp = Annotated[
    bool, typer.Option("--plain-http", help="Allow clear text.", envvar="CHAIRSIDE_PLAIN_HTTP")
]
Workers = Annotated[int, typer.Option(help="Above 1 with PostgreSQL.", envvar="CHAIRSIDE_WORKERS", min=1)]
DowntimeGroup = Annotated[
    str | None, typer.Option(help="Group that may read downtime sheets.", envvar="CHAIRSIDE_DOWNTIME_GROUP")
]
Username = Annotated[str, typer.Argument(metavar="NAME", help="The name they sign in with.")]
From = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, clinic's zone.")]
To = Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, itself included.")]

commands = typer.Typer(
    name="chairside",
    help="Sessions at the chair: recorded, judged, written up. In a checkout, run.py test runs the tests.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
people = typer.Typer(help="Staff of the clinic.", rich_markup_mode=None)
commands.add_typer(people, name="user")


def main() -> NoReturn:
    """Run the command of this process's arguments and leave with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and give its exit status; without a command it serves."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] != "--help"):
        arguments = ["serve", *arguments]
    try:
        return commands(arguments, prog_name="chairside", standalone_mode=False) or DONE
    except typer.TyperException as wrong:
        return complain(f"{wrong.format_message()} See --help.", wrong.exit_code)
    except Refused as refused:
        return complain(refused.line, refused.status)
    except ClinicalError as refused:
        return complain(refused.detail, FAILED)
    except (typer.Abort, KeyboardInterrupt):
        return complain("Stopped.", FAILED)
    except OSError as failure:
        return complain(f"{failure.strerror or failure}: {failure.filename or 'no file'}.", FAILED)
    except Exception as failure:
        return complain(f"Failed: {type(failure).__name__}: {(str(failure).splitlines() or [''])[0]}", FAILED)


def complain(line: str, status: int) -> int:
    """Put one line on standard error and hand the status on."""
    sys.stderr.write(" ".join(f"chairside: {line}".split()) + "\n")
    return status


# Serving


@commands.command()
def serve(
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    host: Host = "127.0.0.1",
    port: Port = DEFAULT_PORT,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    behind_proxy: BehindProxy = False,
    plain_http: PlainHttp = False,
    workers: Workers = 1,
    downtime_group: DowntimeGroup = None,
) -> int:
    """Serve the clinic (the same as no command)."""
    settings = Settings(
        data_dir=data_dir or default_data_dir(), database_url=database_url, host=host, port=port,
        tls_cert=tls_cert, tls_key=tls_key, behind_proxy=behind_proxy, plain_http=plain_http, workers=workers,
        downtime_group=downtime_group,
    )  # fmt: skip
    check_safe_to_serve(settings)
    check_data_dir(settings)
    from dashboard import app

    return app.serve(settings)


@commands.command()
def demo(
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    host: Host = "127.0.0.1",
    port: Port = DEFAULT_PORT,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    behind_proxy: BehindProxy = False,
    plain_http: PlainHttp = False,
    workers: Workers = 1,
    keep: Annotated[bool, typer.Option("--keep", help="Go on with the last practice data.")] = False,
) -> int:
    """Serve a practice clinic with invented patients, made anew at each start."""
    settings = Settings(
        data_dir=data_dir or default_data_dir(practice=True), database_url=database_url, host=host, port=port,
        tls_cert=tls_cert, tls_key=tls_key, behind_proxy=behind_proxy, plain_http=plain_http, workers=workers
    )  # fmt: skip
    check_safe_to_serve(settings)
    check_practice_dir(settings)
    from dashboard import app

    return app.serve(settings, practice=True, keep=keep)


# Staff


@people.command("add")
def add_user(
    username: Username,
    role: Annotated[list[Role], typer.Option(help="May be given more than once.")],
    display_name: Annotated[str | None, typer.Option(help="As shown on screens and notes.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Add a person; takes effect at once, beside a running server too."""
    password = read_password(password_stdin)
    with opened(data_dir, database_url) as clinic:
        from dashboard.actions import users

        users.add_user_from_shell(clinic, username, [str(one) for one in role], display_name, password)
    typer.echo(f"Added {username}.")


@people.command("disable")
def disable_user(username: Username, data_dir: DataDir = None, database_url: DatabaseUrl = None) -> None:
    """Take a person's access away, at once; what they recorded stays."""
    with opened(data_dir, database_url) as clinic:
        from dashboard.actions import users

        users.disable_user_from_shell(clinic, username)
    typer.echo(f"Disabled {username}.")


@people.command("list")
def list_users(data_dir: DataDir = None, database_url: DatabaseUrl = None) -> None:
    """List everybody: name, shown name, roles, disabled or not; parted by tabs."""
    with opened(data_dir, database_url) as clinic:
        from dashboard.actions import users

        for person in users.list_users_from_shell(clinic):
            roles, state = ",".join(person.roles), "disabled" if person.disabled_at else "active"
            typer.echo(f"{person.username}\t{person.display_name}\t{roles}\t{state}")


def read_password(from_stdin: bool) -> str:
    """The first line of standard input, or asked twice at a terminal."""
    if not from_stdin:
        if not sys.stdin.isatty():
            raise typer.BadParameter("give --password-stdin and the password on standard input.")
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    try:
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise typer.BadParameter("the password on standard input is not UTF-8.") from None


# The record


@commands.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False)],
    session: Annotated[str, typer.Option(help="Id of the session.")],
    as_user: Annotated[str, typer.Option("--as", metavar="USER", help="Who enters the sheet.")],
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> int:
    """Enter a paper or downtime sheet late; running it again stores nothing twice."""
    with opened(data_dir, database_url, must_exist=True) as clinic:
        from dashboard.actions import imports

        return imports.import_file(clinic, file, session, as_user, typer.echo)


@commands.command()
def export(
    format_code: Annotated[str, typer.Option("--format", help="csv or csv_wide.")],
    from_day: From,
    to_day: To,
    purpose: Annotated[str, typer.Option(help="Why; kept in the audit trail.")],
    out: Annotated[Path, typer.Option(help="File to write.", dir_okay=False)],
    deidentified: Annotated[bool, typer.Option("--deidentified", help="Without identities.")] = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Export the sessions of a range of dates."""
    with opened(data_dir, database_url, must_exist=True) as clinic, progress_bar("Exporting") as progress:
        from dashboard.actions import exports

        exports.export_from_shell(
            clinic, format_code, from_day.date(), to_day.date(), deidentified, purpose, out, progress
        )
    typer.echo(f"Wrote {out}.")


@commands.command()
def verify(data_dir: DataDir = None, database_url: DatabaseUrl = None) -> int:
    """Check the database and the audit chain."""
    with opened(data_dir, database_url, must_exist=True, migrate=False) as clinic:
        from dashboard.actions import audit

        outcome = audit.verify(clinic)
    if not outcome.ok:
        return complain(f"The audit chain is broken at entry {outcome.first_bad}.", FAILED)
    typer.echo(f"The audit chain is whole: {outcome.rows} entries, head {outcome.head}.")
    return DONE


@commands.command()
def migrate(data_dir: DataDir = None, database_url: DatabaseUrl = None) -> None:
    """Bring the database to this version of Chairside."""
    settings = Settings(data_dir=data_dir or default_data_dir(), database_url=database_url)
    check_data_dir(settings)
    from dashboard import app

    app.migrate(settings)
    typer.echo("The database fits this version.")


@contextmanager
def opened(
    data_dir: Path | None, database_url: str | None, must_exist: bool = False, migrate: bool = True
) -> Iterator["Clinic"]:
    """The clinic of these options, closed at the end."""
    settings = Settings(data_dir=data_dir or default_data_dir(), database_url=database_url)
    if must_exist:
        check_clinic_is_there(settings)
    check_data_dir(settings)
    from dashboard import app

    with app.open_clinic(settings, migrate=migrate) as clinic:
        yield clinic


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, moved by calls with (rows done, rows in all)."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield move
