{# A strategy is a macro of this name and this one parameter: the relations, the target's columns and what the model's configuration says of both. #}
{% macro get_incremental_default_sql(arg_dict) %}{% do return(adapter.dispatch('get_incremental_default_sql', 'dbt')(arg_dict)) %}{% endmacro %}
{% macro default__get_incremental_default_sql(arg_dict) %}{% do return(get_incremental_append_sql(arg_dict)) %}{% endmacro %}

{% macro get_incremental_append_sql(arg_dict) %}{% do return(adapter.dispatch('get_incremental_append_sql', 'dbt')(arg_dict)) %}{% endmacro %}
{% macro default__get_incremental_append_sql(arg_dict) %}
  {%- do return(get_insert_into_sql(arg_dict.target_relation, arg_dict.temp_relation, arg_dict.dest_columns)) -%}
{% endmacro %}

{% macro get_incremental_merge_sql(arg_dict) %}{% do return(adapter.dispatch('get_incremental_merge_sql', 'dbt')(arg_dict)) %}{% endmacro %}
{% macro default__get_incremental_merge_sql(arg_dict) %}{% do return(dbt._by_key(get_merge_sql, arg_dict)) %}{% endmacro %}

{% macro get_incremental_delete_insert_sql(arg_dict) %}{% do return(adapter.dispatch('get_incremental_delete_insert_sql', 'dbt')(arg_dict)) %}{% endmacro %}
{% macro default__get_incremental_delete_insert_sql(arg_dict) %}{% do return(dbt._by_key(get_delete_insert_merge_sql, arg_dict)) %}{% endmacro %}

{% macro _by_key(strategy, given) %}
  {%- do return(strategy(given.target_relation, given.temp_relation, given.unique_key, given.dest_columns, given.incremental_predicates)) -%}
{% endmacro %}

{% macro get_incremental_insert_overwrite_sql(arg_dict) %}{% do return(adapter.dispatch('get_incremental_insert_overwrite_sql', 'dbt')(arg_dict)) %}{% endmacro %}
{% macro default__get_incremental_insert_overwrite_sql(arg_dict) %}
  {%- do return(get_insert_overwrite_merge_sql(arg_dict.target_relation, arg_dict.temp_relation, arg_dict.dest_columns, arg_dict.incremental_predicates)) -%}
{% endmacro %}

{% macro get_incremental_microbatch_sql(arg_dict) %}{% do return(adapter.dispatch('get_incremental_microbatch_sql', 'dbt')(arg_dict)) %}{% endmacro %}
{% macro default__get_incremental_microbatch_sql(arg_dict) %}
  {%- do exceptions.raise_not_implemented('microbatch materialization strategy not implemented for adapter ' ~ adapter.type()) -%}
{% endmacro %}

{% macro get_insert_into_sql(target_relation, temp_relation, dest_columns) %}
  {%- set names = get_quoted_csv(dest_columns | map(attribute='name')) -%}
    insert into {{ target_relation }} ({{ names }})
    (
        select {{ names }}
        from {{ temp_relation }}
    )

{% endmacro %}
