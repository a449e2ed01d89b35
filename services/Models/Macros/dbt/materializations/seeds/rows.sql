{% macro create_csv_table(model, agate_table) %}{{ adapter.dispatch('create_csv_table', 'dbt')(model, agate_table) }}{% endmacro %}
{% macro default__create_csv_table(model, agate_table) %}
  {%- set types = model['config'].get('column_types', {}) or {} -%}
  {%- set columns = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
    {%- do columns.append(adapter.quote_seed_column(name | string, model['config'].get('quote_columns', none)) ~ ' ' ~ type) -%}
  {%- endfor -%}
  {%- set sql = 'create table ' ~ this.render() ~ ' (' ~ columns | join(', ') ~ ')' -%}
  {%- call statement('_') -%}
    {{ sql }}
  {%- endcall -%}
  {{ return(sql) }}
{% endmacro %}

{% macro reset_csv_table(model, full_refresh, old_relation, agate_table) %}{{ adapter.dispatch('reset_csv_table', 'dbt')(model, full_refresh, old_relation, agate_table) }}{% endmacro %}
{% macro default__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {%- if full_refresh -%}
    {% do adapter.drop_relation(old_relation) %}
    {{ return(create_csv_table(model, agate_table)) }}
  {%- endif -%}
  {% do adapter.truncate_relation(old_relation) %}
  {{ return('truncate table ' ~ old_relation.render()) }}
{% endmacro %}

{% macro get_csv_sql(create_or_truncate_sql, insert_sql) %}
    {{ adapter.dispatch('get_csv_sql', 'dbt')(create_or_truncate_sql, insert_sql) }}
{% endmacro %}

{% macro default__get_csv_sql(create_or_truncate_sql, insert_sql) %}
    {{ create_or_truncate_sql }};
    -- dbt seed --
    {{ insert_sql }}
{% endmacro %}

{% macro get_binding_char() %}{{ adapter.dispatch('get_binding_char', 'dbt')() }}{% endmacro %}
{% macro default__get_binding_char() %}{% do return('%s') %}{% endmacro %}

{% macro get_batch_size() %}{% do return(adapter.dispatch('get_batch_size', 'dbt')()) %}{% endmacro %}
{% macro default__get_batch_size() %}{% do return(10000) %}{% endmacro %}

{% macro get_seed_column_quoted_csv(model, column_names) %}{% do return(seed_columns(model, column_names) | join(', ')) %}{% endmacro %}

{% macro seed_columns(model, column_names) %}
  {%- set quoted = [] -%}
  {%- for name in column_names -%}
    {%- do quoted.append(adapter.quote_seed_column(name, model['config'].get('quote_columns', none))) -%}
  {%- endfor -%}
  {{ return(quoted) }}
{% endmacro %}

{% macro load_csv_rows(model, agate_table) %}{{ adapter.dispatch('load_csv_rows', 'dbt')(model, agate_table) }}{% endmacro %}
{# All rows by the engine's way for many; the statement given is for whoever reads what was run. #}
{% macro default__load_csv_rows(model, agate_table) %}
  {%- set columns = seed_columns(model, agate_table.column_names) -%}
  {%- if agate_table.rows | length == 0 -%}
    {{ return('') }}
  {%- endif -%}
  {% do adapter.load_rows(this, columns, agate_table) %}
  {{ return('insert into ' ~ this.render() ~ ' (' ~ columns | join(', ') ~ ') -- ' ~ agate_table.rows | length ~ ' rows') }}
{% endmacro %}
