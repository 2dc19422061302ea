# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Leave that some methods give to others, and that nobody can send from outside."""


class Permit:
    """Leave for a purpose, carried in the context of records.

    RPC carries strings and numbers, never an object: who shows a permit was given it by
    code that holds it. Each purpose has a permit of its own, in the module that owns
    the purpose::

        AMENDING = Permit("amending")
        AMENDING.on(grant).write({"date_end": day})   # who gives it
        if AMENDING.held(self): ...                   # who asks for it

    :param purpose: what it allows, for the reader of a context
    """

    __slots__ = ("_key",)

    def __init__(self, purpose):
        self._key = f"rr_permit_{purpose}"

    def on(self, records):
        """The records, with leave."""
        return records.with_context(**{self._key: self})

    def off(self, records):
        """The records without it: what a write sets off inherits no leave."""
        return records.with_context(**{self._key: None}) if self.held(records) else records

    def held(self, records):
        """Whether these records came with leave."""
        return records.env.context.get(self._key) is self
