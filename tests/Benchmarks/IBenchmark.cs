using ControlPlane.Benchmarks.Measuring;

namespace ControlPlane.Benchmarks;

/// <summary>One figure of the product, measured beside the limit or the tool that it is compared with.</summary>
internal interface IBenchmark
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>One line: what against what.</summary>
    string Measures { get; }

    Task RunAsync(Report report, CancellationToken cancellationToken);
}
