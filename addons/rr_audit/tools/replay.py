# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Do the rows stand as the trail tells?

A change that was made while the triggers were off leaves no entry, but the row then
differs from what the last entry about it said.
"""

import contextlib

from odoo.tools import SQL

from .triggers import is_audited, spoken_columns

# Per row: every column as the last entry about it left it.
TOLD = """
    WITH event AS (
        SELECT id, res_id, operation, changes FROM rr_trail.entry_list
         WHERE model = %(model)s AND table_name = %(table_name)s
           AND operation IN ('create', 'write', 'unlink') AND res_id IS NOT NULL
    ), last_value AS (
        SELECT DISTINCT ON (event.res_id, change.key)
               event.res_id, change.key, change.value -> 1 AS value
          FROM event, jsonb_each(event.changes) AS change
         WHERE jsonb_typeof(change.value) = 'array'
         ORDER BY event.res_id, change.key, event.id DESC
    ), told AS (
        SELECT res_id, jsonb_object_agg(key, value) AS columns
          FROM last_value GROUP BY res_id
    ), life AS (
        SELECT res_id, bool_or(operation = 'create') AS created,
               (array_agg(operation ORDER BY id DESC))[1] = 'unlink' AS deleted
          FROM event GROUP BY res_id
    )
"""

# Nobody has statistics of what the trail tells. The planner takes it for few rows and
# would compare each row with each other one; or for many, and would compile each of
# these short queries to machine code first, which takes ten times as long as they do.
PLANNING = {"enable_nestloop": "off", "jit": "off"}


@contextlib.contextmanager
def planning(env, **settings):
    """Let PostgreSQL plan the transaction's queries with `settings` inside the block."""
    before = {name: env.execute_query(SQL("SELECT current_setting(%s)", name))[0][0]
              for name in settings}
    for name, value in settings.items():
        env.execute_query(SQL("SELECT set_config(%s, %s, true)", name, value))
    yield
    for name, value in before.items():
        env.execute_query(SQL("SELECT set_config(%s, %s, true)", name, value))


def rows_that_differ(env, model):
    """Compare the rows of a model with what the trail tells about them.

    :return: ``(number of rows compared, [sentence, …])``; columns whose values do not
        enter the trail are not compared
    """
    table = SQL.identifier(model._table)
    told = SQL(TOLD, model=model._name, table_name=model._table)
    changed = env.execute_query(
        SQL(
            """%s SELECT row.id, string_agg(now.key, ', ' ORDER BY now.key)
                 FROM %s AS row
                 JOIN life ON life.res_id = row.id
                 LEFT JOIN told ON told.res_id = row.id,
                      jsonb_each(to_jsonb(row)) AS now
                WHERE now.key = ANY (%s)
                  AND (life.created OR jsonb_exists(told.columns, now.key))
                  AND now.value <> coalesce(told.columns -> now.key, 'null')
                GROUP BY row.id ORDER BY row.id""",
            told,
            table,
            spoken_columns(model),
        )
    )
    # Rows that are older than the trail have no entry of their creation.
    [(count, appeared, vanished, returned)] = env.execute_query(
        SQL(
            """%s SELECT
                (SELECT count(*) FROM %s AS row JOIN life ON life.res_id = row.id),
                (SELECT array_agg(row.id ORDER BY row.id) FROM %s AS row
                  WHERE row.id > (SELECT min(res_id) FROM life WHERE created)
                    AND NOT EXISTS (SELECT FROM life
                                     WHERE life.res_id = row.id AND created)),
                (SELECT array_agg(res_id ORDER BY res_id) FROM life
                  WHERE NOT deleted
                    AND NOT EXISTS (SELECT FROM %s AS row WHERE row.id = res_id)),
                (SELECT array_agg(row.id ORDER BY row.id) FROM %s AS row
                   JOIN life ON life.res_id = row.id WHERE life.deleted)""",
            told,
            table,
            table,
            table,
            table,
        )
    )
    name = model._name
    return count, [
        *(f"{name} {row}: {columns} differs from the trail" for row, columns in changed),
        *(f"{name} {row}: created without an entry" for row in appeared or ()),
        *(f"{name} {row}: deleted without an entry" for row in vanished or ()),
        *(f"{name} {row}: was deleted, but stands here" for row in returned or ()),
    ]


def replay(env):
    """Compare every row of every audited model of ours with the trail.

    :return: ``(number of rows, number of models, [sentence, …])``
    """
    env.flush_all()
    rows, problems = 0, []
    models = [
        env[model._name]
        for model in env.registry.values()
        if model._name.startswith("rr.") and is_audited(model)
    ]
    with planning(env, **PLANNING):
        for model in sorted(models, key=lambda model: model._name):
            count, found = rows_that_differ(env, model)
            rows += count
            problems += found
    return rows, len(models), problems
