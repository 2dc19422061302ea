#!/bin/sh
# Run once by the official PostgreSQL image when its volume is empty.
# Odoo's role is no superuser: the trail's table belongs to somebody else.
set -eu
psql -v ON_ERROR_STOP=1 -qX -U "$POSTGRES_USER" -d postgres \
    -v password="$(cat /run/secrets/db_password)" <<'SQL'
CREATE ROLE odoo LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL
