{% macro snapshot_merge_sql(target, source, insert_cols) %}{{ adapter.dispatch('snapshot_merge_sql', 'dbt')(target, source, insert_cols) }}{% endmacro %}
{% macro default__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set columns = snapshot_columns() -%}
  {%- set inserted = insert_cols | join(', ') -%}
  merge into {{ target.render() }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on DBT_INTERNAL_SOURCE.{{ columns.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ columns.dbt_scd_id }}
  when matched and {{ snapshot_is_current(columns, 'DBT_INTERNAL_DEST.') | trim }} and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
    then update set {{ columns.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ columns.dbt_valid_to }}
  when not matched and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
    then insert ({{ inserted }}) values ({{ inserted }})
{% endmacro %}

{# For engines without merge: the rows that have changed end, then those that are new begin. #}
{% macro _snapshot_update_insert(target, source, insert_cols) %}
  {%- set columns = snapshot_columns() %}
  update {{ target.render() }} as kept
  set {{ columns.dbt_valid_to }} = staged.{{ columns.dbt_valid_to }}
  from {{ source }} as staged
  where staged.dbt_change_type::text in ('update', 'delete')
    and kept.{{ columns.dbt_scd_id }}::text = staged.{{ columns.dbt_scd_id }}::text
    and {{ snapshot_is_current(columns, 'kept.') | trim }};

  insert into {{ target.render() }} ({{ insert_cols | join(', ') }})
  select staged.{{ insert_cols | join(', staged.') }} from {{ source }} as staged where staged.dbt_change_type::text = 'insert';
{% endmacro %}

{# A time of the source that is of another type than those that the snapshot writes itself. #}
{% macro check_time_data_types(sql) %}
  {%- set written = get_updated_at_column_data_type(sql) -%}
  {%- set own = get_snapshot_get_time_data_type() if written is not none -%}
  {%- if written is not none and own is not none and written != own and exceptions.warn_snapshot_timestamp_data_types -%}
    {{ exceptions.warn_snapshot_timestamp_data_types(own, written) }}
  {%- endif -%}
{% endmacro %}

{% macro get_updated_at_column_data_type(snapshot_sql) %}
  {%- for column in get_column_schema_from_query(snapshot_sql) if column.column in ('dbt_updated_at', 'DBT_UPDATED_AT') -%}
    {{ return(column.dtype or none) }}
  {%- endfor -%}
  {{ return(none) }}
{% endmacro %}
