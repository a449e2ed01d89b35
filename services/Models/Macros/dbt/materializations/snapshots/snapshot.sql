{% materialization snapshot, default %}
  {%- set grant_config = config.get('grants') -%}
  {%- set target_relation_exists, target_relation = get_or_create_relation(
      database=model.database, schema=model.schema, identifier=model.get('alias', model.get('name')), type='table') -%}
  {%- if not target_relation.is_table -%}
    {% do exceptions.relation_wrong_type(target_relation, 'table') %}
  {%- endif -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- set strategy = strategy_dispatch(config.get('strategy'))(model, 'snapshotted_data', 'source_data', model['config'], target_relation_exists) -%}
  {%- if not target_relation_exists -%}
    {%- set selected_sql = build_snapshot_table(strategy, model['compiled_code']) -%}
    {%- set final_sql = create_table_as(False, target_relation, selected_sql) -%}
  {%- else -%}
    {% do adapter.assert_valid_snapshot_target_given_strategy(target_relation, snapshot_columns(), strategy) %}
    {%- set selected_sql = snapshot_staging_table(strategy, sql, target_relation) -%}
    {%- set staging_table = build_snapshot_staging_table(strategy, sql, target_relation) -%}
    {% do adapter.expand_target_column_types(from_relation=staging_table, to_relation=target_relation) %}
    {%- set own_columns = snapshot_staging_columns(strategy.unique_key) -%}
    {%- set staged_columns = adapter.get_columns_in_relation(staging_table) | rejectattr('name', 'in', own_columns) | list -%}
    {%- set known_columns = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | list -%}
    {% do create_columns(target_relation, staged_columns | rejectattr('name', 'in', known_columns) | list) %}
    {%- set quoted = [] -%}
    {%- for column in staged_columns -%}
      {%- do quoted.append(adapter.quote(column.name)) -%}
    {%- endfor -%}
    {%- set final_sql = snapshot_merge_sql(target=target_relation, source=staging_table, insert_cols=quoted) -%}
  {%- endif -%}

  {{ check_time_data_types(selected_sql) }}
  {% call statement('main') %}
    {{ final_sql }}
  {% endcall %}
  {% do adapter.cache_added(target_relation) %}

  {% do apply_grants(target_relation, grant_config, should_revoke=should_revoke(target_relation_exists, full_refresh_mode=False)) %}
  {% do persist_docs(target_relation, model) %}
  {%- if not target_relation_exists -%}
    {% do create_indexes(target_relation) %}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {{ adapter.commit() }}

  {%- if staging_table is defined -%}
    {% do post_snapshot(staging_table) %}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# What the staging table has beside the snapshot's columns. #}
{% macro snapshot_staging_columns(unique_key) %}
  {%- set names = ['dbt_change_type', 'DBT_CHANGE_TYPE', 'dbt_unique_key', 'DBT_UNIQUE_KEY'] -%}
  {%- if unique_key | is_list -%}
    {%- for key in unique_key -%}
      {%- do names.extend(['dbt_unique_key_' ~ loop.index, 'DBT_UNIQUE_KEY_' ~ loop.index]) -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(names) }}
{% endmacro %}

{% macro create_columns(relation, columns) %}
    {{ adapter.dispatch('create_columns', 'dbt')(relation, columns) }}
{% endmacro %}

{% macro default__create_columns(relation, columns) %}
  {%- for column in columns -%}
    {%- call statement() -%}
      alter table {{ relation.render() }} add column {{ adapter.quote(column.name) }} {{ column.data_type }};
    {%- endcall -%}
  {%- endfor -%}
{% endmacro %}

{% macro post_snapshot(staging_relation) %}
    {{ adapter.dispatch('post_snapshot', 'dbt')(staging_relation) }}
{% endmacro %}

{% macro default__post_snapshot(staging_relation) %}
{% endmacro %}
