{% macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) -%}
    {% do return(adapter.dispatch('listagg', 'dbt')(measure, delimiter_text, order_by_clause, limit_num)) %}
{%- endmacro %}

{% macro default__listagg(measure, delimiter_text, order_by_clause, limit_num) %}
  {%- set ordering = 'within group (' ~ order_by_clause ~ ')' if order_by_clause else '' -%}
  {%- if limit_num -%}
    {%- set all = ['array_agg(', '    ' ~ measure, ')' ~ ordering] -%}
    {%- set first = 'array_slice(\n            ' ~ (all + [',0', ',' ~ limit_num]) | join('\n            ') -%}
    {{ ['array_to_string(', first, '),', delimiter_text, ')'] | join('\n        ') }}
  {%- else -%}
    {{ '\n    ' ~ ['listagg(', measure ~ ',', delimiter_text, ')', ordering] | join('\n        ') }}
  {%- endif -%}
{% endmacro %}

{# For engines whose aggregates take an order among their arguments; the first few are cut from an array, which `join_function` makes a text of. #}
{% macro _listagg_of_ordered(join_function, join_arguments, measure, delimiter_text, order_by_clause, limit_num) %}
  {%- set order = order_by_clause or '' -%}
  {%- if limit_num -%}
    {%- set arguments = ['(array_agg(\n            ' ~ measure ~ '\n            ' ~ order ~ '\n        ))[1:' ~ limit_num ~ ']'] + join_arguments -%}
    {{ join_function ~ '(\n        ' ~ arguments | join(',\n        ') ~ '\n        )' }}
  {%- else -%}
    {{ '\n    ' ~ ['string_agg(', measure ~ ',', delimiter_text, order, ')'] | join('\n        ') }}
  {%- endif -%}
{% endmacro %}
