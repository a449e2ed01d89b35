{% macro get_catalog_relations(information_schema, relations) %}{% do return(adapter.dispatch('get_catalog_relations', 'dbt')(information_schema, relations)) %}{% endmacro %}
{% macro default__get_catalog_relations(information_schema, relations) %}{% do exceptions.raise_compiler_error('get_catalog_relations not implemented for ' ~ adapter.type()) %}{% endmacro %}

{% macro get_catalog(information_schema, schemas) %}{% do return(adapter.dispatch('get_catalog', 'dbt')(information_schema, schemas)) %}{% endmacro %}
{% macro default__get_catalog(information_schema, schemas) %}{% do exceptions.raise_compiler_error('get_catalog not implemented for ' ~ adapter.type()) %}{% endmacro %}

{% macro get_catalog_for_single_relation(relation) %}{% do return(adapter.dispatch('get_catalog_for_single_relation', 'dbt')(relation)) %}{% endmacro %}
{% macro default__get_catalog_for_single_relation(relation) %}
  {{ exceptions.raise_not_implemented('get_catalog_for_single_relation macro not implemented for adapter ' ~ adapter.type()) }}
{% endmacro %}

{% macro information_schema_name(database) %}{% do return(adapter.dispatch('information_schema_name', 'dbt')(database)) %}{% endmacro %}
{% macro default__information_schema_name(database) %}{{ database ~ '.' if database }}INFORMATION_SCHEMA{% endmacro %}

{% macro list_schemas(database) %}{% do return(adapter.dispatch('list_schemas', 'dbt')(database)) %}{% endmacro %}
{% macro default__list_schemas(database) -%}
  {{ return(run_query("select distinct schema_name from " ~ information_schema_name(database) ~ ".SCHEMATA where catalog_name ilike '" ~ database ~ "'")) }}
{% endmacro %}

{% macro check_schema_exists(information_schema, schema) %}{% do return(adapter.dispatch('check_schema_exists', 'dbt')(information_schema, schema)) %}{% endmacro %}
{% macro default__check_schema_exists(information_schema, schema) %}
  {%- set schemata = information_schema.replace(information_schema_view='SCHEMATA') -%}
  {%- do return(run_query('select count(*) from ' ~ schemata ~ " where (catalog_name, schema_name) = ('" ~ information_schema.database ~ "', '" ~ schema ~ "')")) -%}
{% endmacro %}

{% macro list_relations_without_caching(schema_relation) %}{% do return(adapter.dispatch('list_relations_without_caching', 'dbt')(schema_relation)) %}{% endmacro %}
{% macro default__list_relations_without_caching(schema_relation) %}
  {{ exceptions.raise_not_implemented('list_relations_without_caching macro not implemented for adapter ' ~ adapter.type()) }}
{% endmacro %}

{% macro get_relations() %}{% do return(adapter.dispatch('get_relations', 'dbt')()) %}{% endmacro %}
{% macro default__get_relations() %}{% do exceptions.raise_not_implemented('get_relations macro not implemented for adapter ' ~ adapter.type()) %}{% endmacro %}

{% macro get_relation_last_modified(information_schema, relations) %}{% do return(adapter.dispatch('get_relation_last_modified', 'dbt')(information_schema, relations)) %}{% endmacro %}
{% macro default__get_relation_last_modified(information_schema, relations) %}
  {{ exceptions.raise_not_implemented('get_relation_last_modified macro not implemented for adapter ' ~ adapter.type()) }}
{% endmacro %}

{# Schemas as relations without a name of their own, which stand for all in them. #}
{% macro _whole_schemas(schemas) %}
  {%- set wanted = [] -%}
  {%- for schema in schemas -%}
    {%- do wanted.append({'schema': schema}) -%}
  {%- endfor -%}
  {%- do return(wanted) -%}
{% endmacro %}

{# The condition that a row of the engine's catalog belongs to one of the relations, whatever the case of their names. #}
{% macro _any_named(relations, schema_column, name_column) %}
  {%- set conditions = ['false'] -%}
  {%- for relation in relations -%}
    {%- set of_schema = 'lower(' ~ schema_column ~ ") = lower('" ~ relation.schema ~ "')" -%}
    {%- set of_name = ' and lower(' ~ name_column ~ ") = lower('" ~ relation.identifier ~ "')" if relation.identifier else '' -%}
    {%- do conditions.append(of_schema ~ of_name) -%}
  {%- endfor -%}
  {{ conditions | join(' or ') }}
{%- endmacro %}
