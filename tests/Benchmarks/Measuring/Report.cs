namespace ControlPlane.Benchmarks.Measuring;

/// <summary>Prints what was measured, for people and for the table in the README.</summary>
internal sealed class Report(TextWriter output)
{
    public void Note(string text) => output.WriteLine($"  {text}");

    /// <summary>A figure with its target.</summary>
    public void Figure(string what, string measured, string baseline, string ratio, string target, bool met) =>
        output.WriteLine($"""
              {what}
                measured  {measured}
                baseline  {baseline}
                ratio     {ratio}
                target    {target}  {(met ? "met" : "NOT MET")}
            """);
}
