#!/usr/bin/env bash
# Stands in for dbt Core as the service starts it: notes what it was given, and behaves as behaviour.txt beside it says.
here="$(cd "$(dirname "$0")" && pwd)"
leave() { mkdir -p "$target"; cp "$here/run_results.json" "$target/run_results.json"; cp "$here/manifest.json" "$target/manifest.json"; }
for argument in "$@"; do
  case "$argument" in
    --project-dir=*) project="${argument#*=}" ;;
    --profiles-dir=*) profiles="${argument#*=}" ;;
    --target-path=*) target="${argument#*=}" ;;
    build|deps) command="$argument" ;;
  esac
done
printf '%s\n' "$@" > "$here/$command-arguments.txt"
[ "$command" = deps ] && exit 0
env > "$here/environment.txt"
cp "$profiles/profiles.yml" "$here/profiles.yml"
(cd "$project" && find . -type f | sort) > "$here/project.txt"
case "$(cat "$here/behaviour.txt")" in
  waiting)
    trap 'echo interrupted >> "$here/ended.txt"; exit 2' INT
    echo $$ >> "$here/started.txt"
    for _ in $(seq 6000); do sleep 0.1; done ;;
  leaving)
    echo $$ >> "$here/started.txt"
    sleep 2
    leave
    echo "as it was told to" >> "$here/ended.txt"
    exit 2 ;;
  slow)
    echo $$ >> "$here/started.txt"
    sleep 3
    leave
    echo "by itself" >> "$here/ended.txt"
    exit 0 ;;
  broken)
    printf '{"data": {}, "info": {"name": "MainEncounteredError", "level": "error", "msg": "Encountered an error:\\nCompilation Error\\n  Model depends on a node named oders which was not found", "invocation_id": "1"}}\n'
    exit 2 ;;
esac
echo $$ >> "$here/started.txt"
leave
exit "$(cat "$here/exit.txt")"
