{% macro get_create_table_as_sql(temporary, relation, sql) %}{{ adapter.dispatch('get_create_table_as_sql', 'dbt')(temporary, relation, sql) }}{% endmacro %}
{% macro default__get_create_table_as_sql(temporary, relation, sql) %}{% do return(create_table_as(temporary, relation, sql)) %}{% endmacro %}

{# An adapter's macro need not know of languages as long as it is only asked for SQL. #}
{% macro create_table_as(temporary, relation, compiled_code, language='sql') %}
  {%- set create = adapter.dispatch('create_table_as', 'dbt') %}
  {{ '' }}
    {{ create(temporary, relation, compiled_code) if language == 'sql' else create(temporary, relation, compiled_code, language) }}
{%- endmacro %}

{% macro default__create_table_as(temporary, relation, sql) %}
  {%- set declared = config.get('contract').enforced and not temporary -%}
  {{ config.get('sql_header', none) or '' }}
  create {{ 'temporary table' if temporary else 'table' }} {{ relation.include(database=(not temporary), schema=(not temporary)) }}
  {{ (get_assert_columns_equivalent(sql) ~ get_table_columns_and_constraints()) if declared }}
  as ({{ '\n    ' ~ (get_select_subquery(sql) if declared else sql) ~ '\n  ' }});
{%- endmacro %}

{# The columns that the properties declare, quoted where they ask for it. #}
{% macro default__get_column_names() %}
  {%- set names = [] -%}
  {%- for column in model['columns'].values() -%}
    {%- do names.append(adapter.quote(column['name']) if column.get('quote') else column['name']) -%}
  {%- endfor -%}
  {{ names | join(', ') }}
{%- endmacro %}

{# A query's columns in the order in which they are declared. #}
{% macro get_select_subquery(sql) %}{% do return(adapter.dispatch('get_select_subquery', 'dbt')(sql)) %}{% endmacro %}
{% macro default__get_select_subquery(sql) %}select {{ adapter.dispatch('get_column_names', 'dbt')() }} from (
{{ sql }}
) as model_subq{% endmacro %}
