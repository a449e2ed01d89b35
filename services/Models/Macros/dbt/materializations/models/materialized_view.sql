{% materialization materialized_view, default %}
  {%- set plan = dbt._replacement_plan('materialized_view') -%}
  {{ materialized_view_setup(plan.backup, plan.intermediate, pre_hooks) }}
  {%- set change = materialized_view_get_build_sql(plan.existing, plan.target, plan.backup, plan.intermediate) | trim -%}
  {%- if change -%}
    {{ materialized_view_execute_build_sql(change, plan.existing, plan.target, post_hooks) }}
    {%- do adapter.cache_added(plan.target) -%}
  {%- else -%}
    {{ materialized_view_execute_no_op(plan.target) }}
  {%- endif -%}
  {{ materialized_view_teardown(plan.backup, plan.intermediate, post_hooks) }}
  {%- do return({'relations': [plan.target]}) -%}
{% endmaterialization %}

{% macro materialized_view_setup(backup_relation, intermediate_relation, pre_hooks) %}
  {{ drop_leftovers([backup_relation, intermediate_relation]) }}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
{% endmacro %}

{% macro materialized_view_teardown(backup_relation, intermediate_relation, post_hooks) %}
  {{ drop_leftovers([backup_relation, intermediate_relation]) }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
{% endmacro %}

{# Made, made again, altered, refreshed, or nothing. #}
{% macro materialized_view_get_build_sql(existing_relation, target_relation, backup_relation, intermediate_relation) %}
  {%- if existing_relation is none -%}
    {{ return(get_create_materialized_view_as_sql(target_relation, sql)) }}
  {%- elif should_full_refresh() or not existing_relation.is_materialized_view -%}
    {{ return(get_replace_sql(existing_relation, target_relation, sql)) }}
  {%- endif -%}
  {%- set on_configuration_change = config.get('on_configuration_change') -%}
  {%- set changes = get_materialized_view_configuration_changes(existing_relation, config) -%}
  {%- set problem = "Configuration changes were identified and `on_configuration_change` was set to `" ~ on_configuration_change ~ "` for `" ~ target_relation.render() ~ "`" -%}
  {%- if changes is none -%}
    {{ return(refresh_materialized_view(target_relation)) }}
  {%- elif on_configuration_change == 'apply' -%}
    {{ return(get_alter_materialized_view_as_sql(target_relation, changes, sql, existing_relation, backup_relation, intermediate_relation)) }}
  {%- elif on_configuration_change == 'continue' -%}
    {% do exceptions.warn(problem) %}
    {{ return('') }}
  {%- elif on_configuration_change == 'fail' -%}
    {% do exceptions.raise_fail_fast_error(problem) %}
  {%- endif -%}
  {% do exceptions.raise_compiler_error("Unexpected configuration scenario") %}
{% endmacro %}

{% macro materialized_view_execute_no_op(target_relation) %}
  {% do store_raw_result(name='main', message='skip ' ~ target_relation, code='skip', rows_affected='-1') %}
{% endmacro %}

{% macro materialized_view_execute_build_sql(build_sql, existing_relation, target_relation, post_hooks) %}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {% call statement(name='main') %}
    {{ build_sql }}
  {% endcall %}
  {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) %}
  {% do persist_docs(target_relation, model) %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {{ adapter.commit() }}
{% endmacro %}
