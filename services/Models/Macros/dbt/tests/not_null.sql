{# Rows that somebody will look at are given whole. #}
{% macro default__test_not_null(model, column_name) %}
  {%- set shown = '*' if should_store_failures() else column_name -%}
  {{- '\n\n\n\n' ~ ['select ' ~ shown, 'from ' ~ model, 'where ' ~ column_name ~ ' is null'] | join('\n') ~ '\n\n' -}}
{% endmacro %}
