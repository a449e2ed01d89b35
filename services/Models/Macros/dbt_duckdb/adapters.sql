{% macro duckdb__create_schema(relation) %}{% do dbt.default__create_schema(relation) %}{% endmacro %}
{% macro duckdb__drop_schema(relation) %}{% do dbt.default__drop_schema(relation) %}{% endmacro %}

{# By `system`, since a database that is attached may have an information_schema of its own. #}
{% macro duckdb__list_schemas(database) %}
  {%- set of_database = " where lower(catalog_name) = '" ~ database | lower ~ "'" if database is not none else '' -%}
  {%- do return(run_query('select schema_name from system.information_schema.schemata' ~ of_database)) -%}
{% endmacro %}

{% macro duckdb__check_schema_exists(information_schema, schema) %}
  {%- set wanted = [information_schema.database, schema] | map('lower') | join("', '") -%}
  {%- do return(run_query("select count(*) from system.information_schema.schemata where (lower(catalog_name), lower(schema_name)) = ('" ~ wanted ~ "')")) -%}
{% endmacro %}

{# The engine gives a type with its sizes in it. #}
{% macro duckdb__get_columns_in_relation(relation) %}
  {%- set described = 'select column_name, column_type as data_type, null::bigint as characters, null::bigint as digits, null::bigint as decimals from (describe ' ~ relation.render() ~ ')' -%}
  {%- do return(sql_convert_columns_in_relation(dbt._collect('get_columns_in_relation', described).table)) -%}
{% endmacro %}

{% macro duckdb__list_relations_without_caching(schema_relation) %}
  {%- set listed -%}
    select '{{ schema_relation.database }}' as database, table_name as name, table_schema as schema, if(table_type = 'VIEW', 'view', 'table') as type
    from system.information_schema.tables
    where (lower(table_catalog), lower(table_schema)) = ('{{ schema_relation.database | lower }}', '{{ schema_relation.schema | lower }}')
  {%- endset -%}
  {%- do return(dbt._collect('list_relations_without_caching', listed).table) -%}
{% endmacro %}

{# A temporary table lives in a schema of its connection's own. #}
{% macro duckdb__make_temp_relation(base_relation, suffix) %}
  {% do return(base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix ~ py_current_timestring(), 'schema': none, 'database': none})) %}
{% endmacro %}

{% macro duckdb__current_timestamp() %}now(){% endmacro %}

{% macro duckdb__snapshot_string_as_time(timestamp) %}{% do return("'" ~ timestamp ~ "'::timestamp") %}{% endmacro %}

{% macro duckdb__snapshot_get_time() %}{{ current_timestamp() }}::timestamp{% endmacro %}

{# The engine has no roles. #}
{% macro duckdb__apply_grants(relation, grant_config, should_revoke=True) %}
  {%- if grant_config -%}
    {% do exceptions.warn('Grants for relations are not supported by DuckDB: those of ' ~ relation.render() ~ ' are left out') %}
  {%- endif -%}
{% endmacro %}

{% macro location_exists(location) %}{% do return(adapter.location_exists(location)) %}{% endmacro %}
