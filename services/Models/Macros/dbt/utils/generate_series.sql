{% macro get_powers_of_two(upper_bound) %}{% do return(adapter.dispatch('get_powers_of_two', 'dbt')(upper_bound)) %}{% endmacro %}

{# How many binary digits it takes to count so far. #}
{% macro default__get_powers_of_two(upper_bound) %}
  {%- if upper_bound <= 0 -%}
    {%- do exceptions.raise_compiler_error("upper bound must be positive") -%}
  {%- endif -%}
  {%- for power in range(1, 100) if 2 ** power >= upper_bound -%}
    {%- do return(power) -%}
  {%- endfor -%}
{% endmacro %}

{% macro generate_series(upper_bound) %}{% do return(adapter.dispatch('generate_series', 'dbt')(upper_bound)) %}{% endmacro %}

{# Every combination of so many binary digits is a number; those beyond the bound are left out. #}
{% macro default__generate_series(upper_bound) %}
  {%- set terms = [] -%}
  {%- set digits = [] -%}
  {%- for power in range(dbt.get_powers_of_two(upper_bound)) -%}
    {%- do digits.append('\n    p as p' ~ power ~ '\n    ') -%}
    {%- do terms.append('\n    p' ~ power ~ '.generated_number * power(2, ' ~ power ~ ')\n    ') -%}
  {%- endfor -%}
  {%- set combined = ['select', terms | join(' + \n    ') ~ '\n    \n    + 1\n    as generated_number', 'from', digits | join(' cross join \n    ') ~ '\n    '] | join('\n\n    ') -%}
  {%- set within = ['select *', 'from unioned', 'where generated_number <= ' ~ upper_bound, 'order by generated_number'] | join('\n    ') -%}
  {{- '\n\n    \n\n    with ' ~ dbt._cte('p', ['select 0 as generated_number union all select 1'], margin='    ') -}}
  {{- ', unioned as (\n\n    ' ~ [combined, ')', within] | join('\n\n    ') ~ '\n\n' -}}
{% endmacro %}
