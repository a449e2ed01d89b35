{% macro get_intervals_between(start_date, end_date, datepart) %}{% do return(adapter.dispatch('get_intervals_between', 'dbt')(start_date, end_date, datepart)) %}{% endmacro %}

{# Asked of the engine; while nothing is executed there is nobody to ask. #}
{% macro default__get_intervals_between(start_date, end_date, datepart) %}
  {%- call statement('get_intervals_between', fetch_result=True) -%}select {{ dbt.datediff(start_date, end_date, datepart) }}{%- endcall -%}
  {%- set rows = (load_result('get_intervals_between') or {})['data'] -%}
  {%- do return(rows[0][0] if rows else 1) -%}
{% endmacro %}

{% macro date_spine(datepart, start_date, end_date) %}{% do return(adapter.dispatch('date_spine', 'dbt')(datepart, start_date, end_date)) %}{% endmacro %}

{# date_spine('month', "cast('2024-01-01' as date)", "current_date"): a row for each month. #}
{% macro default__date_spine(datepart, start_date, end_date) %}
  {%- set name = 'date_' ~ datepart -%}
  {%- set numbers = dbt.generate_series(dbt.get_intervals_between(start_date, end_date, datepart)) -%}
  {%- set moment = dbt.dateadd(datepart, 'row_number() over (order by 1) - 1', start_date) -%}
  {%- set tables = [] -%}
  {%- for table, lines in [
    ('rawdata', [numbers]),
    ('all_periods', ['select (', '    ' ~ moment, ') as ' ~ name, 'from rawdata']),
    ('filtered', ['select *', 'from all_periods', 'where ' ~ name ~ ' <= ' ~ end_date])
  ] -%}
    {%- do tables.append(dbt._cte(table, lines, around='\n\n', margin='    ')) -%}
  {%- endfor -%}
  {{- '\n\n\n    \n\n\n    with ' ~ tables | join(',\n\n    ') ~ '\n\n    select * from filtered\n\n' -}}
{% endmacro %}
