{% macro cast(field, type) %}{% do return(adapter.dispatch('cast', 'dbt')(field, type)) %}{% endmacro %}
{% macro default__cast(field, type) %}{{ '\n    cast(' ~ field ~ ' as ' ~ type ~ ')\n' }}{% endmacro %}

{# Most engines have no cast that gives null. #}
{% macro safe_cast(field, type) %}{% do return(adapter.dispatch('safe_cast', 'dbt')(field, type)) %}{% endmacro %}
{% macro default__safe_cast(field, type) %}{{ '\n    ' ~ '\n    cast(' ~ field ~ ' as ' ~ type ~ ')\n' }}{% endmacro %}
