{% macro postgres__get_create_materialized_view_as_sql(relation, sql) %}
  create materialized view if not exists {{ relation.render() }} as {{ sql }};
  {%- for index in config.get('indexes', []) or [] %}
  {{ get_create_index_sql(relation, index) }};
  {%- endfor %}
{% endmacro %}

{% macro postgres__describe_materialized_view(relation) %}{% do return({'indexes': run_query(get_show_indexes_sql(relation))}) %}{% endmacro %}

{% macro postgres__drop_materialized_view(relation) %}drop materialized view if exists {{ relation.render() }} cascade{% endmacro %}

{% macro postgres__get_rename_materialized_view_sql(relation, new_name) %}
    alter materialized view {{ relation.render() }} rename to {{ adapter.quote_as_configured(new_name, 'identifier') }}
{% endmacro %}

{% macro postgres__refresh_materialized_view(relation) %}
    refresh materialized view {{ relation.render() }}
{% endmacro %}

{# Only indexes can differ: the query is read again only when the view is made again. #}
{% macro postgres__get_materialized_view_configuration_changes(existing_relation, new_config) %}
  {%- set changes = adapter.index_changes(postgres__describe_materialized_view(existing_relation).indexes, new_config.get('indexes', []) or []) -%}
  {% do return({'requires_full_refresh': false, 'indexes': changes} if changes else none) %}
{% endmacro %}

{% macro postgres__get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}
  {%- if configuration_changes.requires_full_refresh -%}
    {{ get_replace_sql(existing_relation, relation, sql) }}
  {%- else -%}
    {{ postgres__update_indexes_on_materialized_view(relation, configuration_changes.indexes) }}
  {%- endif -%}
{% endmacro %}

{%- macro postgres__update_indexes_on_materialized_view(relation, index_changes) -%}
  {%- for change in index_changes %}
    {{ postgres__get_drop_index_sql(relation, change.context.name) if change.action == 'drop' else postgres__get_create_index_sql(relation, change.context.as_node_config) }};
  {%- endfor -%}
{%- endmacro -%}
