{# Rows can only be told apart where there is a key. #}
{% macro postgres__get_incremental_default_sql(arg_dict) %}{{ (get_incremental_delete_insert_sql if arg_dict.unique_key else get_incremental_append_sql)(arg_dict) }}{% endmacro %}

{% macro postgres__get_incremental_microbatch_sql(arg_dict) %}
  {%- do exceptions.raise_compiler_error("dbt-postgres 'microbatch' requires a `unique_key` config") if not arg_dict.unique_key -%}
  {{ adapter.dispatch('get_incremental_merge_sql', 'dbt')(arg_dict) }}
{% endmacro %}
