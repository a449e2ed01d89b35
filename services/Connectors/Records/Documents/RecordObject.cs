using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace ControlPlane.Connectors.Records.Documents;

/// <summary>
/// A JSON object as transformations and templates use it. Its members are found by one pass over the bytes, their values are built when
/// they are asked for, and what nobody has changed is written with the bytes it came with. Of a name that stands there twice the last
/// counts, as in any reader; both are kept until something is changed about that name.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "Named after what it is in JSON, beside RecordList.")]
internal sealed class RecordObject : IReadOnlyDictionary<string, object?>, IDictionary<string, object?>
{
    private const int LinearLimit = 48;

    private JsonSlice _source;
    private Member[] _members = [];
    private int _count;
    private bool _isRead;
    private bool _isChanged;
    private Dictionary<string, int>? _index;

    public RecordObject() => (_isRead, _isChanged) = (true, true);

    public RecordObject(JsonSlice source) => _source = source;

    public int Count => Members(settled: true).Length;

    public bool IsReadOnly => false;

    /// <summary>Some part of it differs from the bytes it was read from.</summary>
    public bool IsChanged
    {
        get
        {
            if (_isChanged) return true;
            for (var i = 0; i < _count; i++)
                if (_members[i].Value is RecordObject { IsChanged: true } or RecordList { IsChanged: true }) return true;
            return false;
        }
    }

    public IEnumerable<string> Keys => NameList();

    public IEnumerable<object?> Values => this.Select(m => m.Value).ToList();

    ICollection<string> IDictionary<string, object?>.Keys => NameList();

    ICollection<object?> IDictionary<string, object?>.Values => this.Select<KeyValuePair<string, object?>, object?>(m => m.Value).ToList();

    public object? this[string key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);
        set => Set(key, new Member { Value = value, IsBuilt = true });
    }

    /// <summary>Another object in the place of this one; spares the members' memory.</summary>
    public void Reset(JsonSlice source)
    {
        (_source, _count, _isRead, _isChanged, _index) = (source, 0, false, false, null);
    }

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var at = Find(key);
        value = at < 0 ? null : Build(ref _members[at]);
        return at >= 0;
    }

    public bool ContainsKey(string key) => Find(key) >= 0;

    /// <summary>The members in order, each name once. Valid until something is changed.</summary>
    public ReadOnlySpan<Member> Members(bool settled)
    {
        Read();
        if (settled) Settle();
        return _members.AsSpan(0, _count);
    }

    public string NameOf(int member) => _members[member].Name ??= JsonSlice.ReadText(_members[member].NameSlice.Span);

    public object? ValueOf(int member) => Build(ref _members[member]);

    /// <summary>The bytes of a member's value as it was read; an empty slice when it is another one.</summary>
    public JsonSlice SliceOf(int member) =>
        _members[member] is { IsBuilt: true, Value: RecordObject { IsChanged: true } or RecordList { IsChanged: true } } ? default : _members[member].Slice;

    /// <summary>The bytes of a member's value where it has those it was read with; empty when there is no such member.</summary>
    /// <returns>False when the member has another value.</returns>
    public bool TryGetBytes(string key, out ReadOnlySpan<byte> value)
    {
        var at = Find(key);
        var slice = at < 0 ? default : SliceOf(at);
        value = slice.Source is null ? [] : slice.Span;
        return at < 0 || slice.Source is not null;
    }

    /// <summary>How the bytes of a member's value begin; 0 when it has none.</summary>
    public byte FirstByteOf(int member) => _members[member].Slice is { Source: { } source, Start: var start } ? source[start] : (byte)0;

    /// <summary>Sets a member without building what it holds.</summary>
    public void Set(string name, Member value)
    {
        _isChanged = true;
        var at = Find(name);
        if (at < 0)
        {
            Append(value with { Name = name });
            return;
        }

        for (var i = at - 1; i >= 0; i--)
            if (NameOf(i) == name) RemoveAt(i, ref at);
        _members[at] = value with { Name = name };
    }

    public bool Remove(string key)
    {
        var removed = false;
        for (var at = Find(key); at >= 0; at = Find(key))
        {
            var none = 0;
            RemoveAt(at, ref none);
            _isChanged = removed = true;
        }

        return removed;
    }

    /// <summary>Takes over the members of another object, which is not to be used any more.</summary>
    public void Replace(RecordObject other)
    {
        other.Read();
        (_members, _count, _isRead, _isChanged, _index) = (other._members, other._count, true, true, null);
    }

    public void Clear() => (_count, _isRead, _isChanged, _index) = (0, true, true, null);

    public void WriteTo(JsonBytes output)
    {
        if (!IsChanged)
        {
            output.Raw(_source.Span);
            return;
        }

        output.Open((byte)'{');
        for (var i = 0; i < _count; i++)
        {
            if (i > 0) output.Byte((byte)',');
            ref var member = ref _members[i];
            if (member.NameSlice.Source is { } source && member.KeepsName) output.Raw(source.AsSpan(member.NameSlice.Start - 1, member.NameSlice.Length + 2));
            else output.Text(member.Name);
            output.Byte((byte)':');
            if (member.IsBuilt && (member.Slice.Source is null || member.Value is RecordObject or RecordList)) output.Value(member.Value);
            else output.Raw(member.Slice.Span);
        }

        output.Close((byte)'}');
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        var names = NameList();
        foreach (var name in names)
            if (TryGetValue(name, out var value)) yield return new(name, value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void IDictionary<string, object?>.Add(string key, object? value) => this[key] = value;

    void ICollection<KeyValuePair<string, object?>>.Add(KeyValuePair<string, object?> item) => this[item.Key] = item.Value;

    bool ICollection<KeyValuePair<string, object?>>.Contains(KeyValuePair<string, object?> item) =>
        TryGetValue(item.Key, out var value) && Equals(value, item.Value);

    void ICollection<KeyValuePair<string, object?>>.CopyTo(KeyValuePair<string, object?>[] array, int arrayIndex) => this.ToList().CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object?>>.Remove(KeyValuePair<string, object?> item) => Remove(item.Key);

    private static object? Build(ref Member member)
    {
        if (member.IsBuilt) return member.Value;
        member.IsBuilt = true;
        return member.Value = member.Slice.Read();
    }

    private void Read()
    {
        if (_isRead) return;
        _isRead = true;
        var (source, start) = (_source.Source, _source.Start);
        var reader = JsonSlice.Reader(_source.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = new JsonSlice(source, start + (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            var text = reader.ValueIsEscaped ? JsonSlice.ReadText(reader.ValueSpan) : null;
            reader.Read();
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            Append(new Member { Name = text, KeepsName = true, NameSlice = name, Slice = new(source, start + from, (int)reader.BytesConsumed - from) });
        }
    }

    private void Append(Member member)
    {
        if (_count == _members.Length) Array.Resize(ref _members, Math.Max(4, _count * 2));
        _index?.Add(member.Name ?? JsonSlice.ReadText(member.NameSlice.Span), _count);
        _members[_count++] = member;
    }

    /// <summary>Where the member is among <see cref="Members"/>; below 0 when there is none.</summary>
    public int Find(string name)
    {
        Read();
        if (_count > LinearLimit) return Index().TryGetValue(name, out var at) ? at : -1;
        Span<byte> utf8 = stackalloc byte[128];
        if (name.Length > 40) utf8 = Encoding.UTF8.GetBytes(name);
        else utf8 = utf8[..Encoding.UTF8.GetBytes(name, utf8)];
        for (var i = _count - 1; i >= 0; i--)
        {
            ref var member = ref _members[i];
            if (member.Name is { } known ? known == name : member.NameSlice.Length == utf8.Length && member.NameSlice.Span.SequenceEqual(utf8)) return i;
        }

        return -1;
    }

    private Dictionary<string, int> Index()
    {
        if (_index is { } known) return known;
        var index = new Dictionary<string, int>(_count, StringComparer.Ordinal);
        for (var i = 0; i < _count; i++) index[NameOf(i)] = i;
        return _index = index;
    }

    private void RemoveAt(int member, ref int other)
    {
        Array.Copy(_members, member + 1, _members, member, --_count - member);
        _members[_count] = default;
        _index = null;
        if (other > member) other--;
    }

    /// <summary>Leaves each name once, where it stood first, with the value it has last.</summary>
    private void Settle()
    {
        if (_index is not null && _index.Count == _count) return;
        var index = Index();
        if (index.Count == _count) return;
        var kept = new List<Member>(index.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < _count; i++)
            if (seen.Add(NameOf(i))) kept.Add(_members[index[NameOf(i)]]);
        (_members, _count, _isChanged, _index) = ([.. kept], kept.Count, true, null);
        Index();
    }

    private List<string> NameList()
    {
        var count = Members(settled: true).Length;
        var names = new List<string>(count);
        for (var i = 0; i < count; i++) names.Add(NameOf(i));
        return names;
    }

    /// <summary>One name and value; of both, the bytes or what was built in their place.</summary>
    internal record struct Member
    {
        public string? Name { get; set; }

        /// <summary>The name is still that of the bytes.</summary>
        public bool KeepsName { get; init; }

        public JsonSlice NameSlice { get; init; }

        public JsonSlice Slice { get; init; }

        public object? Value { get; set; }

        public bool IsBuilt { get; set; }

        /// <summary>The value under no name yet, its bytes with it.</summary>
        public readonly Member Unnamed => this with { Name = null, KeepsName = false, NameSlice = default };
    }
}
