"""What the user sees: a line per step with its time, and errors with a mend."""

import contextlib
import re
import subprocess
import sys
import threading
import time

# A step that lasts longer shows that it is alive, at this interval in seconds.
TICK_TTY = 1
TICK_LOG = 10


class Fail(Exception):
    """Something the user can mend.

    :param cause: what is wrong, one sentence
    :param mend: what to do about it
    """

    def __init__(self, cause, mend):
        super().__init__(cause)
        self.cause = cause
        self.mend = mend


def say(text=""):
    print(text, flush=True)


class Step:
    """Progress of one step; ``note`` is shown beside the running time."""

    def __init__(self, title):
        self.title = title
        self.note = ""
        self.started = time.monotonic()

    @property
    def elapsed(self):
        return time.monotonic() - self.started

    def line(self, mark):
        note = f" · {self.note}" if self.note else ""
        return f"{mark} {self.title} {self.elapsed:6.1f} s{note}"


def _tick(step, done):
    tty = sys.stdout.isatty()
    while not done.wait(TICK_TTY if tty else TICK_LOG):
        if tty:
            sys.stdout.write("\r\x1b[2K" + step.line("…"))
            sys.stdout.flush()
        else:
            say(step.line("  …"))


@contextlib.contextmanager
def step(title):
    """Print one line for what happens inside, with its time in seconds."""
    current = Step(title)
    done = threading.Event()
    ticker = threading.Thread(target=_tick, args=(current, done), daemon=True)
    ticker.start()
    mark = "✗"
    try:
        yield current
        mark = "✓"
    finally:
        done.set()
        ticker.join()
        clear = "\r\x1b[2K" if sys.stdout.isatty() else ""
        say(clear + current.line(mark))


# What a failing tool prints, and what it means to the user.
KNOWN_CAUSES = (
    (
        r"No space left on device",
        "The disk is full.",
        "Free some space (the set-up needs about 4 GB) and run the command again; "
        "it goes on where it stopped.",
    ),
    (
        r"Temporary failure (in name resolution|resolving)|Could not resolve|"
        r"Name or service not known|Network is unreachable|Connection refused|"
        r"NewConnectionError|Could not connect",
        "There is no network, or the package archive cannot be reached.",
        "Check the connection (and the proxy settings of apt and pip), then run "
        "the command again; what was fetched is kept.",
    ),
    (
        r"Could not get lock|is another process using it",
        "Another program is installing packages right now.",
        "Wait until it has finished and run the command again.",
    ),
    (
        r"dpkg was interrupted",
        "An earlier installation of packages was interrupted.",
        "Run: dpkg --configure -a (as root), then this command again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "A downloaded library is not the one that the lock file names.",
        "Do not use it. Check where pip fetches from; if a library was really "
        "published anew, renew config/requirements.txt on purpose.",
    ),
    (
        r"Permission denied|EACCES",
        "A file or folder may not be read or written.",
        "Run the command as the user who owns this clone.",
    ),
)


def explain(output, what, log=None):
    """The :class:`Fail` for a tool's output: a known cause, or its last lines."""
    for pattern, cause, mend in KNOWN_CAUSES:
        found = re.search(pattern, output)
        if found:
            line = next(li for li in output.splitlines() if found.group(0) in li)
            return Fail(f"{what}: {cause} ({line.strip()[:160]})", mend)
    tail = " / ".join(li.strip() for li in output.splitlines()[-3:] if li.strip())
    where = f"The whole output is in {log}." if log else "Run it again to see more."
    return Fail(f"{what} failed: {tail[:300] or 'no output'}", where)


def run_logged(command, log, what, progress=None, count=None, **kwargs):
    """Run a command into a log file; raise :class:`Fail` when it fails.

    :param progress: the :class:`Step` that shows the counter, if any
    :param count: (regular expression, total or None): matching lines counted
    :return: the command's output
    """
    matched = 0
    lines = []
    with open(log, "w", encoding="utf-8") as sink:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                **kwargs,
            )
        except FileNotFoundError as error:
            raise Fail(
                f"{what}: {error.filename} is not installed.",
                "Install it and run the command again.",
            ) from error
        for line in process.stdout:
            sink.write(line)
            lines.append(line)
            if progress and count and re.search(count[0], line):
                matched += 1
                total = f" of {count[1]}" if count[1] else ""
                progress.note = f"{matched}{total}"
        process.wait()
    output = "".join(lines)
    if process.returncode:
        raise explain(output, what, log)
    return output
