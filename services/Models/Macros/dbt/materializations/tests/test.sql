{%- materialization test, default -%}
  {%- set limited_sql -%}
    {{ get_limit_subquery_sql(sql, config.get('limit')) }}
  {%- endset -%}
  {%- set relations = [] -%}
  {%- if should_store_failures() -%}
    {%- set relation = store_test_failures(limited_sql) -%}
    {%- do relations.append(relation) -%}
    {%- set main_sql -%}
      select *
      from {{ relation }}
    {%- endset -%}
  {%- else -%}
    {%- set main_sql = limited_sql -%}
  {%- endif -%}

  {#- Reads only, so that no transaction is needed; the limit is in the text already. -#}
  {% call statement('main', fetch_result=True, auto_begin=False) -%}
    {{ get_test_sql(main_sql, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
  {%- endcall %}
  {{ return({'relations': relations}) }}
{%- endmaterialization -%}

{# Keeps the rows that a test finds, in place of those of the run before. #}
{% macro store_test_failures(test_sql) %}
  {%- set kind = config.get('store_failures_as') or 'table' -%}
  {%- if kind not in ['table', 'view'] -%}
    {{ exceptions.raise_compiler_error("'" ~ kind ~ "' is not a valid value for `store_failures_as`. Accepted values are: ['ephemeral', 'table', 'view']") }}
  {%- endif -%}
  {%- set old_relation = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set relation = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type=kind) -%}
  {%- if old_relation -%}
    {% do adapter.drop_relation(old_relation) %}
  {%- endif -%}
  {% call statement(auto_begin=True) %}
    {{ get_create_sql(relation, test_sql) }}
  {% endcall %}
  {% do adapter.cache_added(relation) %}
  {{ adapter.commit() }}
  {{ return(relation) }}
{% endmacro %}

{% macro get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) %}{{ adapter.dispatch('get_test_sql', 'dbt')(main_sql, fail_calc, warn_if, error_if, limit) }}{% endmacro %}
{% macro default__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    select
      {{ fail_calc }} as failures,
      {{ fail_calc }} {{ warn_if }} as should_warn,
      {{ fail_calc }} {{ error_if }} as should_error
    from (
      {{ main_sql }}
      {{ "limit " ~ limit if limit != none }}
    ) dbt_internal_test
{%- endmacro %}

{% macro get_where_subquery(relation) %}{% do return(adapter.dispatch('get_where_subquery', 'dbt')(relation)) %}{% endmacro %}
{% macro default__get_where_subquery(relation) -%}
  {%- set where = config.get('where', '') -%}
  {%- if not where -%}
    {% do return(relation) %}
  {%- endif -%}
  {% do return('(select * from ' ~ relation ~ ' where ' ~ where ~ ') dbt_subquery') %}
{%- endmacro %}
