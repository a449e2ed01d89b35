{# A common table expression; `around` stands between its parentheses and its lines, `margin` before each of them. #}
{% macro _cte(name, lines, around='\n', margin='') %}{{ name }} as ({{ around ~ margin }}    {{ lines | join('\n    ' ~ margin) }}{{ around ~ margin }}){% endmacro %}

{# A function's call with each argument on a line of its own. #}
{% macro _spread_call(function, arguments, closing='        )') %}{{ function }}({% for argument in arguments %}{{ '\n        ' ~ argument ~ (',' if not loop.last else '\n') }}{% endfor %}{{ closing }}{% endmacro %}
