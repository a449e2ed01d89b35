#!/usr/bin/env bash
# Stands in for dbt Core: takes its options, logs JSON lines, writes artifacts and ends with its exit codes. BEHAVIOUR chooses how it goes.
id="0b8e6a3a-0000-4000-8000-00000000$$"
project=. target= threads=1 command=()
for argument in "$@"; do
  case "$argument" in
    --project-dir=*) project="${argument#*=}" ;;
    --target-path=*) target="${argument#*=}" ;;
    --log-format|json|--log-level|info|--no-use-colors|--no-send-anonymous-usage-stats) ;;
    --profiles-dir=*|--profile=*|--target=*|--select=*|--exclude=*|--selector=*|--vars=*|--threads=*|--full-refresh|--fail-fast) ;;
    --*) printf 'Usage: dbt build [OPTIONS]\nTry '"'"'dbt build -h'"'"' for help.\n\nError: No such option: %s\n' "$argument" >&2; exit 2 ;;
    *) command+=("$argument") ;;
  esac
done
target="${target:-$project/target}"
printf '%s\n' "$@" > "$project/arguments.txt"
env > "$project/environment.txt"

log() { # level name message data
  printf '{"data": %s, "info": {"category": "", "code": "Z000", "extra": {}, "invocation_id": "%s", "level": "%s", "msg": "%s", "name": "%s", "pid": %d, "thread": "MainThread", "ts": "2026-11-21T12:00:00.000000Z"}}\n' \
    "${4:-"{}"}" "$id" "$1" "$3" "$2" "$$"
}

node() { # unique_id status message
  printf '{"status": "%s", "timing": [{"name": "compile", "started_at": "2026-11-21T12:00:00Z", "completed_at": "2026-11-21T12:00:01Z"}, {"name": "execute", "started_at": "2026-11-21T12:00:01Z", "completed_at": "2026-11-21T12:00:03Z"}], "thread_id": "Thread-1", "execution_time": 2.5, "adapter_response": {"_message": "SELECT 7", "code": "SELECT", "rows_affected": 7}, "message": "%s", "failures": null, "unique_id": "%s", "compiled": true, "compiled_code": "select 1", "relation_name": "\\"db\\".\\"s\\".\\"t\\""}' "$2" "$3" "$1"
}

results() { # nodes
  mkdir -p "$target"
  printf '{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json", "dbt_version": "1.10.15", "generated_at": "2026-11-21T12:00:04.000000Z", "invocation_id": "%s", "invocation_started_at": "2026-11-21T12:00:00.000000Z", "env": {}}, "results": [%s], "elapsed_time": 4.0, "args": {"which": "%s"}}' "$id" "$1" "${command[0]}" > "$target/run_results.json"
}

interrupted() {
  results "$(node model.shop.orders success 'SELECT 7')"
  log error MainEncounteredError "Encountered an error:"
  exit 2
}

log info MainReportVersion "Running with dbt=1.10.15"
case "$BEHAVIOUR" in
  success)
    log info LogStartLine "1 of 1 START sql table model s.t" '{"index": 1, "total": 1, "node_info": {"unique_id": "model.shop.orders", "node_status": "started"}}'
    log info LogModelResult "1 of 1 OK created sql table model s.t" '{"index": 1, "total": 1, "status": "SELECT 7", "node_info": {"unique_id": "model.shop.orders", "node_status": "success"}}'
    results "$(node model.shop.orders success 'SELECT 7')"
    exit 0 ;;
  failing)
    log error LogTestResult "1 of 1 FAIL 3 unique_orders_id" '{"index": 1, "num_models": 1, "status": "fail", "node_info": {"unique_id": "test.shop.unique_orders_id.1", "node_status": "fail"}}'
    log error MainStackTrace "Traceback (most recent call last)"
    results "$(node model.shop.orders success ok), $(node test.shop.unique_orders_id.1 fail 'Got 3 results, configured to fail if != 0')"
    exit 1 ;;
  broken)
    log error MainEncounteredError "Encountered an error:\\nCompilation Error\\n  Model 'model.shop.orders' depends on a node named 'oders' which was not found"
    exit 2 ;;
  cut)
    mkdir -p "$target"; printf '{"metadata": {"dbt_schema' > "$target/run_results.json"; exit 1 ;;
  crashing)
    echo "Fatal Python error: out of memory" >&2; kill -KILL $$ ;;
  leaking)
    echo "plain: $DBT_ENV_SECRET_PASSWORD"
    log error ConnectionUsed "password authentication failed, tried ${PASSWORD_IN_JSON}"
    results "$(node model.shop.orders error "tried ${PASSWORD_IN_JSON}")"
    exit 1 ;;
  noisy)
    head -c 3000000 /dev/zero | tr '\0' x; echo; echo '{"info": 5}'; echo '[]'; printf '\xff\xfe\n'
    results "$(node model.shop.orders success ok)"
    exit 0 ;;
  waiting)
    trap interrupted INT
    log info Waiting "waiting"; sleep 600; exit 0 ;;
  stubborn)
    trap '' INT
    log info Waiting "waiting"; while true; do sleep 600; done ;;
  wrapping)
    BEHAVIOUR=waiting "$0" "$@"; exit $? ;;
esac
