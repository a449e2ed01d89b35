{% macro postgres__drop_view(relation) %}{{ dbt._drop_cascading('view', relation) }}{% endmacro %}

{% macro postgres__get_rename_view_sql(relation, new_name) %}{{ dbt._alter_name('view', relation, new_name) }}{% endmacro %}

{% macro postgres__get_replace_view_sql(relation, sql) %}{{ dbt._create_view('create or replace view', relation, sql) }}{% endmacro %}
