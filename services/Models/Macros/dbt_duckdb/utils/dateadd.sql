{# Units that have no interval of their own are so many of one that has. #}
{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) %}
  {%- set unit = datepart | lower -%}
  {%- set count, base = {'quarter': (3, 'month'), 'week': (7, 'day')}.get(unit, (1, unit)) -%}
  {%- set steps = 'cast(' ~ interval ~ ' as bigint)' -%}
  {%- set added = '(' ~ steps ~ ' * ' ~ count ~ ')' if count > 1 else steps -%}
  {{- '\n\n    (' ~ from_date_or_timestamp ~ ' + ' ~ added ~ ' * interval 1 ' ~ base ~ ')' -}}
{% endmacro %}
