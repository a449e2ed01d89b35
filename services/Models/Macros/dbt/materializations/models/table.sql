{% materialization table, default %}
  {%- set plan = dbt._replacement_plan('table') -%}
  {{ drop_leftovers([plan.intermediate, plan.backup]) }}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- call statement('main') -%}{{ get_create_table_as_sql(False, plan.built, sql) }}{%- endcall -%}
  {%- do adapter.cache_added(plan.built) -%}
  {%- do create_indexes(plan.built) -%}
  {%- do swap_relations(plan.existing, plan.backup, plan.intermediate, plan.target) if plan.existing is not none -%}

  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do apply_grants(plan.target, config.get('grants'), should_revoke=should_revoke(plan.existing, full_refresh_mode=True)) -%}
  {%- do persist_docs(plan.target, model) -%}
  {%- do adapter.commit() -%}
  {%- do drop_replaced(plan.backup) if plan.existing is not none -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {%- do return({'relations': [plan.target]}) -%}
{% endmaterialization %}
