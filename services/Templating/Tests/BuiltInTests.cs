using System.Collections.Frozen;
using ControlPlane.Templating.Filters;
using ControlPlane.Templating.Nodes;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Tests;

/// <summary>The tests that every template has.</summary>
internal static class BuiltInTests
{
    public static FrozenDictionary<string, TemplateTest> All { get; } = Build();

    private static FrozenDictionary<string, TemplateTest> Build()
    {
        var tests = new Dictionary<string, TemplateTest>
        {
            ["defined"] = (value, _) => value is not Undefined,
            ["undefined"] = (value, _) => value is Undefined,
            ["none"] = (value, _) => value is null,
            ["boolean"] = (value, _) => value is bool,
            ["true"] = (value, _) => value is true,
            ["false"] = (value, _) => value is false,
            ["integer"] = (value, _) => value is not bool && Numbers.IsInteger(value),
            ["float"] = (value, _) => Numbers.IsFloat(value),
            ["number"] = (value, _) => Numbers.IsNumber(value),
            ["string"] = (value, _) => value is string,
            ["mapping"] = (value, _) => value is IReadOnlyDictionary<string, object?> or ITemplateObject { IsMapping: true },
            ["iterable"] = (value, _) => Sequences.IsIterable(value),
            ["sequence"] = (value, _) => value is string or IReadOnlyList<object?> or IReadOnlyDictionary<string, object?> or Undefined { IsStrict: false },
            ["callable"] = (value, _) => value is TemplateFunction or ITemplateObject { IsCallable: true },
            ["lower"] = (value, _) => Casing(value, lower: true),
            ["upper"] = (value, _) => Casing(value, lower: false),
            ["odd"] = (value, _) => CompareExpression.Holds("==", PythonOperators.Apply("%", value, 2L, TemplateLimits.Default), 1L),
            ["even"] = (value, _) => IsMultiple(value, 2L),
            ["divisibleby"] = (value, arguments) => IsMultiple(value, arguments.Require(0, "num")),
            ["sameas"] = (value, arguments) => IsSame(value, arguments.Require(0, "other")),
            ["escaped"] = (_, _) => false,
            ["in"] = (value, arguments) => PythonComparison.Contains(arguments.Require(0, "seq"), value),
            ["filter"] = (value, arguments) => value is string name
                && (BuiltInFilters.All.ContainsKey(name) || arguments.Run?.Options.Filters.ContainsKey(name) == true),
            ["test"] = (value, arguments) => value is string name
                && (All.ContainsKey(name) || arguments.Run?.Options.Tests.ContainsKey(name) == true),
        };

        foreach (var (operation, names) in new[]
        {
            ("==", "eq equalto =="), ("!=", "ne !="), ("<", "lt lessthan <"), ("<=", "le <="), (">", "gt greaterthan >"), (">=", "ge >="),
        })
        {
            foreach (var name in names.Split(' '))
                tests[name] = (value, arguments) => CompareExpression.Holds(operation, value, arguments.Require(0, "other"));
        }

        return tests.ToFrozenDictionary();
    }

    private static bool Casing(object? value, bool lower) => Methods.Casing.IsAll(
        PythonText.Str(value),
        lower ? System.Globalization.UnicodeCategory.LowercaseLetter : System.Globalization.UnicodeCategory.UppercaseLetter);

    private static bool IsMultiple(object? value, object? of) => value switch
    {
        Undefined undefined => throw undefined.Fail(),
        _ when Numbers.IsNumber(value) && Numbers.IsNumber(of) => Numbers.Compare(Numbers.Modulo(value!, of!), 0L) == 0,
        _ => throw PythonOperators.Unsupported("%", value, of),
    };

    private static bool IsSame(object? value, object? other) =>
        ReferenceEquals(value, other) || (value?.GetType() == other?.GetType() && value is bool or long or string or Undefined && Equals(value, other));
}
