"""The process of one write: a request on stdin, what came of it on stdout.

It ends itself when it takes too long, except while it publishes: from there on a write is only
ever finished.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import sqlite3
import sys
from dataclasses import asdict

from chantier.errors import ChantierError
from chantier.sandbox import confine, ignore_stop_signals, kill_self_after, name_process
from chantier.store.storage import storage_error
from chantier.updates.messages import error_as_json, settings_from_json
from chantier.updates.perform import perform
from chantier.updates.request import WriteRequest

MAX_FILES = 1024
"""File descriptors: a version on disk takes some hundreds of them while it is written."""


def main() -> None:
    """Do the write that stdin describes; it may come much later, or never."""
    name_process("chantier-next")
    described = sys.stdin.buffer.read()
    if not described:  # the process that started this is gone
        return
    name_process("chantier-write")
    ignore_stop_signals()  # the web process that waits for it is stopped, and lets it finish
    message = json.loads(described)
    settings = settings_from_json(message["settings"])
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = MAX_FILES if most == resource.RLIM_INFINITY else min(MAX_FILES, most)
    confine(settings.query_memory_bytes, files, message.get("parent", 0))

    def watch(begins: bool) -> None:
        kill_self_after(settings.max_query_seconds if begins else 0)

    try:
        result = asdict(perform(settings, WriteRequest.from_json(message["request"]), watch))
    except MemoryError:
        os.abort()  # as the engine does when it finds no more memory
    except ChantierError as error:
        result = {"error": error_as_json(error)}
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            os.abort()  # a file found no room in its address space
        known = storage_error(error)
        if known is None:
            raise
        result = {"error": error_as_json(known)}
    sys.stdout.write(json.dumps(result))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
    os._exit(0)
