#!/bin/sh
# Read the secrets from files, refuse to start without them, start Odoo.
set -eu

need() {
    if [ ! -s "$2" ]; then
        echo "rr: the secret $1 is missing or empty: $2" >&2
        echo "rr: see docs/operations.md, “First installation”" >&2
        exit 1
    fi
}

DB_PASSWORD_FILE="${DB_PASSWORD_FILE:-/run/secrets/db_password}"
export RR_KEY_FILE="${RR_KEY_FILE:-/run/secrets/identity_key}"
export RR_TRAIL_KEY_FILE="${RR_TRAIL_KEY_FILE:-/run/secrets/trail_key}"
export RR_TRAIL_HEAD_FILE="${RR_TRAIL_HEAD_FILE:-/var/lib/rr/trail.head}"
# Written at each erasure; a restore reads it. Secrets are mounted read-only.
export RR_TOMBSTONE_FILE="${RR_TOMBSTONE_FILE:-/var/lib/rr/tombstones.jsonl}"
# Staff needs a second factor: their app, or a code by e-mail.
export RR_REQUIRE_TWO_FACTOR=1
need db_password "$DB_PASSWORD_FILE"
need identity_key "$RR_KEY_FILE"
need trail_key "$RR_TRAIL_KEY_FILE"

# Refuses passwords that are the login's own name (rr_base/tools/production.py).
export RR_PRODUCTION=1
export PGHOST="${PGHOST:-db}" PGPORT="${PGPORT:-5432}" PGUSER="${PGUSER:-odoo}"
PGPASSWORD="$(cat "$DB_PASSWORD_FILE")"
export PGPASSWORD

exec "$@"
