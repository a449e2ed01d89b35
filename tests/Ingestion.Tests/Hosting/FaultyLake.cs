using ControlPlane.Lake;

namespace ControlPlane.Ingestion.Tests.Hosting;

/// <summary>The real lake with a fault in it.</summary>
internal sealed class FaultyLake(ILake inner) : ILake
{
    /// <summary>What a reader gets in place of an object.</summary>
    public Func<LakePath, Stream, Stream> OnRead { get; set; } = (_, stream) => stream;

    /// <summary>What a writer writes to.</summary>
    public Func<LakePath, Stream, Stream> OnWrite { get; set; } = (_, stream) => stream;

    /// <summary>Before an object becomes visible.</summary>
    public Func<LakePath, Task> OnCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>After an object became visible.</summary>
    public Func<LakePath, Task> OnCommitted { get; set; } = _ => Task.CompletedTask;

    public async Task<Stream> OpenReadAsync(LakePath path, CancellationToken cancellationToken) => OnRead(path, await inner.OpenReadAsync(path, cancellationToken));

    public async Task<LakeUpload> CreateAsync(LakePath path, CancellationToken cancellationToken) => new Upload(this, path, await inner.CreateAsync(path, cancellationToken));

    public async Task<LakeUpload> CreateCopyAsync(LakePath from, LakePath to, CancellationToken cancellationToken) => new Upload(this, to, await inner.CreateCopyAsync(from, to, cancellationToken));

    public Task<bool> ExistsAsync(LakePath path, CancellationToken cancellationToken) => inner.ExistsAsync(path, cancellationToken);

    public IAsyncEnumerable<LakeObject> ListAsync(LakePath prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task<int> DeleteAsync(LakePath prefix, CancellationToken cancellationToken) => inner.DeleteAsync(prefix, cancellationToken);

    private sealed class Upload(FaultyLake lake, LakePath path, LakeUpload inner) : LakeUpload
    {
        public override Stream Content { get; } = lake.OnWrite(path, inner.Content);

        public override Task<long> SealAsync(CancellationToken cancellationToken) => inner.SealAsync(cancellationToken);

        public override async Task CommitAsync(CancellationToken cancellationToken)
        {
            await lake.OnCommit(path);
            await inner.CommitAsync(cancellationToken);
            await lake.OnCommitted(path);
        }

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
