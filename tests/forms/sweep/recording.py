"""What is written down of each try."""

import traceback

from webclient.errors import ClientRefusal, ServerError

# The classes by which the server says *no*; anything else is an error of its own.
REFUSALS = (
    "AccessError", "UserError", "ValidationError", "MissingError", "RedirectWarning",
    "AccessDenied",
)
CLIENT = "client"
SERVER = "server"
ANSWERS = (ServerError, ClientRefusal)
LONGEST_MESSAGE = 600
LONGEST_DEBUG = 3000


def kind_of(error):
    """``client``, a class of refusal, or ``server`` for an error."""
    if isinstance(error, ClientRefusal):
        return CLIENT
    last = error.name.rsplit(".", 1)[-1]
    return last if last in REFUSALS else SERVER


def text_of(error):
    """What the person reads; of an error of the server, its class as well."""
    if not isinstance(error, ServerError):
        return str(error)
    if kind_of(error) == SERVER:
        return f"{error.name.rsplit('.', 1)[-1]}: {error.message}"
    return error.message


class Recorder:
    """The tries of one role; ``where`` is said of each of them."""

    def __init__(self, role, out):
        self.role, self.out, self.where = role, out, {}

    def note(self, step, what, verdict, raised=None, **extra):
        """Write one try down.

        :param verdict: ``works``, ``refused``, ``novalue``, ``broken`` (the emulation
            itself) or ``absent`` (the screen does not offer it)
        """
        line = {
            "role": self.role, **self.where, "step": step, "what": what,
            "verdict": verdict,
        }
        if isinstance(raised, ANSWERS):
            line["error"], line["message"] = kind_of(raised), text_of(raised)[:LONGEST_MESSAGE]
            if line["error"] == SERVER:
                line["debug"] = raised.debug[-LONGEST_DEBUG:]
        elif raised is not None:
            line["error"], line["message"] = type(raised).__name__, str(raised)
            line["debug"] = "".join(traceback.format_exception(raised))[-LONGEST_DEBUG:]
        line.update(extra)
        self.out.append(line)

    def attempt(self, step, what, function, **extra):
        """Do it and write down how it went: (whether it worked, result or error)."""
        ok, result = self.outcome(function)
        if ok:
            self.note(step, what, "works", **extra)
        else:
            self.failed(step, what, result, **extra)
        return ok, result

    def failed(self, step, what, error, **extra):
        verdict = "refused" if isinstance(error, ANSWERS) else "broken"
        self.note(step, what, verdict, error, **extra)

    @staticmethod
    def outcome(function):
        """(whether it worked, result or error), written down nowhere."""
        try:
            return True, function()
        except Exception as error:
            # A fault of the emulation is a finding as well: none may be lost.
            return False, error
