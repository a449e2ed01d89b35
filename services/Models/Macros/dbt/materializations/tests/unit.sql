{%- materialization unit, default -%}
  {%- set expected_rows = config.get('expected_rows') -%}
  {%- set expected_sql = config.get('expected_sql') -%}
  {%- set expected_names = expected_rows[0].keys() if expected_rows | length > 0 else get_columns_in_query(sql) -%}

  {#- The types of the model's columns, from an empty table of them. -#}
  {%- set temp_relation = make_temp_relation(this.incorporate(type='table')) -%}
  {% do run_query(get_create_table_as_sql(True, temp_relation, get_empty_subquery_sql(sql))) %}
  {%- set types = {} -%}
  {%- set quoted = {} -%}
  {%- for column in adapter.get_columns_in_relation(temp_relation) -%}
    {%- do types.update({column.name | lower: column.data_type}) -%}
    {%- do quoted.update({column.name | lower: column.quoted}) -%}
  {%- endfor -%}
  {%- set expected_columns = [] -%}
  {%- for name in expected_names -%}
    {%- do expected_columns.append(quoted[name | lower]) -%}
  {%- endfor -%}
  {%- set expected_sql = expected_sql or get_expected_sql(expected_rows, types, quoted) -%}

  {% call statement('main', fetch_result=True, auto_begin=False) -%}
    {{ get_unit_test_sql(sql, expected_sql, expected_columns) }}
  {%- endcall %}
  {% do adapter.drop_relation(temp_relation) %}
  {{ return({'relations': []}) }}
{%- endmaterialization -%}

{% macro get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
    {{ adapter.dispatch('get_unit_test_sql', 'dbt')(main_sql, expected_fixture_sql, expected_column_names) }}
{%- endmacro %}

{# What the model gives and what it should give, each row marked with its side. #}
{% macro default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) %}
  {%- set mark = adapter.quote('actual_or_expected') -%}
  {%- set tables = [] -%}
  {%- for side, separator, rows in [('actual', ',', main_sql), ('expected', ', ', expected_fixture_sql)] -%}
    {%- set columns = expected_column_names | join(separator) ~ ', ' ~ dbt.string_literal(side) ~ ' as ' ~ mark -%}
    {%- set name = 'dbt_internal_unit_test_' ~ side -%}
    {%- do tables.append(name ~ ' as (\n  select\n    ' ~ columns ~ '\n  from (\n    ' ~ rows ~ '\n  ) _' ~ name ~ '\n)') -%}
  {%- endfor -%}
  {{ '-- Build actual result given inputs\nwith ' ~ tables | join(',\n-- Build expected result\n') }}
-- Union actual and expected results
select * from dbt_internal_unit_test_{{ ['actual', 'expected'] | join('\nunion all\nselect * from dbt_internal_unit_test_') }}
{%- endmacro %}
