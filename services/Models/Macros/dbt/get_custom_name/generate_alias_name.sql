{% macro generate_alias_name(custom_alias_name=none, node=none) %}{% do return(adapter.dispatch('generate_alias_name', 'dbt')(custom_alias_name, node)) %}{% endmacro %}

{# The name that a model's configuration gives, else its own, with its version. #}
{% macro default__generate_alias_name(custom_alias_name=none, node=none) %}
  {%- set suffix = '_v' ~ (node.version | replace('.', '_')) if node.version else '' -%}
  {{ custom_alias_name | trim if custom_alias_name else node.name ~ suffix }}
{%- endmacro %}
