"""What one start of Chairside is told: where the record lies, and where and how to serve.

Values come from the command line (cli.py reads CHAIRSIDE_… variables there too); this module checks
them and finds the folders that come with the program. Standard library only.
"""

import contextlib
import ipaddress
import os
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent
DEFAULT_PORT = 8050
PRACTICE_MARK = "PRACTICE"

DONE = 0
FAILED = 1
WRONG_USE = 2
UNSAFE = 3


class Refused(Exception):
    """A start or command that stops with an exit status and one clear line.

    status: 1 for anything that went wrong, 3 where going on would not be safe.
    """

    def __init__(self, status: int, line: str) -> None:
        super().__init__(line)
        self.status = status
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One start's settings; `database_url` None means the SQLite file in `data_dir`."""

    data_dir: Path
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    tls_cert: Path | None = None
    tls_key: Path | None = None
    behind_proxy: bool = False
    plain_http: bool = False
    workers: int = 1
    downtime_group: str | None = None

    @property
    def uses_postgresql(self) -> bool:
        """True where the record lies on a PostgreSQL server."""
        return (self.database_url or "").startswith(("postgresql:", "postgresql+", "postgres:"))

    @property
    def has_tls(self) -> bool:
        """True where this server speaks TLS itself."""
        return self.tls_cert is not None

    @property
    def url(self) -> str:
        """The address people open, e.g. `http://127.0.0.1:8050`."""
        return self.url_on(self.port)

    def url_on(self, port: int) -> str:
        """The same for the port that was really taken, which differs when the setting is 0."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.has_tls else 'http'}://{host}:{port}"


def in_checkout() -> bool:
    """True in the project's folder, False in an installed wheel."""
    return (PROJECT / "run.py").is_file() and (PROJECT / "assets").is_dir()


def default_data_dir(practice: bool = False) -> Path:
    """`data/clinic` or `data/practice` beside the project; for an installed wheel in the working folder."""
    place = PROJECT if in_checkout() else Path.cwd()
    return place / "data" / ("practice" if practice else "clinic")


def assets_dir() -> Path:
    """The folder of style sheets and scripts that the server gives out."""
    return PROJECT / "assets" if in_checkout() else PACKAGE / "_bundled" / "assets"


def reference_dir() -> Path:
    """The folder of shipped protocols and threshold sets."""
    return PROJECT / "data" / "reference" if in_checkout() else PACKAGE / "_bundled" / "reference"


def check_safe_to_serve(settings: Settings) -> None:
    """Refuse, with status 3, to serve in a way that would show the record or harm it."""
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise Refused(UNSAFE, "TLS needs both --tls-cert and --tls-key; one of them is missing.")
    for path in filter(None, [settings.tls_cert, settings.tls_key]):
        if not path.is_file():
            raise Refused(UNSAFE, f"The TLS file {path} is not there.")
    if not (is_loopback(settings.host) or settings.has_tls or settings.behind_proxy or settings.plain_http):
        raise Refused(
            UNSAFE,
            f"Serving on {settings.host} without TLS would send passwords and records in clear text: "
            "give --tls-cert and --tls-key, or say --behind-proxy (a proxy does TLS) or --plain-http.",
        )
    if settings.workers > 1 and not settings.uses_postgresql:
        raise Refused(UNSAFE, "--workers above 1 needs PostgreSQL: give --database-url postgresql://…")


def is_loopback(host: str) -> bool:
    """True for an address that only this machine can reach."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    return False


def check_data_dir(settings: Settings) -> None:
    """Make the data folder, readable for this account alone, and refuse when nothing can be stored there."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=settings.data_dir):
            pass
    except OSError as error:
        raise Refused(
            FAILED,
            f"Cannot write in the data folder {settings.data_dir} ({error.strerror}): "
            "let this account write there, or name another with --data-dir.",
        ) from error


def downtime_gid(settings: Settings) -> int | None:
    """The number of the group that may read the downtime sheets; None when the clinic names none.

    The data folder is opened to it for passing through only. A group that is not there, or that this account
    may not give files to, is refused with status 3.
    """
    name = settings.downtime_group
    if not name:
        return None
    try:
        import grp

        gid = grp.getgrnam(name).gr_gid
    except (ImportError, KeyError):
        raise Refused(
            UNSAFE, f"There is no group {name} on this machine: mend --downtime-group, or leave it out."
        ) from None
    try:
        os.chown(settings.data_dir, -1, gid)
        settings.data_dir.chmod(0o710)
    except OSError as error:
        raise Refused(
            UNSAFE,
            f"This account may not give {settings.data_dir} to the group {name} ({error.strerror}): "
            "make the account a member of it, or leave --downtime-group out.",
        ) from error
    return gid


def check_clinic_is_there(settings: Settings) -> None:
    """Refuse when the data folder is missing: a mistyped path must not found a second, empty clinic."""
    if not settings.uses_postgresql and not settings.data_dir.is_dir():
        raise Refused(FAILED, f"There is no clinic in {settings.data_dir}: mend --data-dir.")


def check_practice_dir(settings: Settings) -> None:
    """Refuse, with status 3, a data folder that practice did not make: practice data are made anew.

    An empty or missing folder is taken and marked.
    """
    mark = settings.data_dir / PRACTICE_MARK
    if settings.data_dir.is_dir() and not mark.exists() and any(settings.data_dir.iterdir()):
        raise Refused(
            UNSAFE,
            f"{settings.data_dir} is not a practice folder, and demo would replace what is in it: "
            "name an empty one with --data-dir.",
        )
    check_data_dir(settings)
    mark.touch()


def bind(settings: Settings) -> socket.socket:
    """The listening socket, taken before anything slow is built; a taken port is refused with status 1."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host.strip("[]"), settings.port))
    except OSError as error:
        listener.close()
        raise Refused(
            FAILED,
            f"Cannot listen on {settings.host} port {settings.port} ({error.strerror}): "
            "stop what uses it, or choose another with --port.",
        ) from error
    listener.set_inheritable(True)
    return listener
