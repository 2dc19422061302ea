"""``./rr demo``: set-up, the demonstration database, sample outputs, the server."""

import datetime
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

from . import lock, odoo, postgres, serve, setup
from .paths import ADDONS, LOGS, ROOT, STAMPS, own_addons
from .ui import Fail, explain, say, step

STAMP = STAMPS / "demo.json"

SEAL = 'env["rr.audit.seal"]._seal()'

# login → what this user is; each has its own name as password
LOGINS = {
    "officer": "case officer",
    "head": "head of division",
    "finance": "finance officer",
    "planner": "finance planner",
    "reporter": "reporting officer",
    "dpo": "data protection officer",
    "ngo": "NGO trainer (portal)",
    "municipality": "municipal focal point (portal)",
    "donor": "donor's contact (portal)",
}


def arguments(name, parser):
    parser.add_argument("--no-serve", action="store_true", help="stop when it is built")
    parser.add_argument("--out", default="out", metavar="DIR",
                        help="folder of the sample outputs (default: out)")
    parser.add_argument("--scale", type=float, default=1, metavar="N",
                        help="1 is the programme as it is, 100 a hundred times that")
    parser.add_argument("--today", metavar="DATE", type=datetime.date.fromisoformat,
                        help="the day on which the demonstration plays (YYYY-MM-DD)")
    parser.add_argument("--seed", type=int, default=163)
    parser.add_argument("--port", type=int, default=serve.DEFAULT_PORT)
    parser.add_argument("--fresh", action="store_true",
                        help="build the database again even if nothing changed")


def code_digest():
    """Changes when anything changes of which the demonstration is made."""
    digest = hashlib.sha256()
    for path in sorted(ADDONS.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(ADDONS)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def shell(cluster, database, script, log, what, progress=None):
    """Run Python in Odoo's shell; lines ``progress: …`` are shown.

    :raise Fail: when the script raises, with its last line
    """
    path = LOGS / log
    # The shell goes on after an exception: the script tells its own end.
    wrapped = f"{script}\nprint('script' + ' ended')\n"
    process = subprocess.Popen(
        odoo.command(cluster, database, "--no-http", "--log-level", "warn",
                     "--shell-interface", "python", sub="shell"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", env=odoo.environment(),
    )
    process.stdin.write(wrapped)
    process.stdin.close()
    lines = []
    with open(path, "w", encoding="utf-8") as sink:
        for line in process.stdout:
            sink.write(line)
            lines.append(line)
            if progress and line.startswith("progress: "):
                progress.note = line.removeprefix("progress: ").strip()
    process.stdout.close()
    process.wait()
    if "script ended\n" not in lines or process.returncode:
        raise explain("".join(lines), what, path)
    return "".join(lines)


def build(cluster, database, scale=1, today=None, seed=163):
    """Make a demonstration database; a half-made one never has its name.

    :return: what :func:`generate` returned
    """
    half = f"{database}_half"
    odoo.install(cluster, half, own_addons())
    made = generate(cluster, half, scale, today, seed)
    odoo.rename(cluster, half, database)
    # After the renaming: a seal's head names its database.
    seal(cluster, database)
    return made


def seal(cluster, database):
    """Seal the trail of a database."""
    shell(cluster, database, SEAL, f"seal-{database}.log", "Sealing the trail")


def generate(cluster, database, scale=1, today=None, seed=163):
    """Fill a database, in which our addons are, with an invented programme.

    :return: who did what and what came of it, for :func:`tell`
    """
    day = (today or datetime.date.today()).isoformat()
    script = (
        "from odoo.addons.rr_demo.generator import generate\n"
        f"generate(env, scale={scale!r}, today={day!r}, seed={seed!r})\n"
        "env.cr.commit()"
    )
    with step(f"Demonstration: a programme at scale {scale:g} on {day}") as progress:
        output = shell(cluster, database, script, f"demo-{database}.log",
                       "Building the demonstration", progress)
    for line in output.splitlines():
        # how fast rows in bulk were made, at a scale that has them
        if line.startswith("rate: "):
            say(f"    {line.removeprefix('rate: ')}")
    return next(
        json.loads(line.removeprefix("made: "))
        for line in output.splitlines() if line.startswith("made: ")
    )


def tell(made):
    """Print who made the demonstration, and how near it is to what was published.

    :param made: what :func:`generate` returned
    """
    say("\nWho made it, by calls that a user can make:")
    for who, one in sorted(made["users"].items(), key=lambda item: -item[1]["calls"]):
        say(f"    {who:16} {one['calls']:6} calls of {one['methods']:3} methods, "
            f"{one['records']:6} records written")
    say("Without a door:")
    for row in made["without_door"]:
        mend = f"issue {row['issue']} opens it" if row["issue"] else "stays"
        say(f"    {row['key']:34} {row['calls']:5} calls, {row['records']:6} records "
            f"· {mend}: {row['reason']}")
    say("Published totals:")
    for row in made["totals"]:
        say(f"    {row['total']:34} published {row['published']:>5}, "
            f"counted {row['counted']:>5}")


def write_outputs(cluster, database, folder):
    """Write the sample outputs of the demonstration into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    script = (
        "from odoo.addons.rr_demo.outputs import write_outputs\n"
        f"write_outputs(env, {str(folder)!r})"
    )
    with step(f"Sample outputs into {folder}") as progress:
        shell(cluster, database, script, "demo-outputs.log",
              "Writing the sample outputs", progress)
    for path in sorted(folder.iterdir()):
        say(f"    {path.name:48} {path.stat().st_size / 1024:8.1f} kB")


def _stamp(options):
    return {
        "code": code_digest(), "scale": options.scale, "seed": options.seed,
        "today": options.today.isoformat() if options.today else None,
    }


def _is_built(cluster, stamp):
    if not STAMP.exists() or not cluster.exists(odoo.DEMO_DATABASE):
        return False
    built = json.loads(STAMP.read_text())
    built.pop("made", None)
    if stamp["today"] is None:
        # any day will do: the date of the demonstration moves on request only
        built["today"] = None
    return built == stamp


def ensure(cluster, options):
    """Build the demonstration unless the one that stands is of this code.

    :return: what :func:`generate` told when it was built
    """
    with lock.exclusive("demo"):
        stamp = _stamp(options)
        if not options.fresh and _is_built(cluster, stamp):
            say(f"  “{odoo.DEMO_DATABASE}” is up to date (--fresh builds it again)")
            return json.loads(STAMP.read_text())["made"]
        STAMP.unlink(missing_ok=True)
        made = build(
            cluster, odoo.DEMO_DATABASE, options.scale, options.today, options.seed
        )
        STAMP.write_text(json.dumps({**stamp, "made": made}))
        return made


def run(options):
    out = Path(options.out)
    out = out if out.is_absolute() else Path.cwd() / out
    if not options.no_serve:
        odoo.check_port(options.port)
    if options.scale <= 0:
        raise Fail("--scale must be above 0.", "Use 1 for the programme as it is.")
    setup.ensure()
    if shutil.disk_usage(ROOT).free < 10**9:
        raise Fail("Less than 1 GB is free on this disk.", "Free some space first.")
    with postgres.running() as cluster:
        made = ensure(cluster, options)
        write_outputs(cluster, odoo.DEMO_DATABASE, out)
        tell(made)
        say("\nLogins (the password is the login):")
        for login, who in LOGINS.items():
            say(f"    {login:14} {who}")
        if options.no_serve:
            say("\n./rr serve serves it at http://127.0.0.1:8069")
            return 0
        return serve.serve(cluster, odoo.DEMO_DATABASE, options.port)
