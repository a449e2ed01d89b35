{# Those inside of the transaction begin it; those outside end one that may be open. #}
{% macro run_hooks(hooks, inside_transaction=True) %}
  {%- for hook in hooks | selectattr('transaction', 'equalto', inside_transaction) -%}
    {%- do adapter.commit() if loop.first and not inside_transaction -%}
    {%- set sql = render(hook.get('sql')) | trim -%}
    {%- if sql -%}{%- call statement(auto_begin=inside_transaction) -%}{{ sql }}{%- endcall -%}{%- endif -%}
  {%- endfor -%}
{% endmacro %}

{# A hook that says itself whether it is part of the model's transaction. #}
{% macro make_hook_config(sql, inside_transaction) %}{{ '\n    ' ~ tojson({'sql': sql, 'transaction': inside_transaction}) ~ '\n' }}{% endmacro %}
{% macro in_transaction(sql) %}{{ '\n    ' ~ make_hook_config(sql, inside_transaction=True) ~ '\n' }}{% endmacro %}
{% macro before_begin(sql) %}{{ '\n    ' ~ make_hook_config(sql, inside_transaction=False) ~ '\n' }}{% endmacro %}
{% macro after_commit(sql) %}{{ '\n    ' ~ make_hook_config(sql, inside_transaction=False) ~ '\n' }}{% endmacro %}
