"""Scripts and styles from memory, packed beforehand: our own folder, and the bundles that Dash asks for.

Only the files named when it was built; packing runs in a thread and its results are kept on disk, since
the best packing of plotly's script takes seconds.
"""

import contextlib
import gzip
import hashlib
import mimetypes
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.web.messages import WrongMethod, problem_for

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
PACKABLE = {".js", ".css", ".svg", ".json", ".txt"}
QUICK, BEST = 4, 11
MARK_LENGTH = 12


@dataclass(eq=False)
class File:
    """One file in memory. `packed` maps a content coding to the packed bytes, best known so far."""

    data: bytes
    media_type: str
    sha256: str
    packed: dict[str, bytes] = field(default_factory=dict)

    def in_coding(self, accepted: str) -> tuple[str | None, bytes]:
        """The smallest form that the browser takes."""
        offered = {part.split(";")[0].strip() for part in accepted.lower().split(",")}
        for coding in ("br", "gzip"):
            if coding in offered and coding in self.packed:
                return coding, self.packed[coding]
        return None, self.data


def file_of(path: Path) -> File:
    """Read a file into memory."""
    return file_from(path.read_bytes(), path.suffix)


def file_from(data: bytes, suffix: str) -> File:
    """A file in memory from its content and the suffix that tells its type."""
    media_type = mimetypes.types_map.get(suffix, "application/octet-stream")
    if suffix == ".js":
        media_type = "text/javascript"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return File(data, media_type, hashlib.sha256(data).hexdigest())


class StaticFiles:
    """The table of path and file."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._fingerprint: Callable[[str], tuple[str, bool]] = lambda path: (path, False)

    def add(self, path: str, file: File) -> None:
        """Serve this file under this path."""
        self._files[path] = file

    def add_folder(self, prefix: str, folder: Path) -> None:
        """Serve each file that lies in the folder now."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.add(f"{prefix}/{path.relative_to(folder).as_posix()}", file_of(path))

    def recognise(self, fingerprint: Callable[[str], tuple[str, bool]]) -> None:
        """Take paths with a fingerprint too: the function gives the plain path and whether there was one."""
        self._fingerprint = fingerprint

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._find(path)[0] is not None

    def address(self, path: str) -> str:
        """The path with the mark of its content, under which a browser may keep it for ever."""
        return f"{path}?v={self._files[path].sha256[:MARK_LENGTH]}"

    def names(self, prefix: str, suffix: str) -> list[str]:
        """Paths of this folder and kind, in order of name."""
        return sorted(path for path in self._files if path.startswith(prefix) and path.endswith(suffix))

    def _find(self, path: str) -> tuple[File | None, bool]:
        if path in self._files:
            return self._files[path], False
        plain, marked = self._fingerprint(path)
        return self._files.get(plain), marked

    def answer(self, scope: Scope) -> Response:
        """The answer to a request for a file that is there."""
        if scope["method"] not in ("GET", "HEAD"):
            return problem_for(WrongMethod("A file can only be fetched.")).response()
        file, marked = self._find(scope["path"])
        assert file is not None
        headers = Headers(scope=scope)
        coding, data = file.in_coding(headers.get("accept-encoding", ""))
        tag = f'"{file.sha256[:32]}{"-" + coding if coding else ""}"'
        marked = marked or scope.get("query_string") == f"v={file.sha256[:MARK_LENGTH]}".encode()
        told = {
            "cache-control": IMMUTABLE if marked else REVALIDATE,
            "etag": tag,
            "vary": "accept-encoding",
        }
        if headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=told)
        if coding:
            told["content-encoding"] = coding
        return Response(data, headers=told, media_type=file.media_type)

    def pack(self, cache: Path | None) -> threading.Thread:
        """Pack in the background: at once quickly, then as small as it goes, kept in `cache`."""
        files = [file for path, file in self._files.items() if Path(path).suffix in PACKABLE]
        worker = threading.Thread(target=pack_all, args=(files, cache), name="packing", daemon=True)
        worker.start()
        return worker


class ServeStatic:
    """Answers requests for files; everything else goes on."""

    def __init__(self, app: ASGIApp, files: StaticFiles) -> None:
        self._app = app
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and scope["path"] in self._files:
            scope["state"]["route"] = "static"
            await self._files.answer(scope)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def pack_all(files: Iterable[File], cache: Path | None) -> None:
    """Fill `packed` of each file; smallest files first, so that styles are ready before plotly is."""
    unfinished = []
    for file in sorted(files, key=lambda file: len(file.data)):
        kept = _kept(cache, file)
        if kept is None:
            unfinished.append(file)
        file.packed["br"] = kept or brotli.compress(file.data, quality=QUICK)
        file.packed["gzip"] = gzip.compress(file.data, 6, mtime=0)
    for file in unfinished:
        file.packed["br"] = brotli.compress(file.data, quality=BEST)
        _keep(cache, file)


def _kept(cache: Path | None, file: File) -> bytes | None:
    if cache is None:
        return None
    try:
        packed = (cache / f"{file.sha256}.br").read_bytes()
        return packed if brotli.decompress(packed) == file.data else None
    except (OSError, brotli.error):
        return None


def _keep(cache: Path | None, file: File) -> None:
    if cache is None:
        return
    name = cache / f"{file.sha256}.br"
    draft = name.with_suffix(f".{os.getpid()}")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(file.packed["br"])
        draft.replace(name)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
