"""Of which model an expression's records are, as far as the source tells."""

import ast

# Methods of every recordset that give back records of the same model.
SAME_MODEL = frozenset(
    "sudo with_user with_context with_company with_env with_prefetch with_lang browse "
    "search search_fetch create new filtered filtered_domain sorted exists copy concat "
    "union _origin _filtered_access ensure_one".split()
)
WITH_RECORD = ("filtered", "sorted", "mapped", "grouped")


def constant_of(node):
    """The plain value of a literal; None of anything else."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None


class Types:
    """Guesses the model of an expression inside one function.

    :param models: facts of the models
    :param model: the model whose method the function is, or None
    :param returns: name of a method → model of what it gives back
    """

    def __init__(self, models, model, returns=None):
        self.models, self.model, self.returns = models, model, returns or {}
        self.names = {"self": model} if model else {}

    def learn(self, function):
        """Note what the function's variables hold; who holds two things is unknown."""
        for _round in range(2):  # a variable may be used above where it is assigned
            for node in ast.walk(function):
                if isinstance(node, ast.Assign):
                    for target in node.targets:
                        self._assign(target, node.value)
                elif isinstance(node, ast.For | ast.comprehension):
                    self._assign(node.target, node.iter)
                elif isinstance(node, ast.NamedExpr):
                    self._assign(node.target, node.value)
                elif isinstance(node, ast.Call):
                    self._lambda(node)

    def _assign(self, target, value):
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            if len(target.elts) == len(value.elts):
                for one, other in zip(target.elts, value.elts, strict=True):
                    self._assign(one, other)
            return
        if isinstance(target, ast.Name) and target.id != "self":
            found = self.of(value)
            if found and self.names.get(target.id, found) == found:
                self.names[target.id] = found
            elif found:
                self.names[target.id] = None

    def _lambda(self, call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in WITH_RECORD:
            for argument in call.args:
                if isinstance(argument, ast.Lambda) and argument.args.args:
                    name = argument.args.args[0].arg
                    found = self.of(call.func.value)
                    if found and name != "self":
                        self.names.setdefault(name, found)

    def of(self, node):
        """Model of the records that an expression gives, or None."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript):
            if _is_environment(node.value):
                name = constant_of(node.slice)
                return name if isinstance(name, str) else None
            return self.of(node.value)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.IfExp):
            return self.of(node.body) or self.of(node.orelse)
        if isinstance(node, ast.BinOp):
            return self.of(node.left) or self.of(node.right)
        if isinstance(node, ast.BoolOp):
            return next(filter(None, map(self.of, node.values)), None)
        return None

    def _attribute(self, node):
        if _is_environment(node.value) and node.attr in ("user", "company"):
            return f"res.{'users' if node.attr == 'user' else 'company'}"
        receiver = self.of(node.value)
        if node.attr in SAME_MODEL:
            return receiver
        return self._through(receiver, node.attr)

    def _through(self, model, path):
        """Model at the end of a path of relational fields."""
        for name in path.split("."):
            model = self.models.get(model, {}).get("comodels", {}).get(name)
        return model

    def _call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return self.model
        if not isinstance(node.func, ast.Attribute):
            return None
        receiver = self.of(node.func.value)
        if node.func.attr == "mapped" and node.args:
            path = constant_of(node.args[0])
            return self._through(receiver, path) if isinstance(path, str) else None
        if node.func.attr in SAME_MODEL:
            return receiver
        return self.returns.get(node.func.attr)


def returned(functions, models):
    """What each method gives back, where all of that name give back the same.

    :param functions: list of (model or None, node of the function)
    """
    found = {}
    for model, function in functions:
        given = [n.value for n in ast.walk(function) if isinstance(n, ast.Return)]
        types = Types(models, model)
        if given and all(given):
            types.learn(function)
        kinds = {types.of(value) for value in given if value} or {None}
        found.setdefault(function.name, set()).update(kinds)
    return {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}


def _is_environment(node):
    return (isinstance(node, ast.Name) and node.id == "env") or (
        isinstance(node, ast.Attribute) and node.attr == "env"
    )
