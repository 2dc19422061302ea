# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The suppressor's linear program: how far can a target move, at what price?

Every count in play is an element: ``members @ x - up + down = value``. An
element that is published has ``up = down = 0``; one that is withheld may move
down to its floor and up without limit; a price on a movement makes the
program elastic: it withholds what it cannot do without.
"""

import highspy
import numpy as np

TINY = 1e-7


class Elements:
    """The movable system. All arrays are indexed by element.

    members: 0/1 matrix, elements x atoms. values: persons. floor: the least
    value a reader thinks possible when the element is withheld. bounds: list
    of (0/1 row, greatest value) for known totals that are only bounds.
    """

    def __init__(self, members, values, floor, bounds, reach):
        self.count, atoms = members.shape
        stacked = np.vstack([members] + [row[None, :] for row, _ in bounds])
        columns = np.unique(stacked, axis=1) if atoms else stacked
        self.atoms = columns.shape[1]
        self.values = np.asarray(values, dtype=float)
        self.room_down = np.maximum(self.values - floor, 0.0)
        self.reach = reach
        # No limit on paper, but a finite one keeps every optimum a point, so
        # that each passing target has a movement to show for it.
        self.limit = float(self.values.sum() + 1000 * (reach + 1))
        self.right = np.concatenate([self.values, [most for _, most in bounds]])
        self.columns = columns[: self.count]
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("presolve", "off")
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("solver", "simplex")
        self._pass_model(columns, len(bounds))
        self.numbers = np.arange(self.total, dtype=np.int32)
        self.duals = None

    def _pass_model(self, columns, bounds):
        n, m, cells = self.atoms, self.count + bounds, self.count
        self.total = n + 2 * cells
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = self.total, m
        program.col_cost_ = np.zeros(self.total)
        program.col_lower_ = np.zeros(self.total)
        program.col_upper_ = np.concatenate(
            [np.full(n, highspy.kHighsInf), np.zeros(2 * cells)]
        )
        lower = self.right.copy()
        lower[cells:] = -highspy.kHighsInf
        program.row_lower_, program.row_upper_ = lower, self.right
        column, row = np.nonzero(columns.T)
        start = np.searchsorted(column, np.arange(n + 1))
        own = np.arange(cells)
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = np.concatenate(
            [start, start[-1] + np.arange(1, 2 * cells + 1)]
        ).astype(np.int32)
        program.a_matrix_.index_ = np.concatenate([row, own, own]).astype(np.int32)
        program.a_matrix_.value_ = np.concatenate(
            [np.ones(len(row)), -np.ones(cells), np.ones(cells)]
        )
        self.solver.passModel(program)

    def give_room(self, share):
        """Let element i move by ``share[i]`` (0..1) of its room.

        1 is withheld, 0 published, between them the fraction of the relaxed
        integer program, whose room upwards is then ``reach``.
        """
        share = np.asarray(share, dtype=float)
        up = np.where(share >= 1, self.limit, self.reach * share)
        down = np.minimum(self.room_down, self.room_down * share)
        self.upper = np.concatenate([up, down])
        numbers = self.numbers[self.atoms :]
        self.solver.changeColsBounds(
            len(numbers), numbers, np.zeros(len(numbers)), self.upper
        )

    def _run(self, cost, maximise):
        self.solver.changeColsCost(self.total, self.numbers, cost)
        self.solver.changeObjectiveSense(
            highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
        )
        self.solver.run()
        return self.solver.getModelStatus()

    def _movement(self):
        values = np.array(self.solver.getSolution().col_value)[self.atoms :]
        return values[: self.count] - values[self.count :]

    def stretch(self, element, sense):
        """(furthest movement, movement of all elements) of one element.

        sense: +1 upwards, -1 downwards. The movement is in persons, seen from
        the true value. Leaves the row duals of that maximum for ``cut``.
        """
        cost = np.zeros(self.total)
        cost[self.atoms + element] = sense
        cost[self.atoms + self.count + element] = -sense
        status = self._run(cost, True)
        if status == highspy.HighsModelStatus.kOptimal:
            solution = self.solver.getSolution()
            self.duals = np.array(solution.row_dual)
            self.slope = self.duals[: self.count].copy()
            self.slope[element] += sense
            return self.solver.getInfo().objective_function_value, self._movement()
        self.duals = None
        return 0.0, np.zeros(self.count)

    def buy(self, element, amount, price):
        """Cheapest movement of all elements that moves one by ``amount``.

        amount: persons, signed. price: per person moved, by element. Uses the
        room set by ``give_room``. Returns None where it is impossible.
        """
        up = self.atoms + element
        down = up + self.count
        wanted, other = (up, down) if amount > 0 else (down, up)
        self.solver.changeColBounds(wanted, abs(amount), abs(amount))
        self.solver.changeColBounds(other, 0.0, 0.0)
        cost = np.concatenate([np.zeros(self.atoms), price, price])
        status = self._run(cost, False)
        movement = None
        if status == highspy.HighsModelStatus.kOptimal:
            movement = self._movement()
        for number in (wanted, other):
            self.solver.changeColBounds(number, 0.0, self.upper[number - self.atoms])
        return movement

    def cut(self, fixed_open):
        """(constant, coefficients) of the bound that the last duals prove.

        For any choice z of withheld elements the last maximum is at most
        ``constant + coefficients @ z`` (coefficients of elements that are
        always withheld are in the constant). None without duals.
        """
        if self.duals is None:
            return None
        constant = float(self.duals @ self.right)
        y = self.slope
        coefficients = np.where(y < 0, -y * self.room_down, 0.0)
        # Room upwards has no limit: any large number will be clipped.
        coefficients = np.where(y > TINY, 1e9, coefficients)
        constant += float(coefficients[fixed_open].sum())
        coefficients[fixed_open] = 0.0
        coefficients[coefficients < TINY] = 0.0
        return constant, coefficients
