# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The planner on a file: ``python -m engine IN.json OUT.json``.

Exit code 0 when the result was written. 2 when the input is refused: one line
on the standard error names the key, and nothing is written. 1 when the result
could not be written.
"""

import contextlib
import errno
import os
import secrets
import sys
from pathlib import Path

from .allocate import compute
from .inputs import InputError, parse, read_plan
from .result import as_text, result_of

USAGE = "usage: rr plan IN.json OUT.json"


def main(arguments):
    """Run the planner on two file names and return the exit code."""
    if len(arguments) != 2:
        return _fail(2, USAGE)
    source, target = (Path(name) for name in arguments)
    try:
        content = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _fail(2, f"rr plan: {source}: is not UTF-8 at byte {error.start}")
    except (OSError, ValueError) as error:
        return _fail(2, f"rr plan: {source}: {_reason(error)}")
    try:
        rows = result_of(compute(read_plan(parse(content))))
    except InputError as error:
        return _fail(2, f"rr plan: {source}: {error}")
    try:
        write(target, as_text(rows))
    except (OSError, ValueError) as error:
        return _fail(1, f"rr plan: {target}: {_reason(error)}")
    return 0


def write(target, content):
    """Write the file whole or not at all: a temporary neighbour is renamed."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a directory")
    if target.exists() and not target.is_file():  # a pipe or a terminal
        target.write_text(content, encoding="utf-8")
        return
    target = target.resolve()  # a link stays a link
    neighbour = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}")
    try:
        with neighbour.open("x", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        neighbour.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            neighbour.unlink()
        raise


def _reason(error):
    return getattr(error, "strerror", None) or str(error)


def _fail(code, message):
    line = " ".join(message.split())
    print(line if line.isprintable() else ascii(line)[1:-1], file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
