using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Partitions;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Records.Normalization;
using ControlPlane.Connectors.Records.Transformations;
using ControlPlane.Connectors.Retrievers;
using ControlPlane.Connectors.Schemas;
using ControlPlane.Connectors.State;

namespace ControlPlane.Connectors;

/// <summary>A stream as the manifest declares it, compiled.</summary>
internal sealed record StreamDefinition
{
    public static ComponentKinds<StreamDefinition> Kinds { get; } = new()
    {
        ["DeclarativeStream"] = Compile,
        ["StateDelegatingStream"] = StateDelegate.Compile,
    };

    public required string Name { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> PrimaryKey { get; init; }

    /// <summary>Null when the manifest declares no schema.</summary>
    public ISchemaLoader? SchemaLoader { get; init; }

    /// <summary>The schema as far as it is known without asking the source.</summary>
    public JsonObject? Schema => SchemaLoader?.Declared;

    public required IRetriever Retriever { get; init; }

    public IIncrementalSync? Cursor { get; init; }

    /// <summary>How the stream is read instead once there is a state of it.</summary>
    public StateDelegate? Delegate { get; init; }

    public IReadOnlyList<IStateMigration> StateMigrations { get; init; } = [];

    public IReadOnlyList<ITransformation> Transformations { get; init; } = [];

    /// <summary>The source cannot filter by the cursor, so that this is done here; filters then see records transformed.</summary>
    public bool FiltersByCursor { get; init; }

    /// <summary>Null when values are not brought to the types of the schema, or the schema has to be asked for.</summary>
    public SchemaNormalization? Normalization { get; init; }

    /// <summary>Our extension <c>x-conditional-requests</c>: the ETag of the first page is kept in the state and sent with the next read.</summary>
    public bool ConditionalRequests { get; init; }

    private static StreamDefinition? Compile(Component c)
    {
        if (c.Has("file_uploader"))
            c.Error("file_uploader", "files are not copied by a stream: leave file_uploader out to read the records that describe them, and take the files in as landed files");
        var name = c.Text("name", required: true);
        var cursor = c.Child("incremental_sync", IncrementalSyncs.Kinds);
        var transformations = c.Children("transformations", TransformationKinds.All);
        var schema = SchemaLoaders.Compile(c);
        var retriever = c.Child("retriever", RetrieverKinds.All, required: true);
        var migrations = c.Children("state_migrations", State.StateMigrations.Kinds);
        if (name is null || retriever is null) return null;
        if (retriever.Selector.NormalizesSchema && schema is null && c.Has("schema_loader"))
            c.Error("schema_loader", "schema_normalization brings values to the types of the schema, which cannot be found: put the schema file beside the manifest, or use InlineSchemaLoader");
        if (cursor is IncrementingCountCursor && retriever.PartitionRouter is not null)
            c.Error("incremental_sync", "IncrementingCountCursor cannot be used with a partition router");
        foreach (var problem in migrations.Select(m => m.WhyNot(retriever.PartitionRouter, cursor)).OfType<string>()) c.Error("state_migrations", problem);
        return new()
        {
            Name = name,
            PrimaryKey = Keys(c),
            SchemaLoader = schema,
            Retriever = retriever,
            Cursor = cursor,
            StateMigrations = migrations,
            Transformations = transformations,
            FiltersByCursor = (c["incremental_sync"] as JsonObject)?["is_client_side_incremental"]?.ToString() == "true",
            Normalization = retriever.Selector.NormalizesSchema && schema?.Declared is { } declared ? SchemaNormalization.Of(declared) : null,
            ConditionalRequests = c.Flag("x-conditional-requests"),
        };
    }

    /// <summary>The stream to read, which may depend on the state, and the state to read it with.</summary>
    public (StreamDefinition Stream, JsonObject? State) For(JsonObject? state, ReadContext context) =>
        Delegate is null ? (this, state) : Delegate.Choose(this, state, context);

    /// <summary>The context in which this stream's slices are read.</summary>
    public ReadContext Context(ReadContext context) => context with
    {
        StreamName = Name, HasPrimaryKey = PrimaryKey.Count > 0, CursorOptions = Cursor, Normalization = Normalization, Totals = new(),
    };

    /// <summary>What happens to the records of one slice.</summary>
    public RecordPipeline Pipeline(ISliceCursor? cursor, Scope scope, PageDelivery delivery, ReadContext context) =>
        new(Retriever.Selector, Transformations, cursor, scope, delivery, context.StopAfter) { FiltersByCursor = FiltersByCursor, Normalization = context.Normalization };

    /// <summary>The normalization by a schema that only the source knows; the declared one otherwise.</summary>
    public async ValueTask<SchemaNormalization?> NormalizationAsync(ReadContext context, CancellationToken cancellationToken) =>
        Normalization is null && Retriever.Selector.NormalizesSchema && SchemaLoader is { } loader
            ? SchemaNormalization.Of(await loader.LoadAsync(context, cancellationToken))
            : Normalization;

    /// <summary>The cursor by which windows of the stream can be read; null when there is none.</summary>
    public DatetimeBasedCursor? Windowed => (Delegate?.Incremental.Cursor ?? Cursor) as DatetimeBasedCursor;

    /// <summary>Begins a read of this very stream, whatever it delegates to.</summary>
    /// <param name="window">Only this of it; null for what is new since the state.</param>
    /// <exception cref="ConnectorException">The state or the config cannot be used.</exception>
    public IStreamProgress Open(ReadContext context, JsonObject? state, ReadWindow? window = null)
    {
        foreach (var migration in StateMigrations)
            if (state is not null) state = migration.Apply(state, Retriever.PartitionRouter!, Cursor!, context.Scope);
        var partitions = Retriever.PartitionRouter?.Open(context, state);
        if (window is not null && Cursor is not DatetimeBasedCursor)
            throw new ConnectorException(ConnectorFaultKind.Configuration, "the stream is not read by a time, so that no window of it can be read");
        if (Cursor is null) return new FullRefreshProgress(partitions);

        var field = Cursor.AllowsCatalogCursorField && context.CatalogCursorField is { Length: > 0 } chosen ? chosen : Cursor.CursorField.Render(context.Scope);
        var terms = Cursor.Resolve(field, context.Scope, context.Time.GetUtcNow());
        if (window is not null) terms = terms.Within(window);
        if (partitions is null) return new CursorStreamProgress(terms, state);
        var isGlobal = Retriever.PartitionRouter is GroupingPartitionRouter || Cursor is DatetimeBasedCursor { IsGlobal: true };
        return new PartitionedProgress(terms, partitions, isGlobal, state, context.Time);
    }

    /// <summary>A name, a list of names, or a list of paths.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> Keys(Component c)
    {
        switch (c["primary_key"])
        {
            case null:
                return [];
            case JsonArray list when list.All(k => k is JsonValue || k is JsonArray path && path.All(p => p is JsonValue)):
                return [.. list.Select(k => k is JsonArray path ? path.Select(p => p!.ToString()).ToArray() : (IReadOnlyList<string>)[k!.ToString()])];
            case JsonValue single:
                return single.ToString() is { Length: > 0 } name ? [[name]] : [];
            default:
                c.Error("primary_key", "expected a name, a list of names, or a list of paths");
                return [];
        }
    }
}
