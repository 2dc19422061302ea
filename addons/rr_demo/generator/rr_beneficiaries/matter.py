# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record over time: made on a day, changed and taken through steps on later ones."""


class Matter:
    """A record that one user keeps; ``id`` is known once its day was played.

    :param world: the :class:`~..world.World`
    :param login: of the user who acts
    :param model: name of the record's model
    """

    def __init__(self, world, login, model):
        self.world, self.login, self.model = world, login, model
        self.id = None

    def made(self, day, hour=9, **values):
        """Let the record be created.

        :param values: of its fields; what is a function is asked on the day itself, for
            what is not known before
        """
        self.world.on(day, self._make, values, hour=hour)

    def changed(self, day, hour=9, **values):
        """Let values be typed in later."""
        self.world.on(day, self._change, values, hour=hour)

    def step(self, day, name, hour=9):
        """Let the button of a step be pressed."""
        self.world.on(day, self._take, name, hour=hour)

    def _make(self, values):
        values = {name: value() if callable(value) else value
                  for name, value in values.items()}
        self.id = self.world.door(self.login).create(self.model, values)

    def _change(self, values):
        self.world.door(self.login).write(self.model, self.id, values)

    def _take(self, name):
        self.world.door(self.login).step(self.model, self.id, name)
