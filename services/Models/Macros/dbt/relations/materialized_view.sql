{% macro get_create_materialized_view_as_sql(relation, sql) %}{{ adapter.dispatch('get_create_materialized_view_as_sql', 'dbt')(relation, sql) }}{% endmacro %}
{% macro default__get_create_materialized_view_as_sql(relation, sql) %}{% do dbt._lacking('get_create_materialized_view_as_sql') %}{% endmacro %}

{% macro refresh_materialized_view(relation) %}{{ adapter.dispatch('refresh_materialized_view', 'dbt')(relation) }}{% endmacro %}
{% macro default__refresh_materialized_view(relation) %}{% do dbt._lacking('refresh_materialized_view') %}{% endmacro %}

{# None, or an object that says whether the view must be made again and what may be altered. #}
{% macro get_materialized_view_configuration_changes(existing_relation, new_config) %}{% do return(adapter.dispatch('get_materialized_view_configuration_changes', 'dbt')(existing_relation, new_config)) %}{% endmacro %}
{% macro default__get_materialized_view_configuration_changes(existing_relation, new_config) %}{% do dbt._no_materialized_views() %}{% endmacro %}

{% macro get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}
  {{- adapter.dispatch('get_alter_materialized_view_as_sql', 'dbt')(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) -}}
{% endmacro %}
{% macro default__get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}{% do dbt._no_materialized_views() %}{% endmacro %}

{% macro _no_materialized_views() %}{% do exceptions.raise_compiler_error('Materialized views have not been implemented for this adapter.') %}{% endmacro %}
