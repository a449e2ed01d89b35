{% macro set_sql_header(config) %}{{ config.set('sql_header', caller()) }}{% endmacro %}

{# What the model says goes before what the run was asked. #}
{% macro should_full_refresh() %}
  {%- set configured = config.get('full_refresh') -%}
  {% do return(flags.FULL_REFRESH if configured is none else configured) %}
{% endmacro %}

{% macro should_store_failures() %}
  {%- set configured = config.get('store_failures') -%}
  {% do return(flags.STORE_FAILURES if configured is none else configured) %}
{% endmacro %}
