{% macro postgres__any_value(expression) %}min({{ expression }}){% endmacro %}
