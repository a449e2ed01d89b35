{# The macro of a strategy by name, also of a package's: package.name. #}
{% macro strategy_dispatch(name) -%}
  {%- set parts = name.split('.', 1) -%}
  {%- set package_name = parts[0] if parts | length == 2 else none -%}
  {%- set strategy = parts[-1] -%}
  {%- if package_name is not none and package_name not in context -%}
    {{ exceptions.raise_compiler_error("Could not find package '" ~ package_name ~ "', called with '" ~ name ~ "'") }}
  {%- endif -%}
  {%- set macros = context if package_name is none else context[package_name] -%}
  {%- set search_name = 'snapshot_' ~ strategy ~ '_strategy' -%}
  {%- if search_name not in macros -%}
    {{ exceptions.raise_compiler_error("The specified strategy macro '" ~ strategy ~ "' was not found in package '" ~ package_name ~ "'") }}
  {%- endif -%}
  {{ return(macros[search_name]) }}
{%- endmacro %}

{% macro snapshot_hash_arguments(args) %}{{ adapter.dispatch('snapshot_hash_arguments', 'dbt')(args) }}{% endmacro %}
{% macro default__snapshot_hash_arguments(args) -%}
    md5({%- for arg in args -%}
        coalesce(cast({{ arg }} as varchar ), '')
        {% if not loop.last %} || '|' || {% endif %}
    {%- endfor -%})
{%- endmacro %}

{% macro snapshot_string_as_time(timestamp) %}{{ adapter.dispatch('snapshot_string_as_time', 'dbt')(timestamp) }}{% endmacro %}
{% macro default__snapshot_string_as_time(timestamp) %}{% do exceptions.raise_not_implemented('snapshot_string_as_time macro not implemented for adapter ' ~ adapter.type()) %}{% endmacro %}

{# Rows whose time is after that from which the snapshot's holds. #}
{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set updated_at = config.get('updated_at') -%}
  {{ return(snapshot_strategy(updated_at, '(' ~ snapshotted_rel ~ '.' ~ snapshot_columns().dbt_valid_from ~ ' < ' ~ current_rel ~ '.' ~ updated_at ~ ')')) }}
{% endmacro %}

{# Rows of which one of the columns has another value; all of them when there is a new column. #}
{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set column_added, check_cols = snapshot_check_all_get_existing_columns(node, target_exists, config.get('check_cols')) -%}
  {%- if column_added -%}
    {%- set changed = get_true_sql() | trim -%}
  {%- else -%}
    {%- set conditions = [] -%}
    {%- for column in check_cols or [] -%}
      {%- set before = snapshotted_rel ~ '.' ~ column -%}
      {%- set after = current_rel ~ '.' ~ column -%}
      {%- do conditions.append(before ~ ' != ' ~ after ~ ' or ((' ~ before ~ ' is null) and not (' ~ after ~ ' is null)) or ((not ' ~ before ~ ' is null) and (' ~ after ~ ' is null))') -%}
    {%- endfor -%}
    {%- set changed = conditions | join('\n        or ') -%}
  {%- endif -%}
  {{ return(snapshot_strategy(config.get('updated_at') or snapshot_get_time(), '(' ~ changed ~ ')')) }}
{% endmacro %}

{% macro snapshot_strategy(updated_at, row_changed) %}
  {%- set key = config.get('unique_key') -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {% do return({
    'unique_key': key,
    'updated_at': updated_at,
    'row_changed': row_changed,
    'scd_id': snapshot_hash_arguments(api.Relation.scd_args(key, updated_at)),
    'invalidate_hard_deletes': hard_deletes == 'invalidate',
    'hard_deletes': hard_deletes
  }) %}
{% endmacro %}

{# Whether one of the columns to check is new, and those that are not, quoted. #}
{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) -%}
  {%- if not target_exists -%}
    {{ return((false, none)) }}
  {%- endif -%}
  {%- if check_cols_config == 'all' -%}
    {%- set query_columns = get_columns_in_query(node['compiled_code']) -%}
  {%- elif check_cols_config is iterable and check_cols_config is not string and check_cols_config | length > 0 -%}
    {%- set query_columns = get_columns_in_query('select ' ~ check_cols_config | join(', ') ~ ' from (\n' ~ node['compiled_code'] ~ '\n) subq') -%}
  {%- else -%}
    {% do exceptions.raise_compiler_error("Invalid value for 'check_cols': " ~ check_cols_config) %}
  {%- endif -%}
  {%- set relation = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) -%}
  {%- set existing = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
  {%- set known = [] -%}
  {%- for name in query_columns if name in existing -%}
    {%- do known.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {{ return((known | length < query_columns | length, known)) }}
{%- endmacro %}
