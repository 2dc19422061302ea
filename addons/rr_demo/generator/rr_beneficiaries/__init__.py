# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import arrivals, case_acts, cases, diary, notes, outcomes, people, services, trust
