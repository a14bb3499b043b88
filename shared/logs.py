"""Logs of one process: JSON lines to standard output.

No texts of errors, no bodies, no addresses: they can hold personal data.
"""

import json
import logging
import sys
from datetime import UTC, datetime

from opentelemetry import trace

_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class _Lines(logging.Formatter):
    """One JSON object a line, with the trace it belongs to."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Give the line. An exception is told by its class and place, never by its text."""
        line: dict[str, object] = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "event": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _STANDARD},
        }
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            line["trace_id"] = f"{span.trace_id:032x}"
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            place = record.exc_info[2]
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            if place is not None:
                line["at_code"] = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}"
        return json.dumps(line, ensure_ascii=False, default=str)


def write_logs(service: str) -> None:
    """Write the process's logs as JSON lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Lines(service))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # HTTP clients write whole addresses, and those of other houses' services may hold what a person typed.
    for noisy in ("aio_pika", "aiormq", "pymongo", "httpcore", "httpcore2", "httpx", "httpx2"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
