{% macro can_clone_table() %}{% do return(adapter.dispatch('can_clone_table', 'dbt')()) %}{% endmacro %}
{% macro default__can_clone_table() %}{% do return(False) %}{% endmacro %}

{% macro create_or_replace_clone(this_relation, defer_relation) %}{% do return(adapter.dispatch('create_or_replace_clone', 'dbt')(this_relation, defer_relation)) %}{% endmacro %}
{% macro default__create_or_replace_clone(this_relation, defer_relation) %}{{ 'create or replace table ' ~ [this_relation.render(), defer_relation.render()] | join(' clone ') }}{% endmacro %}

{# A copy of what another environment built: of a table where the engine has cheap copies, else a view of it. #}
{%- materialization clone, default -%}
  {%- set existing = load_cached_relation(this) -%}
  {%- set reason = 'No relation found in state manifest for ' ~ model.unique_id if not defer_relation
    else 'Relation ' ~ existing ~ ' already exists' if existing and not flags.FULL_REFRESH -%}
  {%- if reason -%}
    {%- do log(reason, info=True) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}
  {%- set original = load_cached_relation(defer_relation) -%}
  {%- if not (original and original.type == 'table' and can_clone_table()) -%}
    {%- set own = 'materialization_view_' ~ adapter.type() -%}
    {%- do return(context[own if own in context else 'materialization_view_default']()) -%}
  {%- endif -%}
  {%- set copy = this.incorporate(type='table') -%}
  {%- do drop_relation_if_exists(existing) if existing is not none and not existing.is_table -%}
  {%- if copy.render() != defer_relation.render() -%}
    {%- call statement('main') -%}{{ create_or_replace_clone(copy, defer_relation) }}{%- endcall -%}
  {%- endif -%}
  {%- do apply_grants(copy, config.get('grants'), should_revoke=should_revoke(existing, full_refresh_mode=True)) -%}
  {%- do persist_docs(copy, model) -%}
  {%- do return({'relations': [copy]}) -%}
{%- endmaterialization -%}
