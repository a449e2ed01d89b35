{# What an earlier run may have left behind under names that this one needs. #}
{% macro drop_leftovers(relations) %}
  {%- for relation in relations -%}
    {{ drop_relation_if_exists(load_cached_relation(relation)) }}
  {%- endfor -%}
{% endmacro %}

{# The existing relation out of the way and the new one in its place, at once for whoever reads. #}
{% macro swap_relations(existing_relation, backup_relation, intermediate_relation, target_relation) %}
    {{ return(adapter.dispatch('swap_relations', 'dbt')(existing_relation, backup_relation, intermediate_relation, target_relation)) }}
{% endmacro %}

{% macro default__swap_relations(existing_relation, backup_relation, intermediate_relation, target_relation) %}
  {% do adapter.rename_relation(existing_relation, backup_relation) %}
  {% do adapter.rename_relation(intermediate_relation, target_relation) %}
{% endmacro %}

{# Drops what was replaced. What depends on it goes with it; what of that is not of this project is told. #}
{% macro drop_replaced(relation) %}
  {% do adapter.drop_relation(relation) %}
  {%- for dropped in adapter.take_cascades() if not is_of_project(dropped) -%}
    {% do exceptions.warn("Replacing " ~ this.render() ~ " also dropped " ~ dropped ~ ", which depended on it and is not of this project. Create it again, or let it read a copy.") %}
  {%- endfor -%}
{% endmacro %}

{# A name as the engine tells it (view schema.name), compared with what the project's nodes are called. #}
{% macro is_of_project(dropped) %}
  {%- set name = dropped.split(' ')[-1] | replace('"', '') | lower -%}
  {%- for node in graph.nodes.values() -%}
    {%- set alias = (node.alias or node.name) | lower -%}
    {%- set schema = (node.schema or '') | lower -%}
    {%- if name in (alias, schema ~ '.' ~ alias) or alias ~ '__dbt_' in name -%}
      {{ return(true) }}
    {%- endif -%}
  {%- endfor -%}
  {{ return(false) }}
{% endmacro %}
