{% macro tier(units, limits=[100, 1000]) %}
  case
  {%- for limit in limits | sort %}
    when {{ units }} < {{ limit }} then {{ loop.index }}
  {%- endfor %}
    else {{ limits | length + 1 }}
  end
{%- endmacro %}

{% macro days_billed() %}
  {%- set days = [] -%}
  {%- if execute -%}
    {%- for row in run_query('select distinct cast(read_at as date) as d from ' ~ ref('meter_readings') ~ ' order by 1') -%}
      {%- do days.append(row[0] | string) -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(days) }}
{% endmacro %}
