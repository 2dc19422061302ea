# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Persons, their cases, what is done for them and around them."""

from . import arrivals, cases, notes, outcomes, people, services, trust

#: in the order in which they are planned
STAGES = (people, cases, services, arrivals, notes, outcomes, trust)
