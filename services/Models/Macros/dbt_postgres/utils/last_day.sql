{% macro postgres__last_day(date, datepart) %}
  {{- dbt._last_day_by_months('postgres', date, datepart) if datepart == 'quarter' else dbt.default_last_day(date, datepart) -}}
{% endmacro %}
