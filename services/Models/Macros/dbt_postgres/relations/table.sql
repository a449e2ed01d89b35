{# With a contract the columns and constraints are declared, and the rows put in by name. #}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
  {%- set sql_header = config.get('sql_header', none) -%}
  {%- set contract = config.get('contract') -%}
  {%- set kind = 'temporary' if temporary else 'unlogged' if config.get('unlogged', default=false) else '' -%}
  {{ sql_header if sql_header is not none }}

  create {{ kind }} table {{ relation.render() }}
  {{ '' }}
  {{ '\n    ' ~ get_assert_columns_equivalent(sql) ~ '\n  ' if contract.enforced }}
  {%- if contract.enforced and not temporary %}
      {{ get_table_columns_and_constraints() }} ;
    insert into {{ relation.render() }} (
      {{ adapter.dispatch('get_column_names', 'dbt')() }}
    )
    {%- set sql = get_select_subquery(sql) %}
  {{ '' }}
  {%- else %}
    as
  {{ '' }}
  {%- endif %}
  (
    {{ sql }}
  );
{%- endmacro %}

{% macro postgres__drop_table(relation) %}drop table if exists {{ relation.render() }} cascade{% endmacro %}

{% macro postgres__get_rename_table_sql(relation, new_name) %}
    alter table {{ relation.render() }} rename to {{ adapter.quote_as_configured(new_name, 'identifier') }}
{% endmacro %}

{# There is no statement for that: built beside and swapped, in the transaction that it runs in. #}
{% macro postgres__get_replace_table_sql(relation, sql) -%}
  {%- set intermediate = make_intermediate_relation(relation) -%}
  {{ get_drop_sql(intermediate) }};
  {{ get_create_table_as_sql(False, intermediate, sql) | trim }}
  {{ get_drop_sql(relation) }};
  {{ get_rename_sql(intermediate, relation.identifier) }}
{%- endmacro %}

{% macro postgres__swap_relations(existing_relation, backup_relation, intermediate_relation, target_relation) %}
  {%- call statement('rename_relation') -%}
    alter table {{ existing_relation.render() }} rename to {{ adapter.quote_as_configured(backup_relation.identifier, 'identifier') }};
    alter table {{ intermediate_relation.render() }} rename to {{ adapter.quote_as_configured(target_relation.identifier, 'identifier') }}
  {%- endcall -%}
  {% do adapter.cache_renamed(existing_relation, backup_relation) %}
  {% do adapter.cache_renamed(intermediate_relation, target_relation) %}
{% endmacro %}
