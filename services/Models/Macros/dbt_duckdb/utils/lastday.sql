{% macro duckdb__last_day(date, datepart) %}
  {{- dbt._last_day_by_months('duckdb', date, datepart) if datepart == 'quarter' else dbt.default_last_day(date, datepart) -}}
{% endmacro %}
