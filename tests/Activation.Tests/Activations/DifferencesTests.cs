using System.Text;
using ControlPlane.Activation.Activations;
using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.Activation.Tests.Activations;

public class DifferencesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Nothing_on_either_side_differs_in_nothing() => (await CompareAsync([], [])).ShouldBeEmpty();

    [Fact]
    public async Task Each_row_is_told_apart_by_key_and_hash() =>
        (await CompareAsync([("b", 1), ("d", 2), ("e", 3), ("g", 4)], [("a", 9), ("c", 9), ("d", 2), ("e", 8), ("h", 9), ("i", 9)]))
            .ShouldBe(["Vanished a", "Changed b", "Vanished c", "Unchanged d", "Changed e", "Changed g", "Vanished h", "Vanished i"]);

    [Fact]
    public async Task Rows_that_share_a_key_are_all_ambiguous_and_do_not_count_as_vanished() =>
        (await CompareAsync([("a", 1), ("a", 1), ("a", 2), ("b", 1), ("c", 1), ("c", 1)], [("a", 1), ("b", 1), ("c", 1)]))
            .ShouldBe(["Ambiguous a", "Ambiguous a", "Ambiguous a", "Unchanged b", "Ambiguous c", "Ambiguous c"]);

    [Fact]
    public async Task Rows_out_of_order_are_an_error_rather_than_a_wrong_answer() =>
        await Should.ThrowAsync<InvalidOperationException>(() => CompareAsync([("b", 1), ("a", 1)], []));

    [Fact]
    public async Task Every_split_of_random_keys_is_the_same_as_comparing_dictionaries()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var mart = Keys(random);
            var sent = Keys(random);
            var expected = mart.Select(row => $"{(sent.Contains(row) ? "Unchanged" : "Changed")} {row.Key}")
                .Concat(sent.Where(row => mart.All(other => other.Key != row.Key)).Select(row => $"Vanished {row.Key}"));
            (await CompareAsync(mart, sent)).ShouldBe(expected, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Order_of_strings_is_the_order_of_the_database()
    {
        string[] texts = ["", "a", "A", "a|", "a|b", "ä", "z", "\u00e9", "\ud7ff", "\ue000", "\uffff", "😀", "😀a", "\U0010ffff", "a\u0001", "\u2028", "Z", "0", "-", "~"];
        await using var server = postgres.OpenAsSuperuser("postgres");
        await using var command = new NpgsqlCommand("SELECT text FROM unnest($1) AS text ORDER BY text COLLATE \"C\"") { Parameters = { new() { Value = texts } }, Connection = await server.OpenConnectionAsync(TestContext.Current.CancellationToken) };
        List<string> ordered = [];
        await using (var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) ordered.Add(reader.GetString(0));
        texts.Order(Comparer<string>.Create(BytewiseOrder.Compare)).ShouldBe(ordered);
    }

    private static List<(string Key, int Version)> Keys(Random random) =>
        [.. Enumerable.Range(0, 12).Where(_ => random.Next(2) == 0).Select(key => (((char)('a' + key)).ToString(), random.Next(2)))];

    private static async Task<List<string>> CompareAsync(List<(string Key, int Version)> mart, List<(string Key, int Version)> sent)
    {
        List<string> differences = [];
        var left = mart.Select(row => new SelectedRow(row.Key, [(byte)row.Version], Encoding.UTF8.GetBytes("{}"))).ToAsyncEnumerable();
        var right = sent.Select(row => new SentRow(row.Key, [(byte)row.Version])).ToAsyncEnumerable();
        await foreach (var (kind, row) in Differences.BetweenAsync(left, right)) differences.Add($"{kind} {row.Key}");
        return differences;
    }
}
