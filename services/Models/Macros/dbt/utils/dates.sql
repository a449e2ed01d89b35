{% macro date(year, month, day) %}{% do return(adapter.dispatch('date', 'dbt')(year, month, day)) %}{% endmacro %}
{% macro default__date(year, month, day) %}to_date('{{ '%04d-%02d-%02d' | format(year, month, day) }}', 'YYYY-MM-DD'){% endmacro %}

{% macro date_trunc(datepart, date) %}{% do return(adapter.dispatch('date_trunc', 'dbt')(datepart, date)) %}{% endmacro %}
{% macro default__date_trunc(datepart, date) %}date_trunc({{ ["'" ~ datepart ~ "'", date] | join(', ') }}){% endmacro %}

{% macro dateadd(datepart, interval, from_date_or_timestamp) %}{% do return(adapter.dispatch('dateadd', 'dbt')(datepart, interval, from_date_or_timestamp)) %}{% endmacro %}
{% macro default__dateadd(datepart, interval, from_date_or_timestamp) %}
  {{- '\n\n    ' ~ dbt._spread_call('dateadd', [datepart, interval, from_date_or_timestamp]) ~ '\n\n' -}}
{% endmacro %}

{% macro datediff(first_date, second_date, datepart) %}{% do return(adapter.dispatch('datediff', 'dbt')(first_date, second_date, datepart)) %}{% endmacro %}
{% macro default__datediff(first_date, second_date, datepart) %}{{ dbt._spread_call('datediff', [datepart, first_date, second_date]) }}{% endmacro %}

{# How many times a week's first day, Sunday, lies between two moments: whole weeks of the days between, and one that is begun. #}
{% macro _weeks_between(days, division, first_date, second_date) %}
  {%- set weekdays = [] -%}
  {%- for moment in [first_date, second_date] -%}
    {%- do weekdays.append("date_part('dow', (" ~ moment ~ ')::timestamp)') -%}
  {%- endfor -%}
  {%- set forward = '        case when ' ~ first_date ~ ' <= ' ~ second_date ~ ' then ' -%}
  {{ [
    '(' ~ days ~ ' ' ~ division ~ ' 7 + case',
    '    when ' ~ weekdays | join(' <= ') ~ ' then', forward ~ '0 else -1 end',
    '    else', forward ~ '1 else 0 end',
    'end)'
  ] | join('\n        ') }}
{%- endmacro %}

{% macro last_day(date, datepart) %}{% do return(adapter.dispatch('last_day', 'dbt')(date, datepart)) %}{% endmacro %}
{% macro default__last_day(date, datepart) %}{{ dbt.default_last_day(date, datepart) }}{% endmacro %}
{% macro default_last_day(date, datepart) %}{{ dbt._day_before_next(date, datepart, datepart, '1') }}{% endmacro %}

{# For engines whose intervals know no quarter: a quarter is three months. #}
{% macro _last_day_by_months(engine, date, datepart) %}{{ '-- ' ~ engine ~ ' dateadd does not support quarter interval.\n    ' ~ dbt._day_before_next(date, datepart, 'month', '3') }}{% endmacro %}

{% macro _day_before_next(date, datepart, unit, count) %}
  {%- set next = dbt.dateadd(unit, count, dbt.date_trunc(datepart, date)) -%}
  {{ 'cast(\n        ' ~ dbt.dateadd('day', '-1', next) ~ '\n        as date)' }}
{%- endmacro %}
