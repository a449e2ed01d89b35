{% macro get_replace_sql(existing_relation, target_relation, sql) %}{{ adapter.dispatch('get_replace_sql', 'dbt')(existing_relation, target_relation, sql) }}{% endmacro %}
{# In one statement where the engine can; else built beside, or with the old one out of the way, as far as both can be renamed. #}
{% macro default__get_replace_sql(existing_relation, target_relation, sql) %}
  {%- set replacements = {'view': get_replace_view_sql, 'table': get_replace_table_sql, 'materialized_view': get_replace_materialized_view_sql} -%}
  {%- if existing_relation.can_be_replaced and existing_relation.type == target_relation.type and existing_relation.type in replacements -%}
    {{ replacements[existing_relation.type](target_relation, sql) }}
  {%- else -%}
    {%- set beside = target_relation.can_be_renamed -%}
    {%- set kept = existing_relation.can_be_renamed -%}
    {%- set steps = [get_create_intermediate_sql(target_relation, sql)] if beside else [] -%}
    {%- do steps.append(get_create_backup_sql(existing_relation) if kept else get_drop_sql(existing_relation)) -%}
    {%- do steps.append(get_rename_intermediate_sql(target_relation) if beside else get_create_sql(target_relation, sql)) -%}
    {%- do steps.append(get_drop_backup_sql(existing_relation)) if kept -%}
    {{ steps | join(';\n    ') }}
  {%- endif -%}
{% endmacro %}

{% macro get_replace_view_sql(relation, sql) %}{{ adapter.dispatch('get_replace_view_sql', 'dbt')(relation, sql) }}{% endmacro %}
{% macro default__get_replace_view_sql(relation, sql) %}{% do dbt._lacking('get_replace_view_sql') %}{% endmacro %}

{% macro get_replace_table_sql(relation, sql) %}{{ adapter.dispatch('get_replace_table_sql', 'dbt')(relation, sql) }}{% endmacro %}
{% macro default__get_replace_table_sql(relation, sql) %}{% do dbt._lacking('get_replace_table_sql') %}{% endmacro %}

{% macro get_replace_materialized_view_sql(relation, sql) %}{{ adapter.dispatch('get_replace_materialized_view_sql', 'dbt')(relation, sql) }}{% endmacro %}
{% macro default__get_replace_materialized_view_sql(relation, sql) %}{% do dbt._lacking('get_replace_materialized_view_sql') %}{% endmacro %}

{% macro _lacking(name) %}{% do exceptions.raise_compiler_error('`' ~ name ~ '` has not been implemented for this adapter.') %}{% endmacro %}
