{{
    config(
        post_hook=["select 1 as looked_at from {{ this }} limit 1"],
        alias='customers'
    )
}}

with spent as (
    select
        customer_id,
        min(order_date) as first_order,
        max(order_date) as most_recent_order,
        count(order_id) as number_of_orders,
        sum(amount) as lifetime_value
    from {{ ref('orders') }}
    group by 1
)

select
    customers.customer_id,
    customers.first_name,
    customers.last_name,
    spent.first_order,
    spent.most_recent_order,
    coalesce(spent.number_of_orders, 0) as number_of_orders,
    spent.lifetime_value
from {{ ref('stg_customers') }} as customers
left join spent using (customer_id)
