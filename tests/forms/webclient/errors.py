"""The two ways in which a person's action is answered with *no*."""


class ClientRefusal(Exception):
    """The client itself refuses, because required fields are empty; nothing is sent.

    :param fields: names of the empty fields
    """

    def __init__(self, fields):
        super().__init__(f"Missing required fields: {', '.join(fields)}")
        self.fields = list(fields)


class ServerError(Exception):
    """The server answered with an error.

    :param name: dotted name of its class, as the browser gets it
    :param message: what the person reads
    :param debug: the traceback
    """

    def __init__(self, name, message, debug=""):
        super().__init__(f"{name}: {message}")
        self.name, self.message, self.debug = name, message, debug
