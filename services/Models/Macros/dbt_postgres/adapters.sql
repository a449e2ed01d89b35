{# A connection is to one database: whatever names another is refused. #}
{% macro _postgres_own_database(database) %}{% do adapter.verify_database(database) if database %}{% endmacro %}

{% macro postgres__create_schema(relation) %}
  {%- do _postgres_own_database(relation.database) -%}
  {%- do dbt.default__create_schema(relation.include(database=False)) -%}
{% endmacro %}

{% macro postgres__drop_schema(relation) %}
  {%- do _postgres_own_database(relation.database) -%}
  {%- do dbt.default__drop_schema(relation.include(database=False)) -%}
{% endmacro %}

{# From the system's own tables, which answer faster than information_schema; a relation without a schema is the session's temporary one. #}
{% macro postgres__get_columns_in_relation(relation) -%}
  {%- call statement('get_columns_in_relation', fetch_result=True, auto_begin=False) -%}
    select
      a.attname as column_name,
      case when t.typtype in ('b', 'r', 'm') and t.typelem = 0 or t.typcategory <> 'A' and t.typtype = 'b'
        then case when t.typnamespace = 'pg_catalog'::regnamespace then format_type(t.oid, null) else format_type(a.atttypid, a.atttypmod) end
        else format_type(a.atttypid, a.atttypmod) end as data_type,
      information_schema._pg_char_max_length(t.oid, a.atttypmod) as character_maximum_length,
      information_schema._pg_numeric_precision(t.oid, a.atttypmod) as numeric_precision,
      information_schema._pg_numeric_scale(t.oid, a.atttypmod) as numeric_scale
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_type t on t.oid = a.atttypid
    where a.attrelid = to_regclass('{{ dbt.escape_single_quotes(relation.include(database=False).quote(schema=True, identifier=True).render()) }}')
      and a.attnum > 0
      and not a.attisdropped
    order by a.attnum
  {%- endcall -%}
  {{ return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) }}
{% endmacro %}

{% macro postgres__list_relations_without_caching(schema_relation) %}
  {%- set pattern = schema_relation.schema | replace('\\', '\\\\') | replace('_', '\\_') | replace('%', '\\%') -%}
  {%- set listed -%}
    select '{{ schema_relation.database }}' as database, held.relname as name, holder.nspname as schema,
      case when held.relkind = 'v' then 'view' when held.relkind = 'm' then 'materialized_view' else 'table' end as type
    from pg_catalog.pg_namespace holder
    join pg_catalog.pg_class held on held.relnamespace = holder.oid and held.relkind in ('m', 'p', 'r', 'v')
    where holder.nspname ilike '{{ pattern }}'
  {%- endset -%}
  {%- do return(dbt._collect('list_relations_without_caching', listed).table) -%}
{% endmacro %}

{% macro postgres__information_schema_name(database) %}
  {%- do _postgres_own_database(database) -%}
  information_schema
{%- endmacro %}

{% macro postgres__list_schemas(database) %}
  {%- do _postgres_own_database(database) -%}
  {%- do return(dbt._collect('list_schemas', 'select nspname from pg_catalog.pg_namespace').table) -%}
{% endmacro %}

{% macro postgres__check_schema_exists(information_schema, schema) %}
  {%- do _postgres_own_database(information_schema.database) -%}
  {%- do return(dbt._collect('check_schema_exists', "select count(*) from pg_catalog.pg_namespace where nspname = '" ~ schema ~ "'").table) -%}
{% endmacro %}

{# A name with something behind it, cut so that it still fits. #}
{% macro postgres__make_relation_with_suffix(base_relation, suffix, dstring) %}
  {%- if dstring -%}
    {%- set suffix = suffix ~ modules.datetime.datetime.now().strftime('%H%M%S%f') -%}
  {%- endif -%}
  {%- set longest = base_relation.relation_max_name_length() -%}
  {%- if suffix | length > longest -%}
    {% do exceptions.raise_compiler_error('Relation suffix is too long (' ~ suffix | length ~ ' characters). Maximum length is ' ~ longest ~ ' characters.') %}
  {%- endif -%}
  {{ return(base_relation.incorporate(path={'identifier': base_relation.identifier[:longest - suffix | length] ~ suffix})) }}
{% endmacro %}

{% macro postgres__make_intermediate_relation(base_relation, suffix) %}{% do return(postgres__make_relation_with_suffix(base_relation, suffix, dstring=False)) %}{% endmacro %}

{% macro postgres__make_temp_relation(base_relation, suffix) %}
  {{ return(postgres__make_relation_with_suffix(base_relation, suffix, dstring=True).incorporate(path={'schema': none, 'database': none})) }}
{% endmacro %}

{% macro postgres__make_backup_relation(base_relation, backup_relation_type, suffix) %}
  {{ return(postgres__make_relation_with_suffix(base_relation, suffix, dstring=False).incorporate(type=backup_relation_type)) }}
{% endmacro %}

{% macro postgres__current_timestamp() %}now(){% endmacro %}

{% macro postgres__snapshot_string_as_time(timestamp) %}{% do return("'" ~ timestamp ~ "'::timestamp without time zone") %}{% endmacro %}

{% macro postgres__snapshot_get_time() %}{{ current_timestamp() }}::timestamp without time zone{% endmacro %}

{% macro postgres__current_timestamp_backcompat() %}
    current_timestamp::{{ type_timestamp() }}
{% endmacro %}

{% macro postgres__current_timestamp_in_utc_backcompat() %}
    (current_timestamp at time zone 'utc')::{{ type_timestamp() }}
{% endmacro %}
