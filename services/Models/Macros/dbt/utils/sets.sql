{% macro intersect() %}{% do return(adapter.dispatch('intersect', 'dbt')()) %}{% endmacro %}
{% macro default__intersect() %}{{ '\n\n    intersect\n\n' }}{% endmacro %}

{% macro except() %}{% do return(adapter.dispatch('except', 'dbt')()) %}{% endmacro %}
{% macro default__except() %}{{ '\n\n    except\n\n' }}{% endmacro %}
