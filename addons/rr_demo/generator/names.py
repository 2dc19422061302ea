# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invented names. Every family name carries the mark ``Demo``."""

FIRST_NAMES = {
    ("sq_AL", "f"): (
        "Arta", "Besa", "Drita", "Elira", "Fatime", "Gentiana", "Hana", "Jeta",
        "Kaltrina", "Liridona", "Majlinda", "Njomza", "Orinda", "Rina", "Shpresa",
        "Teuta", "Valdete", "Vjosa", "Xhevahire", "Zana", "Ardita", "Blerta",
        "Çelnike", "Donjeta", "Ermira", "Flutura", "Lule", "Mirjeta",
    ),
    ("sq_AL", "m"): (
        "Agon", "Besim", "Çlirim", "Dardan", "Edon", "Fatmir", "Gëzim", "Hekuran",
        "Ilir", "Jeton", "Kushtrim", "Luan", "Mentor", "Naim", "Orges", "Petrit",
        "Qëndrim", "Rrahim", "Skënder", "Taulant", "Ukë", "Valon", "Ylber", "Zef",
        "Arbën", "Burim", "Driton", "Flamur",
    ),
    ("sr@latin", "f"): (
        "Ana", "Branka", "Cvijeta", "Dragana", "Đurđica", "Jelena", "Ljiljana",
        "Milica", "Nataša", "Radmila", "Slađana", "Snežana", "Vesna", "Živka",
    ),
    ("sr@latin", "m"): (
        "Bojan", "Časlav", "Dejan", "Đorđe", "Goran", "Jovan", "Ljubiša", "Miloš",
        "Nenad", "Petar", "Saša", "Vladan", "Zoran", "Željko",
    ),
}

# Syllables of no meaning: the names belong to nobody.
_STARTS = (
    "Bre", "Gur", "Lis", "Mal", "Pre", "Shko", "Tre", "Var", "Zal", "Kre", "Dru",
    "Fush", "Lug", "Qer", "Rrez", "Stan", "Thel", "Ujk", "Vesh", "Ara",
)
_MIDDLES = ("ba", "de", "go", "li", "ma", "në", "ra", "shi", "to", "vi")
_ENDS = {"sq_AL": ("aj", "i", "u", "aku", "ushi"), "sr@latin": ("ić", "ović", "ac", "in")}
MARK = "Demo"


def first_name(random, language, sex):
    return random.choice(FIRST_NAMES[language, sex])


def family_name(random, language):
    """An invented family name with its mark, such as ``Bregoaj-Demo``."""
    stem = random.choice(_STARTS) + random.choice(_MIDDLES)
    return f"{stem}{random.choice(_ENDS[language])}-{MARK}"


def personal_number(random, taken):
    """Ten digits that nobody else of this programme has; never a real one's form.

    Real numbers start with 1 or 2; these start with 9.
    """
    while True:
        number = "9" + "".join(random.choice("0123456789") for _ in range(9))
        if number not in taken:
            taken.add(number)
            return number


def phone(random):
    """A telephone number in a block of zeros that no operator has given out."""
    return f"+383 00 {random.randint(100, 999)} {random.randint(100, 999)}"
