{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if custom_schema_name is none -%} {{ target.schema }}
  {%- else -%} {{ target.schema }}_{{ node.resource_type[0] }}_{{ custom_schema_name | trim }}
  {%- endif -%}
{%- endmacro %}
