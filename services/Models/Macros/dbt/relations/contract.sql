{% macro get_table_columns_and_constraints() %}{{ adapter.dispatch('get_table_columns_and_constraints', 'dbt')() }}{% endmacro %}
{% macro default__get_table_columns_and_constraints() %}{% do return(table_columns_and_constraints()) %}{% endmacro %}

{% macro table_columns_and_constraints() %}
  {%- set parts = adapter.render_raw_columns_constraints(raw_columns=model['columns']) + adapter.render_raw_model_constraints(raw_constraints=model['constraints']) -%}
  (
    {{ parts | join(',\n    ') }}
  )
{% endmacro %}

{% macro get_assert_columns_equivalent(sql) %}{{ adapter.dispatch('get_assert_columns_equivalent', 'dbt')(sql) }}{% endmacro %}
{% macro default__get_assert_columns_equivalent(sql) %}{% do return(assert_columns_equivalent(sql)) %}{% endmacro %}

{# Fails unless the query gives exactly the columns, by name and type, that the model's properties declare. #}
{% macro assert_columns_equivalent(sql) %}
  {%- if not model['columns'] -%}
    {{ exceptions.raise_contract_error([], []) }}
  {%- endif -%}
  {%- set actual = format_columns(get_column_schema_from_query(sql, config.get('sql_header', none))) -%}
  {%- set declared = format_columns(get_column_schema_from_query(get_empty_schema_sql(model['columns']))) -%}
  {%- set wanted = {} -%}
  {%- for column in declared -%}
    {%- do wanted.update({column['name']: column['formatted']}) -%}
  {%- endfor -%}
  {%- if actual | length != declared | length -%}
    {%- do exceptions.raise_contract_error(declared, actual) -%}
  {%- endif -%}
  {%- for column in actual if wanted.get(column['name']) != column['formatted'] -%}
    {%- do exceptions.raise_contract_error(declared, actual) -%}
  {%- endfor -%}
{% endmacro %}

{% macro format_columns(columns) %}
  {%- set formatted = [] -%}
  {%- for column in columns -%}
    {%- do formatted.append(adapter.dispatch('format_column', 'dbt')(column)) -%}
  {%- endfor -%}
  {{ return(formatted) }}
{% endmacro %}

{% macro default__format_column(column) %}{% do return({'name': column.name, 'data_type': column.dtype, 'formatted': column.column.lower() ~ ' ' ~ column.dtype}) %}{% endmacro %}
