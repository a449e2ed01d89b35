{% macro get_rename_sql(relation, new_name) %}{{ adapter.dispatch('get_rename_sql', 'dbt')(relation, new_name) }}{% endmacro %}
{% macro default__get_rename_sql(relation, new_name) %}
  {%- set renames = {'view': get_rename_view_sql, 'table': get_rename_table_sql, 'materialized_view': get_rename_materialized_view_sql} -%}
  {%- do exceptions.raise_compiler_error('`get_rename_sql` has not been implemented for: ' ~ relation.type) if relation.type not in renames -%}
  {{ renames[relation.type](relation, new_name) }}
{%- endmacro %}

{% macro rename_relation(from_relation, to_relation) %}{% do return(adapter.dispatch('rename_relation', 'dbt')(from_relation, to_relation)) %}{% endmacro %}
{% macro default__rename_relation(from_relation, to_relation) %}
  {%- set name = adapter.quote_as_configured(to_relation.identifier, 'identifier') -%}
  {%- do dbt._run_as('rename_relation', 'alter table ' ~ from_relation.render() ~ ' rename to ' ~ name) -%}
{% endmacro %}

{% macro get_rename_intermediate_sql(relation) %}{{ adapter.dispatch('get_rename_intermediate_sql', 'dbt')(relation) }}{% endmacro %}
{% macro default__get_rename_intermediate_sql(relation) %}{{ get_rename_sql(make_intermediate_relation(relation), relation.identifier) }}{% endmacro %}

{% macro get_rename_view_sql(relation, new_name) %}{{ adapter.dispatch('get_rename_view_sql', 'dbt')(relation, new_name) }}{% endmacro %}
{% macro default__get_rename_view_sql(relation, new_name) %}{% do dbt._lacking('get_rename_view_sql') %}{% endmacro %}

{% macro get_rename_table_sql(relation, new_name) %}{{ adapter.dispatch('get_rename_table_sql', 'dbt')(relation, new_name) }}{% endmacro %}
{% macro default__get_rename_table_sql(relation, new_name) %}{% do dbt._lacking('get_rename_table_sql') %}{% endmacro %}

{% macro get_rename_materialized_view_sql(relation, new_name) %}{{ adapter.dispatch('get_rename_materialized_view_sql', 'dbt')(relation, new_name) }}{% endmacro %}
{% macro default__get_rename_materialized_view_sql(relation, new_name) %}{% do dbt._lacking('get_rename_materialized_view_sql') %}{% endmacro %}

{% macro _alter_name(kind, relation, new_name) %}{{ ['alter', kind, relation.render(), 'rename to', adapter.quote_as_configured(new_name, 'identifier')] | join(' ') }}{% endmacro %}
