{# Runs what its caller renders. Under the name 'main' the text is also written to the target folder and its answer kept as the node's. #}
{% macro statement(name=None, fetch_result=False, auto_begin=True, language='sql') %}
  {%- if execute -%}
    {%- set sql = caller() -%}
    {%- do exceptions.raise_compiler_error("statement macro didn't get supported language: models in " ~ language ~ " are not run by this engine") if language != 'sql' -%}
    {%- do write(sql) if name == 'main' -%}
    {%- set response, rows = adapter.execute(sql, auto_begin=auto_begin, fetch=fetch_result) -%}
    {%- do store_result(name, response=response, agate_table=rows) if name is not none -%}
  {%- endif -%}
{% endmacro %}

{# The same for what has been run already. #}
{% macro noop_statement(name=None, message=None, code=None, rows_affected=None, res=None) %}
  {%- set sql = caller() -%}
  {%- do write(sql) if name == 'main' -%}
  {%- do store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) if name is not none -%}
{% endmacro %}

{% macro run_query(sql) %}
  {%- call statement('run_query_statement', fetch_result=True, auto_begin=False) %}
    {{ sql }}
  {% endcall -%}
  {%- do return(load_result('run_query_statement').table) -%}
{% endmacro %}

{# A query's rows, with what the engine said; whoever asks later finds them by the name. #}
{% macro _collect(name, sql) %}
  {%- call statement(name, fetch_result=True, auto_begin=False) -%}{{ sql }}{%- endcall -%}
  {%- do return(load_result(name)) -%}
{% endmacro %}

{# A statement without rows. #}
{% macro _run_as(name, sql) %}{% call statement(name) %}{{ sql }}{% endcall %}{% endmacro %}
