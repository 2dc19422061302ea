#!/bin/sh
# One shot: prepare the database as its admin, then install or update the addons.
# Safe to run again: every step leaves alone what stands.
set -eu

DATABASE="${DATABASE:-reintegration}"
ADMIN_PASSWORD_FILE="${ADMIN_PASSWORD_FILE:-/run/secrets/db_admin_password}"
ADDONS="$(cd /mnt/extra-addons && printf '%s,' */ | sed 's#/,#,#g; s#,$##')"

admin() {
    PGPASSWORD="$(cat "$ADMIN_PASSWORD_FILE")" \
        psql -v ON_ERROR_STOP=1 -qX -h "$PGHOST" -U "${ADMIN_USER:-rr_admin}" "$@"
}

echo "rr init: waiting for the database server"
tries=0
until admin -d postgres -c 'SELECT 1' >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
        echo "rr init: the database server $PGHOST does not answer after 60 tries" >&2
        exit 1
    fi
    sleep 1
done

if ! admin -d postgres -Atc "SELECT 1 FROM pg_database WHERE datname = '$DATABASE'" | grep -q 1; then
    echo "rr init: making the database $DATABASE"
    admin -d postgres -c "CREATE DATABASE \"$DATABASE\" OWNER \"$PGUSER\" TEMPLATE template0 ENCODING 'UTF8'"
fi

for script in /mnt/extra-addons/*/data/sql/prepare.sql; do
    [ -e "$script" ] || continue
    echo "rr init: $script"
    admin -d "$DATABASE" -v "odoo_role=$PGUSER" -f "$script"
done

if psql -qXAt -d "$DATABASE" -c "SELECT 1 FROM ir_module_module WHERE name = 'rr_base' AND state = 'installed'" 2>/dev/null | grep -q 1; then
    echo "rr init: updating the addons"
    exec odoo --database "$DATABASE" --update "$ADDONS" --skip-auto-install --no-http --stop-after-init
fi
echo "rr init: installing the addons"
exec odoo --database "$DATABASE" --init "$ADDONS" --skip-auto-install --no-http --stop-after-init
