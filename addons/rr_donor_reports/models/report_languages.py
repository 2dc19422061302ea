# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
#: Languages in which a snapshot holds every text of the catalogues.
LANGUAGES = ("en_US", "sq_AL", "sr@latin")
