# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The steps of a new installation, as data that each addon adds to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step.

    ``label`` and ``why`` are lazily translated; ``role`` is who takes the step and may
    look whether it is done; ``action`` opens where (an external id); ``check`` names a
    method of ``rr.first.steps`` that returns ``(is_done, what there is)``.
    """

    label: object
    why: object
    role: str
    check: str
    action: str = ""
    sequence: int = 50
