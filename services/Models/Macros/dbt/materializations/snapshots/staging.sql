{# The names of a snapshot's own columns, which its configuration may change. #}
{% macro get_snapshot_table_column_names() %}
    {{ return({'dbt_valid_to': 'dbt_valid_to', 'dbt_valid_from': 'dbt_valid_from', 'dbt_scd_id': 'dbt_scd_id', 'dbt_updated_at': 'dbt_updated_at', 'dbt_is_deleted': 'dbt_is_deleted'}) }}
{% endmacro %}

{% macro snapshot_columns() %}
  {%- set columns = dict(config.get('snapshot_table_column_names') or get_snapshot_table_column_names()) -%}
  {%- for name, configured in (config.get('snapshot_meta_column_names') or {}).items() if configured -%}
    {%- do columns.update({name: configured}) -%}
  {%- endfor -%}
  {{ return(columns) }}
{% endmacro %}

{% macro get_true_sql() %}
    {{ adapter.dispatch('get_true_sql', 'dbt')() }}
{% endmacro %}

{% macro default__get_true_sql() %}{% do return('TRUE') %}{% endmacro %}

{% macro get_dbt_valid_to_current(strategy, columns) %}
  coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ config.get('dbt_valid_to_current') or 'null' }})
  as {{ columns.dbt_valid_to }}
{% endmacro %}

{% macro unique_key_fields(unique_key) %}
  {%- if unique_key | is_list -%}
    {%- for key in unique_key -%}
      {{ key }} as dbt_unique_key_{{ loop.index }}{{ ', ' if not loop.last }}
    {%- endfor -%}
  {%- else -%}
    {{ unique_key }} as dbt_unique_key
  {%- endif -%}
{% endmacro %}

{% macro unique_key_join_on(unique_key, identifier, from_identifier) %}
  {%- if unique_key | is_list -%}
    {%- for key in unique_key -%}
      {{ equals(identifier ~ '.dbt_unique_key_' ~ loop.index, from_identifier ~ '.dbt_unique_key_' ~ loop.index) | trim }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
  {%- else -%}
    {{ identifier }}.dbt_unique_key = {{ from_identifier }}.dbt_unique_key
  {%- endif -%}
{% endmacro %}

{% macro unique_key_is_null(unique_key, identifier) %}
  {{ identifier }}.{{ 'dbt_unique_key_1' if unique_key | is_list else 'dbt_unique_key' }} is null
{% endmacro %}

{% macro unique_key_is_not_null(unique_key, identifier) %}
  {{ identifier }}.{{ 'dbt_unique_key_1' if unique_key | is_list else 'dbt_unique_key' }} is not null
{% endmacro %}

{% macro build_snapshot_table(strategy, sql) -%}
    {{ adapter.dispatch('build_snapshot_table', 'dbt')(strategy, sql) }}
{% endmacro %}

{% macro default__build_snapshot_table(strategy, sql) %}
  {%- set columns = snapshot_columns() -%}
  select *,
    {{ strategy.scd_id }} as {{ columns.dbt_scd_id }},
    {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
    {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
    {{ get_dbt_valid_to_current(strategy, columns) | trim }}
    {%- if strategy.hard_deletes == 'new_record' %},
    'False' as {{ columns.dbt_is_deleted }}
    {%- endif %}
  from (
    {{ sql }}
  ) sbq
{% endmacro %}

{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
  {%- set temp_relation = make_temp_relation(target_relation) -%}
  {%- call statement('build_snapshot_staging_relation') -%}
    {{ create_table_as(True, temp_relation, snapshot_staging_table(strategy, sql, target_relation)) }}
  {%- endcall -%}
  {% do return(temp_relation) %}
{% endmacro %}

{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
    {{ adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation) }}
{% endmacro %}

{#
  What changes in the snapshot: rows to add (new or changed), rows of it that end since the source has another now, and, where asked for, rows that end
  since the source has none, with a row in place of each that says so.
#}
{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- set columns = snapshot_columns() -%}
  {%- set key = strategy.unique_key -%}
  {%- set new_record = strategy.hard_deletes == 'new_record' -%}
  {%- set finds_deletes = strategy.hard_deletes in ('invalidate', 'new_record') -%}
  {%- set deleted = 'snapshotted_data.' ~ columns.dbt_is_deleted ~ " = 'True'" -%}
  {%- set changed = '(' ~ strategy.row_changed ~ (' or ' ~ deleted if new_record) ~ ')' -%}
  {%- set matched = unique_key_join_on(key, 'snapshotted_data', 'source_data') | trim -%}
  {%- set now = snapshot_get_time() | trim -%}
    with snapshot_query as (
        {{ source_sql }}
    ),
    snapshotted_data as (
        select *, {{ unique_key_fields(key) | trim }}
        from {{ target_relation }}
        where {{ snapshot_is_current(columns, '') | trim }}
    ),
    insertions_source_data as (
        select *, {{ unique_key_fields(key) | trim }},
            {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
            {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
            {{ get_dbt_valid_to_current(strategy, columns) | trim }},
            {{ strategy.scd_id }} as {{ columns.dbt_scd_id }}
        from snapshot_query
    ),
    updates_source_data as (
        select *, {{ unique_key_fields(key) | trim }},
            {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
            {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
            {{ strategy.updated_at }} as {{ columns.dbt_valid_to }}
        from snapshot_query
    ),
    {%- if finds_deletes %}
    deletes_source_data as (
        select *, {{ unique_key_fields(key) | trim }}
        from snapshot_query
    ),
    {%- endif %}
    insertions as (
        select 'insert' as dbt_change_type, source_data.*{{ ", 'False' as " ~ columns.dbt_is_deleted if new_record }}
        from insertions_source_data as source_data
        left outer join snapshotted_data on {{ matched }}
        where {{ unique_key_is_null(key, 'snapshotted_data') | trim }}
            or ({{ unique_key_is_not_null(key, 'snapshotted_data') | trim }} and {{ changed }})
    ),
    updates as (
        select 'update' as dbt_change_type, source_data.*, snapshotted_data.{{ columns.dbt_scd_id }}
            {{- ', snapshotted_data.' ~ columns.dbt_is_deleted if new_record }}
        from updates_source_data as source_data
        join snapshotted_data on {{ matched }}
        where {{ changed }}
    )
    {%- if finds_deletes %},
    deletes as (
        select 'delete' as dbt_change_type, source_data.*,
            {{ now }} as {{ columns.dbt_valid_from }},
            {{ now }} as {{ columns.dbt_updated_at }},
            {{ now }} as {{ columns.dbt_valid_to }},
            snapshotted_data.{{ columns.dbt_scd_id }}{{ ', snapshotted_data.' ~ columns.dbt_is_deleted if new_record }}
        from snapshotted_data
        left join deletes_source_data as source_data on {{ matched }}
        where {{ unique_key_is_null(key, 'source_data') | trim }}
        {%- if new_record %}
            and not ({{ deleted }} and {{ snapshot_is_open(columns, 'snapshotted_data.') | trim }})
        {%- endif %}
    )
    {%- endif %}
    {%- if new_record %},
    {{ snapshot_deletion_records(strategy, source_sql, target_relation, columns, matched, deleted, now) | trim }}
    {%- endif %}
    select * from insertions
    union all
    select * from updates
    {%- if finds_deletes %}
    union all
    select * from deletes
    {%- endif %}
    {%- if new_record %}
    union all
    select * from deletion_records
    {%- endif %}
{%- endmacro %}

{# A row that is the present state, where rows written before a value for that was configured have none. #}
{% macro snapshot_is_current(columns, prefix) %}
  {%- set valid_to = prefix ~ columns.dbt_valid_to -%}
  {%- if config.get('dbt_valid_to_current') -%}
    ({{ equals(valid_to, config.get('dbt_valid_to_current') | trim) | trim }} or {{ valid_to }} is null)
  {%- else -%}
    {{ valid_to }} is null
  {%- endif -%}
{% endmacro %}

{% macro snapshot_is_open(columns, prefix) %}
  {{ prefix }}{{ columns.dbt_valid_to }} {{ '= ' ~ config.get('dbt_valid_to_current') if config.get('dbt_valid_to_current') else 'is null' }}
{% endmacro %}

{# For each row that the source no longer has, unless that is known already, one that says so; a column that is new has no value in it. #}
{% macro snapshot_deletion_records(strategy, source_sql, target_relation, columns, matched, deleted, now) %}
  {%- set key = strategy.unique_key -%}
  {%- set known = get_list_of_column_names(get_columns_in_relation(target_relation)) -%}
    deletion_records as (
        select 'insert' as dbt_change_type,
            {%- for column in get_column_schema_from_query(source_sql) %}
            {{ 'snapshotted_data.' ~ adapter.quote(column.column) if column.name in known else 'NULL as ' ~ adapter.quote(column.column) }},
            {%- endfor %}
            {%- if key | is_list %}
            {%- for name in key %}
            snapshotted_data.{{ name }} as dbt_unique_key_{{ loop.index }},
            {%- endfor %}
            {%- else %}
            snapshotted_data.dbt_unique_key as dbt_unique_key,
            {%- endif %}
            {{ now }} as {{ columns.dbt_valid_from }},
            {{ now }} as {{ columns.dbt_updated_at }},
            snapshotted_data.{{ columns.dbt_valid_to }} as {{ columns.dbt_valid_to }},
            {{ snapshot_hash_arguments([columns.dbt_scd_id, now]) }} as {{ columns.dbt_scd_id }},
            'True' as {{ columns.dbt_is_deleted }}
        from snapshotted_data
        left join deletes_source_data as source_data on {{ matched }}
        where {{ unique_key_is_null(key, 'source_data') | trim }}
            and not ({{ deleted }} and {{ snapshot_is_open(columns, 'snapshotted_data.') | trim }})
    )
{% endmacro %}
