namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>A small project: orders in RAW, a staging view, a mart of customers with three tests.</summary>
internal static class Shop
{
    public static async Task WriteAsync(ServiceUnderTest service)
    {
        await service.Warehouse.RawTableAsync("orders", "id int, customer text, amount int", "(1, 'ann', 10)", "(2, 'ann', 20)", "(3, 'bob', 30)");
        service.Write("models/staging/sources.yml", SmallProjects.Sources);
        service.Write("models/staging/stg_orders.sql", "SELECT id, customer, amount FROM {{ source('app', 'orders') }}");
        service.Write("models/marts/customers.sql", "SELECT customer, sum(amount) AS total FROM {{ ref('stg_orders') }} GROUP BY customer");
        service.Write("models/marts/schema.yml", """
            version: 2
            models:
              - name: customers
                description: One row per customer
                columns:
                  - name: customer
                    description: Login
                    tests: [not_null, unique]
                  - name: total
                    tests: [not_null]
            """);
    }
}
