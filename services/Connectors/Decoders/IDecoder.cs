namespace ControlPlane.Connectors.Decoders;

/// <summary>Turns the body of a response into JSON values, from which the extractor takes the records, without holding it whole.</summary>
internal interface IDecoder
{
    /// <summary>Whether <c>response</c> of paginators and error handlers shows the body. What is streamed shows as an empty object, as in the reference.</summary>
    bool ShowsResponse { get; }

    /// <exception cref="Requests.BrokenPageException">The body broke off or is not of this format.</exception>
    Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken);
}
