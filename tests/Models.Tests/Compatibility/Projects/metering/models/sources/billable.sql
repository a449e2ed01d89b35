with positive as (select * from {{ ref('readings') }} where units > {{ var('free_units') }})
select * from positive
