select bills.meter, bills.tier, bills.units, tariffs.cents * bills.units as cents, '{{ var("region") }}' as region
from {{ ref('bills', v=1) }} as bills
left join {{ ref('tariffs') }} as tariffs on tariffs.tier = bills.tier
