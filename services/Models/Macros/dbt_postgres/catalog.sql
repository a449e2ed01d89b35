{% macro postgres__get_catalog(information_schema, schemas) %}
  {%- do return(postgres__get_catalog_relations(information_schema, dbt._whole_schemas(schemas))) -%}
{% endmacro %}

{# A row for each column of what lasts: not temporary tables, not those of other sessions. #}
{% macro postgres__get_catalog_relations(information_schema, relations) %}
  {%- do _postgres_own_database(information_schema.database) -%}
  {%- set described -%}
    select '{{ information_schema.database }}' as table_database, holder.nspname as table_schema, held.relname as table_name,
      case when held.relkind = 'm' then 'MATERIALIZED VIEW' when held.relkind = 'v' then 'VIEW' else 'BASE TABLE' end as table_type,
      obj_description(held.oid, 'pg_class') as table_comment,
      part.attname as column_name, part.attnum as column_index, format_type(part.atttypid, part.atttypmod) as column_type,
      col_description(held.oid, part.attnum) as column_comment,
      pg_get_userbyid(held.relowner) as table_owner
    from pg_catalog.pg_class held
    join pg_catalog.pg_namespace holder on holder.oid = held.relnamespace and not pg_is_other_temp_schema(holder.oid)
    join pg_catalog.pg_attribute part on part.attrelid = held.oid and part.attnum > 0 and not part.attisdropped
    where held.relkind in ('f', 'm', 'p', 'r', 'v') and held.relpersistence <> 't'
      and ({{ dbt._any_named(relations, 'holder.nspname', 'held.relname') }})
    order by holder.nspname, held.relname, part.attnum
  {%- endset -%}
  {%- do return(dbt._collect('catalog', described).table) -%}
{% endmacro %}

{# Which relations read which. #}
{% macro postgres__get_relations() -%}
  {%- call statement('relations', fetch_result=True, auto_begin=False) -%}
    select distinct
      dependent_schema.nspname as dependent_schema,
      dependent.relname as dependent_name,
      referenced_schema.nspname as referenced_schema,
      referenced.relname as referenced_name
    from pg_rewrite rewrite
    join pg_class dependent on dependent.oid = rewrite.ev_class
    join pg_namespace dependent_schema on dependent_schema.oid = dependent.relnamespace
    join pg_depend depend on depend.classid = 'pg_rewrite'::regclass and depend.objid = rewrite.oid
      and depend.refclassid = 'pg_class'::regclass and depend.refobjid <> rewrite.ev_class
    join pg_class referenced on referenced.oid = depend.refobjid
    join pg_namespace referenced_schema on referenced_schema.oid = referenced.relnamespace
      and referenced_schema.nspname <> 'information_schema' and referenced_schema.nspname not like 'pg\_%'
    order by 1, 2, 3, 4
  {%- endcall -%}
  {{ return(load_result('relations').table) }}
{% endmacro %}

{% macro postgres_get_relations() %}{% do return(postgres__get_relations()) %}{% endmacro %}
