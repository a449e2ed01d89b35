{# Values that are not among those that the properties list, as texts unless they say otherwise. #}
{% macro default__test_accepted_values(model, column_name, values, quote=True) %}
  {%- set mark = "'" if quote else '' -%}
  {%- set accepted = [] -%}
  {%- for value in values -%}
    {%- do accepted.append(mark ~ value ~ mark) -%}
  {%- endfor -%}
  {%- set counted = dbt._cte('all_values', dbt._value_counts(model, column_name, 'value_field'), around='\n\n') -%}
  {{- '\n\nwith ' ~ counted ~ '\n\n' ~ ['select *', 'from all_values', 'where value_field not in (', '    ' ~ accepted | join(','), ')'] | join('\n') ~ '\n\n' -}}
{% endmacro %}
