{# Values that occur more than once, and how often. #}
{% macro default__test_unique(model, column_name) %}
  {%- set known = 'where ' ~ column_name ~ ' is not null' -%}
  {{- '\n\n' ~ (dbt._value_counts(model, column_name, 'unique_field', known) + ['having count(*) > 1']) | join('\n') ~ '\n\n' -}}
{% endmacro %}

{# The lines of a query that counts a column's values. #}
{% macro _value_counts(model, column_name, label, condition=none) %}
  {%- set select_list = ['    ' ~ column_name ~ ' as ' ~ label ~ ',', '    count(*) as n_records\n'] -%}
  {%- set conditions = [condition] if condition else [] -%}
  {% do return(['select'] + select_list + ['from ' ~ model] + conditions + ['group by ' ~ column_name]) %}
{% endmacro %}
