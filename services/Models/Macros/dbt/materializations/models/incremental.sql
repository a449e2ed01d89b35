{% materialization incremental, default -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set temp_relation = make_temp_relation(target_relation) -%}
  {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
  {%- set backup_relation = make_backup_relation(target_relation, 'table' if existing_relation is none else existing_relation.type) -%}

  {%- set full_refresh_mode = should_full_refresh() or existing_relation.is_view -%}
  {%- set grant_config = config.get('grants') -%}
  {%- set strategy = adapter.get_incremental_strategy_macro(context, config.get('incremental_strategy') or 'default') -%}

  {{ drop_leftovers([intermediate_relation, backup_relation]) }}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- set needs_swap = existing_relation is not none and full_refresh_mode -%}
  {%- set is_new = existing_relation is none or full_refresh_mode -%}
  {%- set build_relation = intermediate_relation if needs_swap else target_relation -%}
  {%- if is_new -%}
    {%- set build_sql = get_create_table_as_sql(False, build_relation, sql) -%}
  {%- else -%}
    {%- set build_sql = incremental_build_sql(strategy, existing_relation, target_relation, temp_relation, sql) -%}
  {%- endif -%}

  {% call statement('main') %}
    {{ build_sql }}
  {% endcall %}
  {%- if is_new -%}
    {% do adapter.cache_added(build_relation) %}
    {% do create_indexes(build_relation) %}
  {%- endif -%}
  {%- if needs_swap -%}
    {% do swap_relations(existing_relation, backup_relation, intermediate_relation, target_relation) %}
  {%- endif -%}

  {% do apply_grants(target_relation, grant_config, should_revoke=should_revoke(existing_relation, full_refresh_mode)) %}
  {% do persist_docs(target_relation, model) %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {% do adapter.commit() %}

  {%- if needs_swap -%}
    {% do drop_replaced(backup_relation) %}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target_relation]}) }}
{%- endmaterialization %}

{# Puts the new rows into a temporary table, brings the target's columns in line, and gives the statement that takes the rows over. #}
{% macro incremental_build_sql(strategy, existing_relation, target_relation, temp_relation, sql) %}
  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {% do run_query(get_create_table_as_sql(True, temp_relation, sql)) %}
  {%- set contract = config.get('contract') -%}
  {%- if not contract or not contract.enforced -%}
    {% do adapter.expand_target_column_types(from_relation=temp_relation, to_relation=target_relation) %}
  {%- endif -%}
  {%- set dest_columns = process_schema_changes(on_schema_change, temp_relation, existing_relation) or adapter.get_columns_in_relation(existing_relation) -%}
  {{ return(strategy({
    'target_relation': target_relation,
    'temp_relation': temp_relation,
    'unique_key': config.get('unique_key'),
    'dest_columns': dest_columns,
    'incremental_predicates': config.get('predicates', none) or config.get('incremental_predicates', none)
  })) }}
{% endmacro %}

{% macro is_incremental() %}
  {%- if not execute -%}
    {{ return(False) }}
  {%- endif -%}
  {%- set relation = adapter.get_relation(this.database, this.schema, this.table) -%}
  {{ return(relation is not none and relation.type == 'table' and model.config.materialized == 'incremental' and not should_full_refresh()) }}
{% endmacro %}
