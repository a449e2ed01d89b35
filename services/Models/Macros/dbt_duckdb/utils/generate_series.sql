{# A function of the engine's own, with the column's name that the macro promises. #}
{% macro duckdb__generate_series(upper_bound) %}
  {{- '\n    select\n        generate_series as generated_number\n    from generate_series(1, ' ~ upper_bound ~ ')\n' -}}
{% endmacro %}
