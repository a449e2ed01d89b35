{% macro get_create_view_as_sql(relation, sql) %}{{ adapter.dispatch('get_create_view_as_sql', 'dbt')(relation, sql) }}{% endmacro %}
{% macro default__get_create_view_as_sql(relation, sql) %}{% do return(create_view_as(relation, sql)) %}{% endmacro %}

{% macro create_view_as(relation, sql) %}{{ adapter.dispatch('create_view_as', 'dbt')(relation, sql) }}{% endmacro %}
{% macro default__create_view_as(relation, sql) %}{{ dbt._create_view('create view', relation, sql) }}{% endmacro %}

{# A view declares nothing: its contract is only checked. #}
{% macro _create_view(create, relation, sql) %}
  {{- config.get('sql_header', none) or '' }}
  {{ create }} {{ relation.render() }}
    {{ '' }}
    {{ '\n      ' ~ get_assert_columns_equivalent(sql) if config.get('contract').enforced }}
  as (
    {{ sql }}
  );
{%- endmacro %}

{# A materialization's body for engines that replace a view whatever its columns were. #}
{% macro create_or_replace_view() %}
  {%- set existing = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set view = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type='view') -%}
  {{ run_hooks(pre_hooks) }}
  {{ handle_existing_table(should_full_refresh(), existing) if existing is not none and existing.is_table }}
  {%- call statement('main') -%}{{ get_create_view_as_sql(view, sql) }}{%- endcall -%}
  {%- set replaced = existing is not none and existing.is_view -%}
  {%- do apply_grants(view, config.get('grants'), should_revoke=should_revoke(replaced, full_refresh_mode=True)) -%}
  {{ run_hooks(post_hooks) }}
  {%- do return({'relations': [view]}) -%}
{% endmacro %}

{% macro handle_existing_table(full_refresh, old_relation) %}{{ adapter.dispatch('handle_existing_table', 'dbt')(full_refresh, old_relation) }}{% endmacro %}
{% macro default__handle_existing_table(full_refresh, old_relation) %}
  {%- do log('Dropping relation ' ~ old_relation.render() ~ ' because it is of type ' ~ old_relation.type) -%}
  {%- do adapter.drop_relation(old_relation) -%}
{% endmacro %}
