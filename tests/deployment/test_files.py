"""The deployment's files hold together. No container engine is needed to say so."""

import ast
import configparser
import json
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SCRIPTS = sorted([*ROOT.glob("config/docker/*.sh"), *ROOT.glob("config/postgres/*.sh")])


def test_compose_file_is_valid_by_the_schema_of_the_compose_specification():
    packages = Path(sysconfig.get_paths()["purelib"])
    schema = json.loads(
        (packages / "compose/config/compose_spec.json").read_text()
    )
    jsonschema.validate(
        # The schema is older than the top-level name.
        {k: v for k, v in COMPOSE.items() if k != "name"}, schema
    )


def test_postgresql_compiles_no_queries_here_or_there():
    """Ten times as long to verify a demonstration: 37 s instead of 4 s."""
    assert "jit = off" in (ROOT / "config/postgresql-dev.conf").read_text().splitlines()
    assert "jit=off" in COMPOSE["services"]["db"]["command"]


def test_every_secret_of_a_service_is_declared_and_read_from_a_file():
    declared = COMPOSE["secrets"]
    for name, service in COMPOSE["services"].items():
        for secret in service.get("secrets", []):
            assert secret in declared, f"{name}: {secret}"
    assert all(set(entry) == {"file"} for entry in declared.values())


def test_no_password_stands_in_the_deployment():
    for path in [ROOT / "docker-compose.yml", ROOT / "config/odoo.conf", *SCRIPTS]:
        for line in path.read_text().splitlines():
            found = re.search(r"(?i)passw(or)?d\s*[:=]\s*[\"']?(\w+)", line)
            if found and found[2] == "password" and ":'password'" in line:
                continue  # psql's variable, filled from the secret file
            assert not found, f"{path.name}: {line}"


def test_every_mounted_file_of_the_project_exists():
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), source


def test_only_the_proxy_is_reachable_from_outside():
    exposed = [n for n, service in COMPOSE["services"].items() if "ports" in service]
    assert exposed == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shell_scripts_parse_and_are_executable(script):
    assert script.stat().st_mode & 0o100
    shell = shutil.which("dash") or "sh"
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True)
    assert not done.returncode, done.stderr


def test_entrypoint_refuses_to_start_without_its_secrets(tmp_path):
    done = subprocess.run(
        ["sh", str(ROOT / "config/docker/entrypoint.sh"), "true"],
        env={"PATH": "/usr/bin:/bin", "DB_PASSWORD_FILE": str(tmp_path / "none")},
        capture_output=True, text=True,
    )
    assert done.returncode == 1
    assert "db_password" in done.stderr


def test_entrypoint_hands_the_password_over_and_starts_the_command(tmp_path):
    for name in ("password", "identity", "trail"):
        (tmp_path / name).write_text("s3cret")
    done = subprocess.run(
        ["sh", str(ROOT / "config/docker/entrypoint.sh"), "sh", "-c",
         'echo "$PGPASSWORD at $PGHOST, production $RR_PRODUCTION"'],
        env={
            "PATH": "/usr/bin:/bin",
            "DB_PASSWORD_FILE": str(tmp_path / "password"),
            "RR_KEY_FILE": str(tmp_path / "identity"),
            "RR_TRAIL_KEY_FILE": str(tmp_path / "trail"),
        },
        capture_output=True, text=True, check=True,
    )
    assert done.stdout == "s3cret at db, production 1\n"


def test_every_login_of_the_demonstration_is_refused_in_production():
    """Read from the sources: neither side can be imported here without Odoo."""
    def strings(path, name):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and node.targets[0].id == name:
                return node.value
        raise AssertionError(f"{path} has no {name}")

    known = ast.literal_eval(
        strings("addons/rr_base/tools/production.py", "KNOWN").args[0]
    )
    users = "addons/rr_demo/generator/rr_base/users.py"
    logins = {
        login for name in ("STAFF", "PORTAL")
        for login in ast.literal_eval(strings(users, name))
    }
    assert len(logins) > 15
    assert logins <= known


def test_production_hides_the_databases_and_sits_behind_a_proxy():
    conf = configparser.ConfigParser(inline_comment_prefixes=None)
    conf.read(ROOT / "config/odoo.conf")
    options = conf["options"]
    assert options["list_db"] == "False"
    assert options["proxy_mode"] == "True"
    assert options["http_interface"] == "0.0.0.0"
    assert int(options["workers"]) >= 2
    assert options["without_demo"] == "True"
    # The image's start reads the database's address from PG* variables.
    assert not [key for key in options if key.startswith("db_") and key not in
                ("db_name", "db_maxconn")]


def test_the_image_leaves_the_generator_of_invented_programmes_out():
    assert "rm -rf /mnt/extra-addons/rr_demo" in (ROOT / "Dockerfile").read_text()


def test_proxy_sends_the_security_headers_on_every_answer():
    headers = (ROOT / "config/nginx/headers.conf").read_text()
    for name in ("Strict-Transport-Security", "X-Content-Type-Options",
                 "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy"):
        assert re.search(rf'^add_header {name} ".+" always;$', headers, re.M), name
    server = (ROOT / "config/nginx/reintegration.conf").read_text()
    assert "include /etc/nginx/rr-headers.conf;" in server
    assert server.count("{") == server.count("}")
