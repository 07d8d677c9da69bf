"""The key of the audit chain, outside the database and readable for this account alone."""

import contextlib
import os
import secrets
from pathlib import Path

from dashboard.clinical.errors import CannotStore

KEY_LENGTH = 32


def load_or_create_key(data_dir: Path) -> bytes:
    """The 32 bytes of `data_dir/keys/audit.key`, made on the first call; CannotStore when it is damaged."""
    path = data_dir / "keys" / "audit.key"
    if not path.exists():
        _create(path)
    key = path.read_bytes()
    if len(key) != KEY_LENGTH:
        raise CannotStore(f"The audit key {path} is damaged: put it back from a backup.")
    return key


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(KEY_LENGTH))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    # A link never replaces: of two processes that start at once, one key stays and both read it.
    with contextlib.suppress(FileExistsError):
        os.link(unfinished, path)
    unfinished.unlink()
