# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lists of the field's terms that several models share."""

LANGUAGES = [("sq", "Albanian"), ("sr@latin", "Serbian"), ("en", "English")]

# Language of a person → language code of Odoo.
LANGUAGE_CODES = {"sq": "sq_AL", "sr@latin": "sr@latin", "en": "en_US"}

# The first five are “in work”, and the public total counts them all.
WORK_STATUSES = [
    ("employed_formal", "Employed, formal"),
    ("employed_informal", "Employed, informal"),
    ("self_employed", "Self-employed"),
    ("subsidised", "Subsidised or public works"),
    ("apprenticeship", "Paid apprenticeship"),
    ("education", "In education or training"),
    ("seeking", "Unemployed and seeking"),
    ("inactive", "Inactive"),
    ("custody", "In custody"),
    ("abroad", "Moved abroad"),
    ("deceased", "Deceased"),
    ("unknown", "Unknown"),
]
IN_WORK = (
    "employed_formal",
    "employed_informal",
    "self_employed",
    "subsidised",
    "apprenticeship",
)
NOT_IN_WORK = ("seeking", "inactive")

# Verification ladder of an outcome; headlines of the waves use 1 to 3.
VERIFICATIONS = [
    ("1", "Register extract"),
    ("2", "Documents"),
    ("3", "Officer's visit"),
    ("4", "Call"),
    ("5", "NGO statement"),
]

NEED_DOMAINS = [
    ("housing", "Housing"),
    ("papers", "Papers"),
    ("health", "Health"),
    ("psychosocial", "Psychosocial"),
    ("education", "Education"),
    ("income", "Income"),
    ("family", "Family"),
    ("legal", "Legal"),
    ("community", "Community"),
]
NEED_STATUSES = [
    ("none", "No need"),
    ("met", "Met"),
    ("partly", "Partly met"),
    ("unmet", "Unmet"),
]

SERVICE_KINDS = [
    ("accommodation", "Accommodation"),
    ("food_relief", "Food and relief"),
    ("medical", "Medical"),
    ("documents", "Documents"),
    ("legal", "Legal"),
    ("school", "School enrolment and catch-up"),
    ("psychosocial", "Psychosocial"),
    ("recreation", "Recreation"),
    ("mentoring", "Mentoring"),
]
