"""Reads and mends translation files. Runs in the virtual environment, which has polib.

    po_files.py keep FILE…      JSON of what is translated, kept aside before an export
    po_files.py put-back        reads that JSON, puts back what an export lost
    po_files.py count FILE…     lines “FILE TERMS TRANSLATED”
    po_files.py names TEMPLATE… JSON: template → its terms
    po_files.py sample COUNT SEED FILE…
                                JSON: random terms of these files
"""

import json
import random
import sys
from pathlib import Path

import polib

#: Written in place of what an export leaves empty, and of its time of day, which would
#: make every file differ after every export.
HEADER = {
    "Project-Id-Version": "reintegration-register 19.0",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
PLURALS = {
    "sq": "nplurals=2; plural=(n != 1);",
    "sr@latin": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
        "(n%100<10 || n%100>=20) ? 1 : 2);"
    ),
}


def keep(names):
    """Return file → {source: translation}."""
    return {
        name: {e.msgid: e.msgstr for e in polib.pofile(name) if e.translated()}
        for name in names
    }


def put_back(kept, templates):
    """Put back translations that the export lost, and level the files' headers.

    Odoo opens a file for writing before it reads the translations of Python terms
    from it, so that an export loses them.

    :param kept: what :func:`keep` returned
    :param templates: paths of the templates; one without a term is removed, with its
        languages
    """
    for template in map(Path, templates):
        empty = not len(polib.pofile(str(template)))
        for path in [template, *template.parent.glob("*.po")]:
            if empty:
                path.unlink()
                continue
            po = polib.pofile(str(path))
            translations = kept.get(str(path), {})
            for entry in po:
                if not entry.msgstr and entry.msgid in translations:
                    entry.msgstr = translations[entry.msgid]
            language = path.stem if path.suffix == ".po" else None
            po.metadata = dict(HEADER)
            if language:
                po.metadata["Language"] = language
                po.metadata["Plural-Forms"] = PLURALS[language]
            po.header = f" Terms of {path.parent.parent.name}."
            level(po, path.parent.parent.name)
            po.save()
        if empty and not any(template.parent.iterdir()):
            template.parent.rmdir()


def level(po, addon):
    """Put a file's terms into their one order, and drop where in the code they stand.

    Odoo reads of a term of the code that it is one, and of which addon (the line must
    be a number); the name of its file would make every move within the code a change of
    each language, and of two moves at once a conflict.

    :param po: the file as polib has it; its terms are changed in place
    :param addon: the addon whose terms they are
    """
    for entry in po:
        entry.occurrences = sorted({
            (f"code:addons/{addon}", "0") if place.startswith("code:") else (place, "")
            for place, _line in entry.occurrences
        })
    po.sort(key=lambda entry: (entry.obsolete, entry.msgid))


def count(names):
    """Yield file, number of terms, number of those translated."""
    for name in names:
        terms = [entry for entry in polib.pofile(name) if not entry.obsolete]
        yield name, len(terms), sum(entry.translated() for entry in terms)


def sample(names, size, seed):
    """Random terms, each once, of the files taken together.

    :param size: how many; words of fewer than 12 letters and markup are left out, since
        they say little about a translation
    :param seed: the same seed draws the same terms from the same files
    :return: list of ``{"file", "source", "translation"}``
    """
    terms = {}
    for name in sorted(names):
        for entry in polib.pofile(name):
            if entry.translated() and len(entry.msgid) >= 12 and "<" not in entry.msgid:
                terms.setdefault(entry.msgid, (name, entry.msgstr))
    drawn = random.Random(seed).sample(sorted(terms), min(size, len(terms)))
    return [
        {"file": terms[text][0], "source": text, "translation": terms[text][1]}
        for text in drawn
    ]


def main(task, *names):
    if task == "keep":
        print(json.dumps(keep(names)))
    elif task == "put-back":
        put_back(json.load(sys.stdin), names)
    elif task == "count":
        for row in count(names):
            print(*row)
    elif task == "sample":
        print(json.dumps(sample(names[2:], int(names[0]), int(names[1]))))
    elif task == "names":
        print(json.dumps({n: sorted(e.msgid for e in polib.pofile(n)) for n in names}))


if __name__ == "__main__":
    main(*sys.argv[1:])
