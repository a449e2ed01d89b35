{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
  {%- set own = custom_alias_name or node.name -%}
  {%- if node.version -%}{{ own ~ '__' ~ node.version | replace('.', '_') }}{%- else -%}{{ own | trim }}{%- endif -%}
{%- endmacro %}
