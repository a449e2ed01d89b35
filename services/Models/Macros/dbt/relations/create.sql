{% macro get_create_sql(relation, sql) %}{{ adapter.dispatch('get_create_sql', 'dbt')(relation, sql) }}{% endmacro %}
{% macro default__get_create_sql(relation, sql) %}
  {%- if relation.is_table -%}
    {{ get_create_table_as_sql(False, relation, sql) }}
  {%- else -%}
    {%- set creates = {'view': get_create_view_as_sql, 'materialized_view': get_create_materialized_view_as_sql} -%}
    {%- do exceptions.raise_compiler_error('`get_create_sql` has not been implemented for: ' ~ relation.type) if relation.type not in creates -%}
    {{ creates[relation.type](relation, sql) }}
  {%- endif -%}
{% endmacro %}

{# Beside what it will replace. #}
{% macro get_create_intermediate_sql(relation, sql) %}{{ adapter.dispatch('get_create_intermediate_sql', 'dbt')(relation, sql) }}{% endmacro %}
{% macro default__get_create_intermediate_sql(relation, sql) %}
  {%- set beside = make_intermediate_relation(relation) -%}
  {{ [get_drop_sql(beside), get_create_sql(beside, sql)] | join(';\n  ') }}
{%- endmacro %}

{# The old one under another name, where one of an earlier run may be. #}
{% macro get_create_backup_sql(relation) %}{{ adapter.dispatch('get_create_backup_sql', 'dbt')(relation) }}{% endmacro %}
{% macro default__get_create_backup_sql(relation) %}
  {%- set aside = make_backup_relation(relation, relation.type) -%}
  {{ [get_drop_sql(aside), get_rename_sql(relation, aside.identifier)] | join(';\n  ') }}
{%- endmacro %}
