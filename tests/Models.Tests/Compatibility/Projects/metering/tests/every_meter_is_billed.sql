{{ config(group='billing') }}
{%- set counted = {'readings': ref('usage_daily'), 'bills': ref('bills', v=2)} -%}
{% for name, relation in counted.items() -%}
select '{{ name }}' as place, count(distinct meter) as n from {{ relation }}
having count(distinct meter) < {{ 2 if name == 'bills' else 4 }}
{% if not loop.last %}union all {% endif %}
{% endfor %}
