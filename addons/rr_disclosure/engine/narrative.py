# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Scan a report's narrative for numbers beside words that name a category.

"Two women in Gjilan found work" gives away what a table withholds. The
scanner finds numbers, in digits or in words, near category words in English,
Albanian and Serbian (Latin or Cyrillic). It points; a person decides.
"""

import re
import unicodedata
from dataclasses import dataclass

CATEGORY_WORDS = {
    "en": (
        "woman women man men girl girls boy boys child children minor minors "
        "female females male males wife wives widow widows mother mothers father "
        "fathers returnee returnees beneficiary beneficiaries participant "
        "participants person persons people youth adult adults family families "
        "household households municipality region district employed unemployed "
        "trainee trainees graduate graduates donor ngo"
    ),
    "sq": (
        "grua gruaja gra grate burre burri burra burrat vajze vajza vajzat djale "
        "djem djemte femije femija femijet femijeve i-mitur te-mitur femer femra "
        "mashkull meshkuj nene nena baba i-kthyer te-kthyer te-kthyerit perfitues "
        "perfituesi perfituesit perfituesve pjesemarres pjesemarresit person "
        "persona personat persone njerez te-rinj familje familja familjet "
        "komune komuna rajon rajoni i-punesuar te-punesuar te-papune trajnim "
        "kursant kursante donator ojq"
    ),
    "sr": (
        "zena zene zenu zenama muskarac muskarca muskarci muskaraca devojcica "
        "devojcice decak decaka decaci dete deca dece deci maloletnik maloletnika "
        "majka majke otac povratnik povratnika povratnici povratnica povratnice "
        "korisnik korisnika korisnici korisnica korisnice ucesnik ucesnika "
        "ucesnici osoba osobe osoba lice lica ljudi mladi mladih porodica "
        "porodice opstina opstine opstini region regiona regionu zaposlen "
        "zaposlena zaposleni zaposlenih nezaposlen nezaposlenih polaznik "
        "polaznika polaznici donator donatora nvo"
    ),
}
NUMBER_WORDS = {
    "en": (
        "one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen twenty single both "
        "half dozen pair none"
    ),
    "sq": (
        "nje dy tre tri kater pese gjashte shtate tete nente dhjete njembedhjete "
        "dymbedhjete trembedhjete njezet vetem dyzet tridhjete asnje gjysma"
    ),
    "sr": (
        "jedan jedna jedno jednu dva dve dvoje tri troje cetiri cetvoro pet petoro "
        "sest sedam osam devet deset jedanaest dvanaest trinaest dvadeset samo "
        "nijedan nijedna nijedno pola"
    ),
}
_CYRILLIC = dict(
    zip(
        "абвгдежзијклмнопрстћуфхцчш",
        "a b v g d e z z i j k l m n o p r s t c u f h c c s".split(),
        strict=True,
    )
) | {"ђ": "dj", "љ": "lj", "њ": "nj", "џ": "dz"}
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:\s?%)?|[^\W\d_]+(?:-[^\W\d_]+)*")
_YEAR = re.compile(r"(19|20)\d\d$")


@dataclass(frozen=True)
class Hit:
    """A number near a category word. start, end: offsets in the text."""

    number: str
    word: str
    start: int
    end: int
    excerpt: str


def fold(text):
    """Lower case without diacritics, Cyrillic as Latin."""
    text = "".join(_CYRILLIC.get(letter, letter) for letter in text.lower())
    text = text.replace("đ", "dj")
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", text)
        if not unicodedata.combining(letter)
    )


def scan(text, extra_words=(), distance=6):
    """Hits in a narrative, in the order of the text.

    text: plain text. extra_words: further category names, e.g. those of the
    regions and municipalities. distance: words between number and category.
    Dates' years are no counts; a percentage beside a category word is a hit.
    """
    words = set()
    for listed in CATEGORY_WORDS.values():
        words.update(listed.split())
    names = [fold(word).split() for word in extra_words]
    words.update(part for parts in names for part in parts if len(part) > 2)
    numbers = set()
    for listed in NUMBER_WORDS.values():
        numbers.update(listed.split())
    tokens = [
        (fold(match.group()), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]
    marks = [number for number, token in enumerate(tokens) if _is_word(token, words)]
    # "të kthyer", "i punësuar": the article is a word of its own.
    for number in range(len(tokens) - 1):
        if f"{tokens[number][0]}-{tokens[number + 1][0]}" in words:
            marks.append(number)
    hits = []
    for number, (token, start, end) in enumerate(tokens):
        is_number = token[0].isdigit() and not _YEAR.match(token)
        if not is_number and token not in numbers:
            continue
        near = [mark for mark in marks if 0 < abs(mark - number) <= distance]
        if near:
            mark = min(near, key=lambda n: abs(n - number))
            _, left, right = tokens[mark]
            excerpt = text[max(0, min(start, left) - 20) : max(end, right) + 20]
            hits.append(
                Hit(
                    text[start:end].strip(),
                    text[left:right],
                    start,
                    end,
                    " ".join(excerpt.split()),
                )
            )
    return hits


def _is_word(token, words):
    return token[0] in words
