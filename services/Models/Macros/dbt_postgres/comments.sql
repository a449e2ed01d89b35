{# In dollar quotes of a name that nobody uses, so that a comment may hold any others. #}
{% macro postgres_escape_comment(comment) %}
  {%- set mark = '$dbt_comment_literal_block$' -%}
  {%- do exceptions.raise_compiler_error('cannot escape a non-string: ' ~ comment) if comment is not string -%}
  {%- do exceptions.raise_compiler_error('The string ' ~ mark ~ ' is not allowed in comments.') if mark in comment -%}
  {{ [mark, comment, mark] | join }}
{%- endmacro %}

{% macro postgres__alter_relation_comment(relation, comment) %}
  {{- ['comment on', relation.type | replace('_', ' '), relation.render(), 'is', postgres_escape_comment(comment)] | join(' ') }};
{% endmacro %}

{# Of the columns that there are: properties may describe others. #}
{% macro postgres__alter_column_comment(relation, column_dict) %}
  {%- set there = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
  {%- for name, column in column_dict.items() if name in there -%}
    comment on column {{ relation.render() ~ '.' ~ (adapter.quote(name) if column['quote'] else name) }} is {{ postgres_escape_comment(column['description']) }};
  {% endfor -%}
{% endmacro %}
