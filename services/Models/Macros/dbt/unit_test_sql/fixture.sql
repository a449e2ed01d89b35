{# Rows of a unit test's input as a query; columns that a row does not name are null. #}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
  {%- set types = column_name_to_data_types or {} -%}
  {%- set quoted = {} -%}
  {%- if not types -%}
    {%- set relation = defer_relation if (defer_relation and not load_relation(this)) else this -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
      {%- do types.update({column.name | lower: column.data_type}) -%}
      {%- do quoted.update({column.name | lower: column.quoted}) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- if not types -%}
    {{ exceptions.raise_compiler_error("Not able to get columns for unit test '" ~ model.name ~ "' from relation " ~ this ~ " because the relation doesn't exist") }}
  {%- endif -%}
  {%- set missing = {} -%}
  {%- for name, type in types.items() -%}
    {%- do missing.update({name: safe_cast('null', type) | trim}) -%}
  {%- endfor -%}
  {{- validate_fixture_rows(rows, row_number) }}
-- Fixture for {{ model.name }}
{% for row in rows -%}
    {%- set values = missing.copy() -%}
    {%- do values.update(format_row(row, types)) -%}
{{ fixture_row(values, quoted) }}
    {%- if not loop.last %}
union all
{%   endif -%}
  {%- endfor -%}
  {%- if rows | length == 0 -%}
{{ fixture_row(missing, quoted) }}
    limit 0
  {%- endif -%}
{% endmacro %}

{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) %}
  {%- if rows | length == 0 -%}
    select * from dbt_internal_unit_test_actual
    limit 0
  {%- endif -%}
  {%- for row in rows -%}
{{ fixture_row(format_row(row, column_name_to_data_types), column_name_to_quoted) }}
    {%- if not loop.last %}
union all
{%   endif -%}
  {%- endfor -%}
{% endmacro %}

{% macro fixture_row(values, quoted) %}select{% for name, value in values.items() %} {{ value }} as {{ quoted[name] }}{{ ',' if not loop.last }}{% endfor %}{% endmacro %}

{# A row's values as SQL of the columns' types, by their names in lower case. #}
{%- macro format_row(row, column_name_to_data_types) -%}
  {%- set formatted = {} -%}
  {%- for key, value in row.items() -%}
    {%- set name = key | lower -%}
    {%- if name not in column_name_to_data_types -%}
      {%- set fixture = 'expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" -%}
      {{ exceptions.raise_compiler_error("Invalid column name: '" ~ name ~ "' in unit test fixture for " ~ fixture ~ ".\nAccepted columns for " ~ fixture ~ " are: " ~ (column_name_to_data_types.keys() | list)) }}
    {%- endif -%}
    {%- if value is string -%}
      {%- set text = dbt.string_literal(dbt.escape_single_quotes(value)) -%}
    {%- else -%}
      {%- set text = 'null' if value is none else value -%}
    {%- endif -%}
    {%- do formatted.update({name: safe_cast(text, column_name_to_data_types[name])}) -%}
  {%- endfor -%}
  {{ return(formatted) }}
{%- endmacro -%}

{% macro validate_fixture_rows(rows, row_number) %}{% do return(adapter.dispatch('validate_fixture_rows', 'dbt')(rows, row_number)) %}{% endmacro %}
{%- macro default__validate_fixture_rows(rows, row_number) -%}
{%- endmacro -%}
