{% macro alter_column_comment(relation, column_dict) %}{% do return(adapter.dispatch('alter_column_comment', 'dbt')(relation, column_dict)) %}{% endmacro %}
{% macro default__alter_column_comment(relation, column_dict) -%}
  {{ exceptions.raise_not_implemented('alter_column_comment macro not implemented for adapter ' ~ adapter.type()) }}
{% endmacro %}

{% macro alter_relation_comment(relation, relation_comment) %}{% do return(adapter.dispatch('alter_relation_comment', 'dbt')(relation, relation_comment)) %}{% endmacro %}
{% macro default__alter_relation_comment(relation, relation_comment) -%}
  {{ exceptions.raise_not_implemented('alter_relation_comment macro not implemented for adapter ' ~ adapter.type()) }}
{% endmacro %}

{% macro persist_docs(relation, model, for_relation=true, for_columns=true) -%}
  {{ return(adapter.dispatch('persist_docs', 'dbt')(relation, model, for_relation, for_columns)) }}
{% endmacro %}

{# The relation's comment and its columns' in one text. #}
{% macro default__persist_docs(relation, model, for_relation, for_columns) -%}
  {%- set comments = [] -%}
  {%- if for_relation and config.persist_relation_docs() and model.description -%}
    {%- do comments.append(alter_relation_comment(relation, model.description)) -%}
  {%- endif -%}
  {%- if for_columns and config.persist_column_docs() and model.columns -%}
    {%- do comments.append(alter_column_comment(relation, model.columns)) -%}
  {%- endif -%}
  {%- set statements = comments | select('string') | map('trim') | select | list -%}
  {%- if statements -%}
    {% do run_query(statements | join('\n')) %}
  {%- endif -%}
{% endmacro %}
