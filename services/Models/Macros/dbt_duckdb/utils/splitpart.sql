{% macro duckdb__split_part(string_text, delimiter_text, part_number) %}
  {{- '\n    string_split(' ~ [string_text, delimiter_text] | join(', ') ~ ')[ ' ~ part_number ~ ' ]\n' -}}
{% endmacro %}
