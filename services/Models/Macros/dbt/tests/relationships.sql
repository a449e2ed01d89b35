{# Values that the other relation's column does not have. #}
{% macro default__test_relationships(model, column_name, to, field) %}
  {%- set children = ['select ' ~ column_name ~ ' as from_field', 'from ' ~ model, 'where ' ~ column_name ~ ' is not null'] -%}
  {%- set parents = ['select ' ~ field ~ ' as to_field', 'from ' ~ to] -%}
  {%- set unmatched = ['select\n    from_field\n\nfrom child', 'left join parent', '    on child.from_field = parent.to_field\n', 'where parent.to_field is null'] | join('\n') -%}
  {{- ['\n\nwith ' ~ dbt._cte('child', children) ~ ',', dbt._cte('parent', parents), unmatched ~ '\n\n'] | join('\n\n') -}}
{% endmacro %}
