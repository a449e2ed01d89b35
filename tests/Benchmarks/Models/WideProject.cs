using System.Globalization;

namespace ControlPlane.Benchmarks.Models;

/// <summary>100 source tables and 900 models with ten columns each: a third reads sources, the others join two of those before them.</summary>
internal static class WideProject
{
    public const int Nodes = Sources + Models;

    private const int Sources = 100;
    private const int Models = 900;
    private const int FromSources = 300;
    private const int Columns = 10;

    public static void Write(string folder)
    {
        Put(folder, "dbt_project.yml", "name: wide\nversion: '1.0'\nmodels: {wide: {+materialized: view, +schema: MARTS}}\n");
        var columns = string.Join(", ", Enumerable.Range(0, Columns).Select(column => $"{{name: c{column}}}"));
        Put(folder, "models/sources.yml", $"sources:\n  - name: app\n    schema: RAW\n    tables:\n{string.Concat(Enumerable.Range(0, Sources).Select(table => $"      - {{name: t_{Number(table)}, columns: [{columns}]}}\n"))}");
        for (var i = 0; i < Models; i++) Put(folder, $"models/m_{Number(i)}.sql", i < FromSources ? $"select * from {{{{ source('app', 't_{Number(i % Sources)}') }}}} where c0 is not null\n" : Joined(i));
    }

    private static string Joined(int model)
    {
        var computed = string.Join(", ", Enumerable.Range(1, Columns - 2).Select(column => $"{(column % 2 == 0 ? $"x.c{column}" : $"x.c{column} + y.c{column}")} as c{column}"));
        return $$$"""
            with x as (select * from {{ ref('m_{{{Number(model - FromSources)}}}') }}),
            y as (select * from {{ ref('m_{{{Number(model * 7 % (model - 1))}}}') }})
            select x.c0, {{{computed}}}, y.c{{{Columns - 1}}}
            from x join y on x.c0 = y.c0
            """;
    }

    private static string Number(int number) => number.ToString("000", CultureInfo.InvariantCulture);

    private static void Put(string folder, string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
