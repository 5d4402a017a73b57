"""What the bot writes down about itself: readable on a terminal, one JSON object a line elsewhere.

No message of anybody's stands in it: libraries that would write them are kept quiet, and tracebacks come
without the values of variables.
"""

import logging
import sys

import structlog


def set_up(*, verbose: bool = False) -> None:
    """Send every log to standard error; `verbose` adds what helps to find a fault."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering()],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    for library in ("aiohttp", "aiosqlite", "asyncio", "peewee"):
        logging.getLogger(library).setLevel(logging.WARNING)
    # What it finds malformed it writes out, the words and the keys in it too.
    logging.getLogger("nio").setLevel(logging.CRITICAL)


def _rendering() -> tuple[structlog.typing.Processor, ...]:
    if sys.stderr.isatty():
        return (structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),)
    return (
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    )
