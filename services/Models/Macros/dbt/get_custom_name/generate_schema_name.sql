{% macro generate_schema_name(custom_schema_name=none, node=none) %}{% do return(adapter.dispatch('generate_schema_name', 'dbt')(custom_schema_name, node)) %}{% endmacro %}
{# The target's schema, followed by the configured one where there is one. #}
{% macro default__generate_schema_name(custom_schema_name, node) -%}
  {{ target.schema if custom_schema_name is none else [target.schema, custom_schema_name | trim] | join('_') }}
{%- endmacro %}

{# For projects that choose it: the configured schema as it is in production, the target's elsewhere. #}
{% macro generate_schema_name_for_env(custom_schema_name, node) %}{{ custom_schema_name | trim if target.name == 'prod' and custom_schema_name is not none else target.schema }}{% endmacro %}
