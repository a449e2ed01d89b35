with source as (

    {#- A seed stands for what a loader would have brought. #}
    select * from {{ ref('raw_customers') }}

)

select
    id as customer_id,
    first_name,
    last_name
from source
