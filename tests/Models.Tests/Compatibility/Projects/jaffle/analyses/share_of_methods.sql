-- {{ target.type }}: {{ model.name }}, {{ execute }}
select payment_method, count(*) as n
from {{ ref('stg_payments') }}
group by 1
order by 1
