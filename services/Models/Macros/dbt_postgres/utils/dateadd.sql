{% macro postgres__dateadd(datepart, interval, from_date_or_timestamp) %}
  {%- set one = "(interval '1 " ~ datepart ~ "')" -%}
  {{- '\n\n    ' ~ from_date_or_timestamp ~ ' + (' ~ one ~ ' * (' ~ interval ~ '))\n\n' -}}
{% endmacro %}
