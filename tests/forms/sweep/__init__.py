"""Every role × every menu's action × every step, by the emulated web client.

Each step is recorded as a *try*: a dictionary with ``role``, ``action``, ``model``,
``step``, ``what`` and ``verdict`` (``works``, ``refused``, ``novalue``, ``broken``),
and for a refusal ``error`` and ``message``. Nothing is judged here (``judge/``).
"""
