#!/usr/bin/env python3
"""Writes the expected texts anew with dbt Core itself. The lines that begin with "$" say what is asked; everything below them is its answer.

record.py PROJECT ENGINE DBT    PROJECT a folder of Projects, ENGINE postgres or duckdb, DBT the program of dbt Core 1.10.15 with that engine's adapter.
For postgres, PGHOST, PGPORT, PGUSER and PGPASSWORD name a server; a database is made and dropped on it. SEEDS may name a folder of seeds beside the project's own.
"""
import glob, json, os, pathlib, shlex, shutil, subprocess, sys, tempfile

project, engine, dbt = sys.argv[1:]
here = pathlib.Path(__file__).resolve().parent
expected = here / "Expected" / project
database = f"compat_{project}"
work = pathlib.Path(tempfile.mkdtemp()) / "project"
shutil.copytree(here / "Projects" / project, work)
for seed in glob.glob(os.environ.get("SEEDS", "") + "/*.csv") if "SEEDS" in os.environ else []:
    (work / "seeds").mkdir(exist_ok=True)
    shutil.copy(seed, work / "seeds")
if engine == "postgres":
    output = dict(type="postgres", host=os.environ["PGHOST"], port=int(os.environ["PGPORT"]), user=os.environ["PGUSER"], password=os.environ["PGPASSWORD"], dbname=database, schema="shop", threads=4)
    for statement in (f"drop database if exists {database}", f"create database {database}"):
        subprocess.run(["psql", "-q", "-d", "postgres", "-c", statement], check=True)
else:
    output = dict(type="duckdb", path=str(work / f"{database}.duckdb"), schema="shop", threads=4)
(work / "profiles.yml").write_text(json.dumps({"compatibility": {"target": "dev", "outputs": {"dev": output}}}))
environment = dict(os.environ, DBT_PROFILES_DIR=str(work), DBT_USE_COLORS="false", PYTHONHASHSEED="0", TZ="UTC")


def call(*arguments):
    return subprocess.run([dbt, *arguments], cwd=work, env=environment, capture_output=True, text=True)


def read(name):
    return json.loads((work / "target" / name).read_text())


def plain(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def arguments_of(line):
    """Words between blanks; --vars takes the rest of the line."""
    words, _, rest = line.partition(" --vars ")
    return words.split() + (["--vars", rest] if rest else [])


def transcript(name, answer):
    path = expected / name
    asked = [line[2:] for line in path.read_text().splitlines() if line.startswith("$ ")]
    path.write_text("".join(f"$ {line}\n" + "".join(f"{text}\n" for text in answer(arguments_of(line))) for line in asked))


def runs(arguments):
    done = call(*arguments)
    if done.returncode not in (0, 1):
        sys.exit(done.stdout + done.stderr)
    for result in sorted(read("run_results.json")["results"], key=lambda one: one["unique_id"]):
        yield f"{result['status']} {result['unique_id']} {plain(result['failures'])} {plain(result['message'])}"


def listed(arguments):
    done = call(*arguments, "--quiet", "--output", "json", "--output-keys", "unique_id")
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    return sorted(json.loads(line)["unique_id"] for line in done.stdout.splitlines() if line.startswith("{"))


def nodes(manifest):
    for section in ("nodes", "sources", "exposures", "unit_tests", "disabled"):
        for key, node in sorted(manifest[section].items()):
            node = node[0] if section == "disabled" else node
            depends = node.get("depends_on") or {}
            yield f"{key}{' (disabled)' if section == 'disabled' else ''}"
            yield f"  fqn {'.'.join(node['fqn'])}"
            yield f"  checksum {plain(node.get('checksum'))}"
            yield f"  relation {plain(node.get('relation_name'))}"
            yield f"  nodes {' '.join(sorted(depends.get('nodes', [])))}".rstrip()
            yield f"  macros {' '.join(sorted(depends.get('macros', [])))}".rstrip()
            yield f"  unrendered {plain(node.get('unrendered_config'))}"
            yield f"  config {plain(node.get('config'))}"


def compiled():
    root = work / "target" / "compiled" / project
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


transcript("runs.txt" if engine == "postgres" else f"runs.{engine}.txt", runs)
shutil.rmtree(work / "target" / "compiled")
done = call("compile")
if done.returncode != 0:
    sys.exit(done.stdout + done.stderr)
sections = {path: f"==> {path}\n{text}\n" for path, text in sorted(compiled().items())}
if engine == "postgres":
    # Before ls, which writes the manifest of a project that is parsed only.
    (expected / "nodes.txt").write_text("".join(f"{line}\n" for line in nodes(read("manifest.json"))))
    (expected / "compiled.txt").write_text("".join(sections.values()))
    transcript("ls.txt", listed)
else:
    same = (expected / "compiled.txt").read_text()
    (expected / f"compiled.{engine}.txt").write_text("".join(section for section in sections.values() if section not in same))
