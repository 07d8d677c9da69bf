"""Log lines as JSON on standard error: what was asked and how it went, never a value or a name."""

import logging
import sys
from types import TracebackType

import structlog

log = structlog.get_logger("chairside")


def start_logging() -> None:
    """Send our own lines and those of the libraries to standard error, one JSON object a line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryLines()], force=True)


class LibraryLines(logging.Handler):
    """Libraries' log records, without their arguments and messages of errors: those can hold values."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record: its template, and of an error the kind and the place."""
        error = record.exc_info[1] if record.exc_info else None
        told = failure(error) if error is not None else {}
        log.log(record.levelno, "library", logger=record.name, template=str(record.msg)[:200], **told)


def failure(error: BaseException) -> dict[str, object]:
    """What may be written of an error: its class and where it happened."""
    return {"error": type(error).__name__, "at": _places(error.__traceback__)}


def _places(trace: TracebackType | None, most: int = 6) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        module = trace.tb_frame.f_globals.get("__name__", "?")
        places.append(f"{module}.{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-most:]
