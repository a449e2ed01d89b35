{% macro duckdb__listagg(measure, delimiter_text, order_by_clause, limit_num) %}
  {{- dbt._listagg_of_ordered('list_aggr', ["'string_agg'", delimiter_text], measure, delimiter_text, order_by_clause, limit_num) -}}
{% endmacro %}
