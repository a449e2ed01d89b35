{% macro postgres__split_part(string_text, delimiter_text, part_number) %}
  {%- set counted = dbt._split_part_negative if part_number < 0 else dbt.default__split_part -%}
  {{- '\n\n  \n    ' ~ counted(string_text, delimiter_text, part_number) ~ '\n  \n\n' -}}
{% endmacro %}
