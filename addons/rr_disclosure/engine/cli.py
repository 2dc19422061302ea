# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``./rr disclosure IN.json OUT.json``: suppression and audit of a file."""

import json
import os
import sys
import tempfile
from pathlib import Path

from . import inputs
from .model import InputError
from .protect import protect
from .release import pack

BAD_INPUT = 2
REPOSITORY = Path(__file__).resolve().parents[3]


def answer(request, protected):
    """The output document of a protected request.

    A withheld cell carries no value; a blocked table carries no cell.
    """
    cells = []
    withheld = 0
    for number, cell in enumerate(request.cells):
        if cell.table in protected.blocked:
            continue
        if request.form == "atoms":
            shown = {"name": cell.table}
        else:
            shown = {"table": cell.table, "key": dict(cell.key)}
        if number in protected.withheld:
            shown["withheld"] = True
            withheld += 1
        else:
            shown["value"] = cell.value
        cells.append(shown)
    verdict = protected.audit
    return {
        "cells": cells,
        "audit": {
            "safe": verdict.safe,
            "atoms_model": verdict.atoms_model,
            "withheld": withheld,
            "published": len(cells) - withheld,
            "equations": verdict.equations,
            "atoms": verdict.atoms,
        },
        "blocked": [
            {"table": table, "reason": reason}
            for table, reason in protected.blocked.items()
        ],
        "release": pack(request, protected),
    }


def run(document):
    """The output document of an input document. Raises InputError."""
    request = inputs.read(document)
    return answer(request, protect(request))


def _destination(source, path):
    target = Path(path)
    parent = target.resolve().parent
    if not parent.is_dir():
        raise InputError("OUT.json: its folder does not exist")
    if target.is_dir():
        raise InputError("OUT.json: is a folder")
    public = REPOSITORY / "out"
    if parent == public or public in parent.parents:
        raise InputError("OUT.json: a release holds ids and is never kept under out/")
    if target.exists() and target.resolve() == Path(source).resolve():
        raise InputError("OUT.json: is the input file")
    return target.resolve()


def write_private(path, document):
    """Write JSON with mode 600, whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(document, stream, ensure_ascii=False, indent=1)
            stream.write("\n")
        os.chmod(name, 0o600)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def main(arguments):
    """Exit code: 0 written, 2 bad input (one line, nothing written)."""
    if len(arguments) != 2:
        print("usage: disclosure IN.json OUT.json", file=sys.stderr)
        return BAD_INPUT
    source, path = arguments
    try:
        target = _destination(source, path)
        try:
            text = Path(source).read_bytes()
        except OSError as error:
            raise InputError(f"IN.json: {error.strerror}") from None
        document = run(inputs.load(text))
        try:
            write_private(target, document)
        except OSError as error:
            raise InputError(f"OUT.json: {error.strerror}") from None
    except InputError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return BAD_INPUT
    audit = document["audit"]
    print(
        f"{audit['published']} published, {audit['withheld']} withheld, "
        f"{len(document['blocked'])} blocked"
    )
    return 0
