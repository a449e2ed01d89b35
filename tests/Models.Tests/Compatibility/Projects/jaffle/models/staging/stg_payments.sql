{{ config(meta={'pii': false}) }}

select
    id as payment_id,
    order_id,
    payment_method,
    amount as amount_cents,
    {{ to_units('amount') }} as amount
from {{ ref('raw_payments') }}
