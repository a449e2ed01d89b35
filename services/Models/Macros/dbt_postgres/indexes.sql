{% macro postgres__get_create_index_sql(relation, index_dict) -%}
  {%- set index = adapter.parse_index(index_dict) -%}
  create {{ 'unique ' if index.unique }}index if not exists "{{ index.render(relation) }}"
  on {{ relation.render() }} {{ 'using ' ~ index.type if index.type }} ({{ index.columns | join(', ') }})
{%- endmacro %}

{% macro postgres__get_drop_index_sql(relation, index_name) %}drop index if exists {{ [adapter.quote(relation.schema), adapter.quote(index_name)] | join('.') }}{% endmacro %}

{# Those on columns, with these in the index's own order; what is indexed by expressions alone has no configuration here. #}
{% macro postgres__get_show_indexes_sql(relation) %}
  select own.relname as name, method.amname as method, entry.indisunique as "unique", keys.names as column_names
  from pg_catalog.pg_namespace holder
  join pg_catalog.pg_class indexed on indexed.relnamespace = holder.oid and indexed.relkind in ('r', 'm')
  join pg_catalog.pg_index entry on entry.indrelid = indexed.oid
  join pg_catalog.pg_class own on own.oid = entry.indexrelid
  join pg_catalog.pg_am method on method.oid = own.relam
  cross join lateral (
    select string_agg(key.attname, ',' order by array_position(entry.indkey::int2[], key.attnum)) as names
    from pg_catalog.pg_attribute key
    where key.attrelid = indexed.oid and key.attnum = any (entry.indkey)
  ) keys
  where keys.names is not null and (holder.nspname, indexed.relname) = ('{{ relation.schema }}', '{{ relation.identifier }}')
  order by own.relname
{% endmacro %}
