{% test within(model, column_name, least=none, most=none) %}
  select {{ column_name }} as value
  from {{ model }}
  where not (
    {%- set rules = [] -%}
    {%- if least is not none %}{% do rules.append(column_name ~ ' >= ' ~ least) %}{% endif -%}
    {%- if most is not none %}{% do rules.append(column_name ~ ' <= ' ~ most) %}{% endif -%}
    {{ rules | join(' and ') }})
{% endtest %}
