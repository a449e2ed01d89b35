{% macro get_drop_sql(relation) %}{{ adapter.dispatch('get_drop_sql', 'dbt')(relation) }}{% endmacro %}
{% macro default__get_drop_sql(relation) %}
  {%- set drops = {'view': drop_view, 'table': drop_table, 'materialized_view': drop_materialized_view} -%}
  {{ drops[relation.type](relation) if relation.type in drops else dbt._drop_cascading(relation.type, relation) }}
{%- endmacro %}

{% macro drop_view(relation) %}{{ adapter.dispatch('drop_view', 'dbt')(relation) }}{% endmacro %}
{% macro default__drop_view(relation) %}{{ dbt._drop_cascading('view', relation) }}{% endmacro %}

{% macro drop_table(relation) %}{{ adapter.dispatch('drop_table', 'dbt')(relation) }}{% endmacro %}
{% macro default__drop_table(relation) %}{{ dbt._drop_cascading('table', relation) }}{% endmacro %}

{% macro drop_materialized_view(relation) %}{{ adapter.dispatch('drop_materialized_view', 'dbt')(relation) }}{% endmacro %}
{% macro default__drop_materialized_view(relation) %}{{ dbt._drop_cascading('materialized view', relation) }}{% endmacro %}

{% macro _drop_cascading(kind, relation) %}{{ ['drop', kind, 'if exists', relation.render(), 'cascade'] | join(' ') }}{% endmacro %}

{% macro drop_relation(relation) %}{% do return(adapter.dispatch('drop_relation', 'dbt')(relation)) %}{% endmacro %}
{% macro default__drop_relation(relation) %}
  {%- call statement('drop_relation', auto_begin=False) -%}{{ get_drop_sql(relation) }}{%- endcall -%}
{% endmacro %}

{% macro drop_relation_if_exists(relation) %}{% do adapter.drop_relation(relation) if relation is not none %}{% endmacro %}

{% macro get_drop_backup_sql(relation) %}{{ adapter.dispatch('get_drop_backup_sql', 'dbt')(relation) }}{% endmacro %}
{% macro default__get_drop_backup_sql(relation) %}{{ get_drop_sql(make_backup_relation(relation, relation.type)) }}{% endmacro %}
