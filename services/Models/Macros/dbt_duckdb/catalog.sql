{% macro duckdb__get_catalog(information_schema, schemas) %}
  {%- do return(duckdb__get_catalog_relations(information_schema, dbt._whole_schemas(schemas))) -%}
{% endmacro %}

{# The engine has no owners. #}
{% macro duckdb__get_catalog_relations(information_schema, relations) %}
  {%- set described -%}
    select '{{ information_schema.database }}' as table_database, schema_name as table_schema, table_name, held.kind as table_type,
      held.comment as table_comment, part.column_name, part.column_index, part.data_type as column_type, part.comment as column_comment, '' as table_owner
    from (
      select 'BASE TABLE' as kind, database_name, schema_name, table_name, comment from duckdb_tables()
      union all select 'VIEW', database_name, schema_name, view_name, comment from duckdb_views()
    ) held
    join duckdb_columns() part using (database_name, schema_name, table_name)
    where lower(database_name) = lower('{{ information_schema.database }}') and ({{ dbt._any_named(relations, 'schema_name', 'table_name') }})
    order by schema_name, table_name, part.column_index
  {%- endset -%}
  {%- do return(dbt._collect('catalog', described).table) -%}
{% endmacro %}
