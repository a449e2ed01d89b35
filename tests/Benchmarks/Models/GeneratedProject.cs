using System.Globalization;
using System.Text;
using ControlPlane.Models.Projects;

namespace ControlPlane.Benchmarks.Models;

/// <summary>50 staging views of generated rows, 100 intermediate views that join two or three of those before them, 50 mart tables, and 400 tests of the latter.</summary>
internal static class GeneratedProject
{
    public const int Staging = 50;
    public const int Intermediate = 100;
    public const int Marts = 50;
    public const int Models = Staging + Intermediate + Marts;
    public const int Tests = 8 * Marts;

    public static void Write(string folder, string profile = "")
    {
        Put(folder, "dbt_project.yml", """
            name: generated
            version: '1.0'
            profile: generated
            models:
              generated:
                staging: {+materialized: view, +tags: [staging]}
                intermediate: {+materialized: view}
                marts: {+materialized: table, +tags: [marts]}
            """);
        if (profile.Length > 0) Put(folder, "profiles.yml", profile);
        Put(folder, "macros/cents.sql", "{% macro cents(column) %}round({{ column }} / 100.0, 2){% endmacro %}\n");
        for (var i = 0; i < Staging; i++)
            Put(folder, $"models/staging/stg_{i:000}.sql", $"select g as id, g % 7 as grp, (g * {i + 3}) % 1000 as amount, '{{{{ target.name }}}}' as environment\nfrom generate_series(1, 200) as g\n");
        for (var i = 0; i < Intermediate; i++) Put(folder, $"models/intermediate/int_{i:000}.sql", Joined(i));
        for (var i = 0; i < Marts; i++) Put(folder, $"models/marts/mart_{i:000}.sql", Summed(i));
        Put(folder, "models/marts/marts.yml", Properties());
    }

    public static TargetProfile Target(string database, string schema) => new("generated", "prod", "postgres", database, schema, 4, new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["host"] = "127.0.0.1", ["port"] = 5432L, ["user"] = "generated", ["password"] = "generated", ["dbname"] = database, ["schema"] = schema,
    });

    private static string Joined(int number)
    {
        var third = number < 10 ? "" : $"\nleft join {{{{ ref('int_{number - 10:000}') }}}} z on z.id = x.id";
        return $$$"""
            with x as (
                select * from {{ ref('stg_{{{number % Staging:000}}}') }}
            ), y as (
                select * from {{ ref('stg_{{{(number * 7 + 1) % Staging:000}}}') }}
            )
            select x.id, x.grp, {{ cents('x.amount') }} as amount, y.amount as other
            from x join y on x.id = y.id{{{third}}}
            """;
    }

    private static string Summed(int number) => $$$"""
        {{ config(materialized='table') }}
        select grp as id,
        {% for k in range(5) %}
            sum(amount * {{ k }}) as s{{ k }},
        {% endfor %}
            count(*) as n
        from (
            select * from {{ ref('int_{{{2 * number % Intermediate:000}}}') }}
            union all
            select * from {{ ref('int_{{{(2 * number + 1) % Intermediate:000}}}') }}
        ) u
        group by 1
        """;

    private static string Properties()
    {
        var text = new StringBuilder("models:\n");
        for (var i = 0; i < Marts; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$$"""
                  - name: mart_{{{i:000}}}
                    description: Sums of a group
                    columns:
                      - {name: id, description: The group, data_tests: [unique, not_null, {relationships: {to: ref('stg_{{{i:000}}}'), field: grp}}]}
                      - {name: n, data_tests: [not_null]}
                      - {name: s0, data_tests: [not_null, {accepted_values: {values: [0], quote: false}}]}
                      - {name: s1, data_tests: [not_null]}
                      - {name: s2, data_tests: [not_null]}

                """);
        }
        return text.ToString();
    }

    private static void Put(string folder, string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
