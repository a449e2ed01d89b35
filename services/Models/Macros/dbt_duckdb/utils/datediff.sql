{# The engine itself counts weeks from Monday to Monday. #}
{% macro duckdb__datediff(first_date, second_date, datepart) %}
  {%- if datepart == 'week' -%}
    {{ '\n            ' ~ dbt._weeks_between(datediff(first_date, second_date, 'day'), '//', first_date, second_date) ~ '\n    ' }}
  {%- else -%}
    {%- set arguments = ["'" ~ datepart ~ "'", first_date ~ '::timestamp', second_date ~ '::timestamp'] -%}
    {{ '\n        (date_diff(' ~ arguments | join(', ') ~ ' ))\n    ' }}
  {%- endif -%}
{% endmacro %}
