{% macro duckdb__snapshot_merge_sql(target, source, insert_cols) %}{{ dbt._snapshot_update_insert(target, source, insert_cols) }}{% endmacro %}

{# A temporary table of the connection's, which lives as long as that. #}
{% macro duckdb__post_snapshot(staging_relation) %}
  {% do drop_relation(staging_relation) %}
{% endmacro %}
