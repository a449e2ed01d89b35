{# Cents as whole currency, rounded by whatever the engine calls it. #}
{% macro to_units(column, places=2) -%}
  {{ return(adapter.dispatch('to_units', 'jaffle')(column, places)) }}
{%- endmacro %}

{% macro default__to_units(column, places) -%}
  round({{ column }} / 100.0, {{ places }})
{%- endmacro %}

{% macro postgres__to_units(column, places) -%}
  ({{ column }} / 100.0)::numeric(16, {{ places }})
{%- endmacro %}

{% macro methods() %}{{ return(var('payment_methods') | sort) }}{% endmacro %}
