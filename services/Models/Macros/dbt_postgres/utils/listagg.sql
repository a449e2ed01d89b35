{% macro postgres__listagg(measure, delimiter_text, order_by_clause, limit_num) %}
  {{- dbt._listagg_of_ordered('array_to_string', [delimiter_text], measure, delimiter_text, order_by_clause, limit_num) -}}
{% endmacro %}
