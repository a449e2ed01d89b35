namespace ControlPlane.DuckDb.Native;

/// <summary><c>duckdb_type</c>, those that are read or written as what they are; the others are read as text or JSON.</summary>
internal enum DuckDbType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    Time = 14,
    HugeInt = 16,
    Text = 17,
    Blob = 18,
    Decimal = 19,
    TimestampSeconds = 20,
    TimestampMilliseconds = 21,
    TimestampNanoseconds = 22,
    List = 24,
    Struct = 25,
    Map = 26,
    Uuid = 27,
    Union = 28,
    TimestampTz = 31,
    UHugeInt = 32,
    Array = 33,
    Null = 36,
}

/// <summary><c>duckdb_statement_type</c>, those that somebody who may only read may run.</summary>
internal enum DuckDbStatement
{
    Invalid = 0,
    Select = 1,
    Transaction = 10,
}
