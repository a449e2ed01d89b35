{% macro concat(fields) %}{% do return(adapter.dispatch('concat', 'dbt')(fields)) %}{% endmacro %}
{% macro default__concat(fields) %}{{ fields | join(' || ') }}{% endmacro %}

{% macro hash(field) %}{% do return(adapter.dispatch('hash', 'dbt')(field)) %}{% endmacro %}
{% macro default__hash(field) %}md5(cast({{ field }} as {{ api.Column.translate_type('string') }})){% endmacro %}

{% macro string_literal(value) %}{% do return(adapter.dispatch('string_literal', 'dbt')(value)) %}{% endmacro %}
{% macro default__string_literal(value) %}{{ "'" ~ value ~ "'" }}{% endmacro %}

{% macro escape_single_quotes(expression) %}{% do return(adapter.dispatch('escape_single_quotes', 'dbt')(expression)) %}{% endmacro %}
{% macro default__escape_single_quotes(expression) %}{{ expression | replace("'", "''") }}{% endmacro %}

{% macro length(expression) %}{% do return(adapter.dispatch('length', 'dbt')(expression)) %}{% endmacro %}
{% macro default__length(expression) %}{{ '\n\n    ' ~ dbt._spread_call('length', [expression], closing='    )') }}{% endmacro %}

{% macro position(substring_text, string_text) %}{% do return(adapter.dispatch('position', 'dbt')(substring_text, string_text)) %}{% endmacro %}
{% macro default__position(substring_text, string_text) %}{{ '\n\n    ' ~ dbt._spread_call('position', [substring_text ~ ' in ' ~ string_text], closing='    )') }}{% endmacro %}

{% macro right(string_text, length_expression) %}{% do return(adapter.dispatch('right', 'dbt')(string_text, length_expression)) %}{% endmacro %}
{% macro default__right(string_text, length_expression) %}{{ '\n\n    ' ~ dbt._spread_call('right', [string_text, length_expression], closing='    )') }}{% endmacro %}

{% macro replace(field, old_chars, new_chars) %}{% do return(adapter.dispatch('replace', 'dbt')(field, old_chars, new_chars)) %}{% endmacro %}
{% macro default__replace(field, old_chars, new_chars) %}
  {{- '\n\n    ' ~ dbt._spread_call('replace', [field, old_chars, new_chars], closing='    )') ~ '\n\n\n' -}}
{% endmacro %}

{% macro split_part(string_text, delimiter_text, part_number) %}{% do return(adapter.dispatch('split_part', 'dbt')(string_text, delimiter_text, part_number)) %}{% endmacro %}
{% macro default__split_part(string_text, delimiter_text, part_number) %}
  {{- '\n\n    ' ~ dbt._spread_call('split_part', [string_text, delimiter_text, part_number]) ~ '\n\n' -}}
{% endmacro %}

{# A part counted from the end, by way of how many delimiters there are. #}
{% macro _split_part_negative(string_text, delimiter_text, part_number) %}
  {%- set without = 'replace(' ~ string_text ~ ',  ' ~ delimiter_text ~ ", '')" -%}
  {%- set delimiters = ['  length(' ~ string_text ~ ')', '- length(', '    ' ~ without, ') + 2 + ' ~ part_number] | join('\n          ') -%}
  {{- dbt.default__split_part(string_text, delimiter_text, delimiters) -}}
{% endmacro %}
