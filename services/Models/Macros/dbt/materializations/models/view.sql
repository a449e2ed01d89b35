{# Nobody reads what is not there yet: only what replaces something is built beside. #}
{%- materialization view, default -%}
  {%- set plan = dbt._replacement_plan('view') -%}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ drop_leftovers([plan.intermediate, plan.backup]) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- call statement('main') -%}{{ get_create_view_as_sql(plan.built, sql) }}{%- endcall -%}
  {%- do adapter.cache_added(plan.built) -%}
  {%- do swap_relations(plan.existing, plan.backup, plan.intermediate, plan.target) if plan.existing is not none -%}

  {%- do apply_grants(plan.target, config.get('grants'), should_revoke=should_revoke(plan.existing, full_refresh_mode=True)) -%}
  {%- do persist_docs(plan.target, model) -%}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do adapter.commit() -%}
  {%- do drop_replaced(plan.backup) if plan.existing is not none -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {%- do return({'relations': [plan.target]}) -%}
{%- endmaterialization -%}

{# The relations that take part in building a node, `built` being the one that its statement makes. #}
{% macro _replacement_plan(kind) %}
  {%- set existing = load_cached_relation(this) -%}
  {%- set target = this.incorporate(type=kind) -%}
  {%- set intermediate = make_intermediate_relation(target) -%}
  {%- set backup = make_backup_relation(target, kind if existing is none else existing.type) -%}
  {%- set built = target if existing is none else intermediate -%}
  {%- do return({'existing': existing, 'target': target, 'intermediate': intermediate, 'backup': backup, 'built': built}) -%}
{% endmacro %}
