{% macro create_schema(relation) %}{{ adapter.dispatch('create_schema', 'dbt')(relation) }}{% endmacro %}
{% macro default__create_schema(relation) %}{{ dbt._run_as('create_schema', 'create schema if not exists ' ~ relation.without_identifier()) }}{% endmacro %}

{% macro drop_schema(relation) %}{{ adapter.dispatch('drop_schema', 'dbt')(relation) }}{% endmacro %}
{% macro default__drop_schema(relation) %}{{ dbt._run_as('drop_schema', 'drop schema if exists ' ~ relation.without_identifier() ~ ' cascade') }}{% endmacro %}

{% macro drop_schema_named(schema_name) %}{% do return(adapter.dispatch('drop_schema_named', 'dbt')(schema_name)) %}{% endmacro %}
{% macro default__drop_schema_named(schema_name) %}{% do adapter.drop_schema(api.Relation.create(schema=schema_name)) %}{% endmacro %}
