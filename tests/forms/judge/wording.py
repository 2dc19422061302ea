"""Messages: which nobody can act on, and what is left of one without its particulars."""

import re

# Pattern → why nobody can act on such a message.
UNUSABLE = (
    (r"^Uh-oh!", "a joke on record rules"),
    (r"^You are not allowed to", "a technical text on rights"),
    (r"do not have enough rights to access the field", "a technical text on a field"),
    (r"Missing required value for the field", "a database's text on a missing value"),
    (r"troublemaker is", "a database's text on a reference"),
    (r"\bModel: ", "names a model"),
    (r"\b[a-z]+_[a-z_]+\b(?!\.\w)", "a technical name"),
    (r"^Expected singleton|None”", "a programmer's text"),
    (r"^The operation cannot be completed: This is set by", "a text on how it is written"),
)

# The product's own ways to say that one may not.
OF_ANOTHER_ROLE = re.compile(r"belongs to another role|” is a step of: ")

LONGEST = 100
PLACEHOLDERS = (
    (r"\bSorry, [^(]*\(", "Sorry, # ("),
    # What stands in quotation marks is a name or something typed.
    (r"[“„\"][^”“\"]*[”“\"]", "“#”"),
    (r"«[^»]*»", "“#”"),
    (r"\bProbe\b[ \w]*", "#"),
    # Codes: words with a digit in them, with their strokes.
    (r"[\w./’-]*\d[\w.,:/%’-]*", "#"),
    (r"\([^()]*#[^()]*\)", "(#)"),
    (r"#([ ,;·–-]*#)+", "#"),
)


def why_unusable(message):
    """The reason for which nobody can act on a message, or ``None``."""
    for pattern, reason in UNUSABLE:
        if re.search(pattern, message):
            return reason
    return None


def normal(message):
    """A message without codes, names, numbers and dates, cut to a length."""
    text = " ".join((message or "").split())
    for pattern, placeholder in PLACEHOLDERS:
        text = re.sub(pattern, placeholder, text)
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"
