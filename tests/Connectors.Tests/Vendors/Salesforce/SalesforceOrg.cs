using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.Salesforce;

/// <summary>The rows of an organization.</summary>
internal sealed class SalesforceOrg
{
    private static readonly Dictionary<string, string[]> Extra = new()
    {
        ["User"] = ["Username", "Name", "Email", "IsActive", "UserType", "ProfileId", "ManagerId", "TimeZoneSidKey", "LastLoginDate"],
        ["Account"] = ["IsDeleted", "Name", "Type", "Industry", "ParentId", "OwnerId", "Website", "Phone", "BillingCity", "BillingCountry", "AnnualRevenue", "NumberOfEmployees"],
        ["Contact"] = ["IsDeleted", "AccountId", "FirstName", "LastName", "Email", "Phone", "Title", "OwnerId", "MailingCity", "MailingCountry"],
        ["Lead"] = ["IsDeleted", "FirstName", "LastName", "Company", "Email", "Status", "LeadSource", "OwnerId", "IsConverted", "ConvertedDate", "ConvertedAccountId"],
        ["Opportunity"] = ["IsDeleted", "AccountId", "Name", "StageName", "Amount", "Probability", "CloseDate", "IsClosed", "IsWon", "Type", "LeadSource", "OwnerId"],
        ["Campaign"] = ["IsDeleted", "Name", "Type", "Status", "StartDate", "EndDate", "IsActive", "BudgetedCost", "ActualCost", "OwnerId"],
        ["Case"] = ["IsDeleted", "CaseNumber", "AccountId", "ContactId", "Subject", "Status", "Priority", "Origin", "IsClosed", "ClosedDate", "OwnerId"],
        ["Task"] = ["IsDeleted", "WhoId", "WhatId", "AccountId", "Subject", "ActivityDate", "Status", "Priority", "IsClosed", "IsHighPriority", "Description", "OwnerId"],
        ["CampaignMember"] = ["IsDeleted", "CampaignId", "LeadId", "ContactId", "Status", "HasResponded", "FirstRespondedDate"],
    };

    private readonly Dictionary<string, List<JsonObject>> _rows = Extra.Keys.ToDictionary(k => k, _ => new List<JsonObject>());

    public static bool Knows(string name) => Extra.ContainsKey(name);

    public static bool HasField(string name, string field) => field is "Id" or "CreatedDate" or "SystemModstamp" || Extra[name].Contains(field);

    public List<JsonObject> Rows(string name) => _rows[name];

    public static DateTimeOffset Modified(JsonObject row) => DateTimeOffset.ParseExact(row["SystemModstamp"]!.ToString(), "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public static SalesforceOrg With(string name, int rows, DateTimeOffset from)
    {
        var org = new SalesforceOrg();
        for (var i = 0; i < rows; i++) org.Add(name, from + TimeSpan.FromSeconds(i / 6 * 7));
        return org;
    }

    public string Add(string name, DateTimeOffset at)
    {
        var number = _rows[name].Count;
        var row = new JsonObject { ["Id"] = $"00{name[0]}5i{number:D12}" };
        foreach (var field in Extra[name]) row[field] = Value(field, number);
        row["CreatedDate"] = Text(at);
        row["SystemModstamp"] = Text(at);
        _rows[name].Add(row);
        return row["Id"]!.ToString();
    }

    public void Delete(string name, string id, DateTimeOffset at)
    {
        var row = _rows[name].Single(r => r["Id"]!.ToString() == id);
        row["IsDeleted"] = true;
        row["SystemModstamp"] = Text(at);
    }

    private static JsonNode? Value(string field, int number) => field switch
    {
        "IsDeleted" => number % 50 == 49,
        _ when field.StartsWith("Is", StringComparison.Ordinal) || field == "HasResponded" => number % 2 == 0,
        "AnnualRevenue" or "Amount" or "BudgetedCost" or "ActualCost" => number % 4 == 0 ? null : 1234567.25 + number,
        "Probability" => 25.5,
        "NumberOfEmployees" => number,
        _ when field.EndsWith("Date", StringComparison.Ordinal) => number % 3 == 0 ? null : "2026-02-28",
        _ => (number % 5) switch
        {
            0 => null,
            1 => "a, \"quoted\" line\nand another; 😀",
            2 => "007",
            3 => "true",
            _ => $"Ñandú № {number}",
        },
    };

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
}
