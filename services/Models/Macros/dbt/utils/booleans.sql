{% macro bool_or(expression) %}{% do return(adapter.dispatch('bool_or', 'dbt')(expression)) %}{% endmacro %}
{% macro default__bool_or(expression) %}bool_or({{ expression }}){% endmacro %}

{% macro cast_bool_to_text(field) %}{{ '\n  ' ~ adapter.dispatch('cast_bool_to_text', 'dbt')(field) ~ '\n' }}{% endmacro %}
{% macro default__cast_bool_to_text(field) %}{{ '\n    cast(' ~ field ~ ' as ' ~ api.Column.translate_type('string') ~ ')\n' }}{% endmacro %}

{% macro equals(expr1, expr2) %}{% do return(adapter.dispatch('equals', 'dbt')(expr1, expr2)) %}{% endmacro %}
{# Whether nulls equal each other is a project's choice. #}
{% macro default__equals(expr1, expr2) %}
  {%- set same = '(' ~ expr1 ~ ' = ' ~ expr2 ~ ')' -%}
  {%- if adapter.behavior.enable_truthy_nulls_equals_macro.no_warn -%}
    {%- set both_null = '(' ~ [expr1, expr2] | join(' is null and ') ~ ' is null)' -%}
    {{ '\n    case when (' ~ [same, both_null] | join(' or ') ~ ')\n        then 0\n        else 1\n    end = 0\n' }}
  {%- else -%}
    {{ same ~ '\n' }}
  {%- endif -%}
{% endmacro %}
