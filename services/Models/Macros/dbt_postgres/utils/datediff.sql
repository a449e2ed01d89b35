{# A unit counts the larger one that holds a whole number of it, and adds by how much the two moments differ in the unit itself. #}
{% macro postgres__datediff(first_date, second_date, datepart) %}
  {%- set units = {
    'year': (none, none, 'date'),
    'quarter': ('year', 4, 'date'),
    'month': ('year', 12, 'date'),
    'hour': ('day', 24, 'timestamp'),
    'minute': ('hour', 60, 'timestamp'),
    'second': ('minute', 60, 'timestamp'),
    'millisecond': ('minute', 60000, 'timestamp'),
    'microsecond': ('minute', 60000000, 'timestamp')
  } -%}
  {%- if datepart == 'day' -%}
    {%- set difference = '((' ~ second_date ~ ')::date - (' ~ first_date ~ ')::date)' -%}
  {%- elif datepart == 'week' -%}
    {%- set difference = dbt._weeks_between(datediff(first_date, second_date, 'day'), '/', first_date, second_date) -%}
  {%- elif datepart in units -%}
    {%- set larger, count, type = units[datepart] -%}
    {%- set shown = [] -%}
    {%- for moment in [second_date, first_date] -%}
      {%- set part = "date_part('" ~ datepart ~ "', (" ~ moment ~ ')::' ~ type ~ ')' -%}
      {#- These are the parts that come with a fraction. -#}
      {%- do shown.append('floor(' ~ part ~ ')' if 'second' in datepart else part) -%}
    {%- endfor -%}
    {%- set whole = datediff(first_date, second_date, larger) ~ ' * ' ~ count ~ ' + ' if larger else '' -%}
    {%- set difference = '(' ~ whole ~ shown | join(' - ') ~ ')' -%}
  {%- else -%}
    {%- do exceptions.raise_compiler_error("Unsupported datepart for macro datediff in postgres: {!r}".format(datepart)) -%}
  {%- endif -%}
  {{- '\n        ' ~ difference ~ '\n    ' -}}
{% endmacro %}
