{# What the role that asks has given to others, as the catalog keeps it with the relation. #}
{% macro postgres__get_show_grant_sql(relation) %}
  select receiver.rolname as grantee, given.privilege_type
  from pg_catalog.pg_namespace holder
  join pg_catalog.pg_class held on held.relnamespace = holder.oid
  cross join lateral aclexplode(held.relacl) given
  join pg_catalog.pg_roles giver on giver.oid = given.grantor
  join pg_catalog.pg_roles receiver on receiver.oid = given.grantee
  where giver.rolname = current_role and receiver.oid <> giver.oid
    and (holder.nspname, held.relname) = ('{{ relation.schema }}', '{{ relation.identifier }}')
{% endmacro %}

{# What is built beside has none of the old one's. #}
{% macro postgres__copy_grants() %}{% do return(False) %}{% endmacro %}
