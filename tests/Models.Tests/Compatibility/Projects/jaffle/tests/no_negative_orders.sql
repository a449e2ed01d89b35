{{ config(severity='error', tags=['money']) }}
select order_id, amount
from {{ ref('orders') }}
where amount < 0
