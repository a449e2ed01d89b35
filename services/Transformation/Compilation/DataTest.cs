namespace ControlPlane.Transformation.Compilation;

public enum TestSeverity { Error, Warn }

/// <summary>What a test looks at: a model or a source table, never both.</summary>
public sealed record TestSubject(Model? Model, SourceTable? Source)
{
    public string Name => Model?.Name ?? Source!.Declaration.Key;
}

/// <summary>A test of a bound project. It passes when it finds no failing rows.</summary>
/// <param name="Name">dbt's: <c>not_null_{model}_{column}</c>.</param>
/// <param name="Column">As a statement writes it.</param>
/// <param name="Where">Only these rows are looked at; null: all.</param>
public abstract record DataTest(string Name, TestSubject Subject, string Column, TestSeverity Severity, string? Where);

public sealed record NotNullTest(string Name, TestSubject Subject, string Column, TestSeverity Severity, string? Where) : DataTest(Name, Subject, Column, Severity, Where);

public sealed record UniqueTest(string Name, TestSubject Subject, string Column, TestSeverity Severity, string? Where) : DataTest(Name, Subject, Column, Severity, Where);

/// <param name="Values">As a statement writes them.</param>
public sealed record AcceptedValuesTest(string Name, TestSubject Subject, string Column, IReadOnlyList<string> Values, TestSeverity Severity, string? Where) : DataTest(Name, Subject, Column, Severity, Where);

public sealed record RelationshipsTest(string Name, TestSubject Subject, string Column, TestSubject To, string Field, TestSeverity Severity, string? Where) : DataTest(Name, Subject, Column, Severity, Where);
