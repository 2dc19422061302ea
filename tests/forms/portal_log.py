"""What one user's walk writes down."""

from dataclasses import asdict, dataclass

from portal_answers import texts_of
from portal_forms import pattern
from portal_pages import CODES, LANGUAGES

COUNTED = ("pages", "empty", "filled", "expired", "by GET")


@dataclass(frozen=True)
class Failure:
    """Something that must not be; ``address`` is a pattern, ``what`` says more."""

    kind: str
    role: str
    language: str
    address: str
    what: str


class Log:
    """Failures, answers for the judge of languages, counts by language.

    ``language`` is the one in which the walk is.
    """

    def __init__(self, role, languages=tuple(LANGUAGES)):
        self.role, self.language = role, languages[0]
        # Addresses that are the same in every language
        self.steady = ()
        self.failures, self.answers, self._told = set(), [], set()
        self.counts = {language: dict.fromkeys(COUNTED, 0) for language in languages}

    def count(self, what):
        self.counts[self.language][what] += 1

    def fail(self, kind, address, what=""):
        self.failures.add(
            Failure(kind, self.role, CODES[self.language], pattern(address), what)
        )

    def judge(self, step, address, what, answer, offered=True):
        """Look at an answer as such; its texts are kept for the judge of languages.

        :param offered: whether the address stood on a page, not typed by hand
        """
        status = answer.status_code
        if status >= 500:
            self.fail("server error", address, f"{what}: {answer.error or status}")
        elif answer.is_bare:
            self.fail("bare page", address, f"{what}: {status}")
        elif offered and status in (404, 410):
            self.fail("dead link", address, what)
        elif offered and status == 403:
            self.fail("forbidden", address, what)
        # The same step has the same key in another language
        # (records that a step made have other numbers there)
        key = (step, address if address in self.steady else pattern(address), what)
        if status < 500 and not answer.is_bare and (key, self.language) not in self._told:
            self._told.add((key, self.language))
            self.answers.append({
                "key": key, "address": pattern(address), "language": self.language,
                "texts": texts_of(answer),
            })

    def result(self):
        """As plain values, sorted."""
        return {
            "role": self.role, "counts": self.counts, "answers": self.answers,
            "failures": sorted(map(asdict, self.failures), key=lambda row: [*row.values()]),
        }
