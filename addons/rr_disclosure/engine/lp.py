# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A thin layer over HiGHS for the auditor: many optima of one polytope."""

import time

import highspy
import numpy as np

INFINITY = highspy.kHighsInf


class TimeOut(Exception):
    """The deadline passed before the program was solved."""


class Infeasible(Exception):
    """No point satisfies the rows."""


def quiet_solver():
    """A silent single-threaded HiGHS with primal simplex and no presolve.

    After a change of objective the last basis stays primal feasible, so the
    primal simplex goes on from there; presolve would throw the basis away.
    """
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("simplex_strategy", 4)
    solver.setOptionValue("threads", 1)
    return solver


def column_wise(matrix):
    """(start, index, value) of a dense matrix's columns, for HiGHS."""
    columns, rows = np.nonzero(matrix.T)
    start = np.zeros(matrix.shape[1] + 1, dtype=np.int32)
    np.add.at(start, columns + 1, 1)
    return (
        np.cumsum(start).astype(np.int32),
        rows.astype(np.int32),
        matrix.T[columns, rows].astype(float),
    )


class Polytope:
    """``lower <= matrix @ x <= upper``, ``x >= 0``, asked again and again.

    matrix: dense, rows x columns. deadline: ``time.monotonic()`` value.
    """

    def __init__(self, matrix, lower, upper, deadline):
        self._pass(
            highspy.MatrixFormat.kColwise,
            column_wise(matrix),
            matrix.shape[1],
            lower,
            upper,
            deadline,
        )

    @classmethod
    def sparse(cls, rows, columns, lower, upper, deadline):
        """The same from rows given as {column: coefficient}."""
        start = np.cumsum([0, *map(len, rows)]).astype(np.int32)
        index = np.array([c for row in rows for c in row], dtype=np.int32)
        value = np.array([v for row in rows for v in row.values()], dtype=float)
        polytope = cls.__new__(cls)
        form = highspy.MatrixFormat.kRowwise
        polytope._pass(form, (start, index, value), columns, lower, upper, deadline)
        polytope.starts_cold = True
        return polytope

    def _pass(self, form, matrix, columns, lower, upper, deadline):
        self.deadline = deadline
        self.columns = columns
        self.programs = 0
        self.starts_cold = False
        self.solver = quiet_solver()
        program = highspy.HighsLp()
        program.num_col_ = columns
        program.num_row_ = len(lower)
        program.col_cost_ = np.zeros(columns)
        program.col_lower_ = np.zeros(columns)
        program.col_upper_ = np.full(columns, INFINITY)
        program.row_lower_ = np.asarray(lower, dtype=float)
        program.row_upper_ = np.asarray(upper, dtype=float)
        start, index, value = matrix
        program.a_matrix_.format_ = form
        program.a_matrix_.start_ = start
        program.a_matrix_.index_ = index
        program.a_matrix_.value_ = value
        self.solver.passModel(program)

    def bound_row(self, row, lower, upper):
        """Set the bounds of a row; what is widened keeps the basis feasible."""
        self.solver.changeRowBounds(row, lower, upper)

    def optimum(self, cost, maximise):
        """(value, x, row duals) of the greatest or least ``cost @ x``.

        The value is infinite when the cost is unbounded. Raises TimeOut,
        Infeasible.
        """
        self.solver.changeColsCost(
            self.columns, np.arange(self.columns, dtype=np.int32), cost
        )
        self.solver.changeObjectiveSense(
            highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
        )
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeOut
        # HiGHS counts its limit over all the runs of one object.
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + left)
        if self.starts_cold:
            # Large and without a basis: presolve pays for itself once.
            self.solver.setOptionValue("presolve", "on")
            self.solver.setOptionValue("simplex_strategy", 1)
        self.solver.run()
        self.programs += 1
        if self.starts_cold:
            self.starts_cold = False
            self.solver.setOptionValue("presolve", "off")
            self.solver.setOptionValue("simplex_strategy", 4)
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            solution = self.solver.getSolution()
            return (
                self.solver.getInfo().objective_function_value,
                np.array(solution.col_value),
                np.array(solution.row_dual),
            )
        if status == highspy.HighsModelStatus.kUnbounded:
            return (np.inf if maximise else -np.inf), None, None
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Infeasible
        # Limits, numerical trouble, an undecided status: nothing is proven.
        raise TimeOut
