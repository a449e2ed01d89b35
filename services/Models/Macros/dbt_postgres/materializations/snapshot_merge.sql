{% macro postgres__snapshot_merge_sql(target, source, insert_cols) %}{{ dbt._snapshot_update_insert(target, source, insert_cols) }}{% endmacro %}
