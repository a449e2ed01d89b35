{% test orders_cover_payments(model, payments, column_name='order_id') %}
{{ config(severity='warn') }}
select payments.{{ column_name }}
from {{ payments }} as payments
left join {{ model }} as covered on covered.{{ column_name }} = payments.{{ column_name }}
where covered.{{ column_name }} is null
{% endtest %}
