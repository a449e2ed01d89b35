{# Where a relation is built that then takes the place of another. #}
{% macro make_intermediate_relation(base_relation, suffix='__dbt_tmp') %}{% do return(adapter.dispatch('make_intermediate_relation', 'dbt')(base_relation, suffix)) %}{% endmacro %}
{% macro default__make_intermediate_relation(base_relation, suffix) %}{% do return(default__make_temp_relation(base_relation, suffix)) %}{% endmacro %}

{# Batches of one model may run at the same time, each with its own. #}
{% macro make_temp_relation(base_relation, suffix='__dbt_tmp') %}
  {%- set of_batch = '_' ~ model.batch.id if model.batch and suffix == '__dbt_tmp' else '' -%}
  {%- do return(adapter.dispatch('make_temp_relation', 'dbt')(base_relation, suffix ~ of_batch)) -%}
{% endmacro %}
{% macro default__make_temp_relation(base_relation, suffix) %}{% do return(base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix})) %}{% endmacro %}

{# Where the one that is replaced waits until it can go. #}
{% macro make_backup_relation(base_relation, backup_relation_type, suffix='__dbt_backup') %}
  {%- do return(adapter.dispatch('make_backup_relation', 'dbt')(base_relation, backup_relation_type, suffix)) -%}
{% endmacro %}
{% macro default__make_backup_relation(base_relation, backup_relation_type, suffix) %}
  {%- do return(base_relation.incorporate(type=backup_relation_type, path={'identifier': base_relation.identifier ~ suffix})) -%}
{% endmacro %}

{% macro truncate_relation(relation) %}{% do return(adapter.dispatch('truncate_relation', 'dbt')(relation)) %}{% endmacro %}
{% macro default__truncate_relation(relation) %}{{ dbt._run_as('truncate_relation', 'truncate table ' ~ relation.render()) }}{% endmacro %}

{# Whether it is there, and the relation itself. #}
{% macro get_or_create_relation(database, schema, identifier, type) %}{% do return(adapter.dispatch('get_or_create_relation', 'dbt')(database, schema, identifier, type)) %}{% endmacro %}
{% macro default__get_or_create_relation(database, schema, identifier, type) %}
  {%- set found = adapter.get_relation(database=database, schema=schema, identifier=identifier) -%}
  {%- set missing = api.Relation.create(database=database, schema=schema, identifier=identifier, type=type) if not found -%}
  {%- do return([true, found] if found else [false, missing]) -%}
{% endmacro %}

{% macro load_cached_relation(relation) %}{% do return(adapter.get_relation(relation.database, relation.schema, relation.identifier)) %}{% endmacro %}
{% macro load_relation(relation) %}{% do return(load_cached_relation(relation)) %}{% endmacro %}
