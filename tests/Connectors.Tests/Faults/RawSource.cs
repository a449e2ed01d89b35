using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ControlPlane.Connectors.Tests.Faults;

/// <summary>
/// A source below HTTP: a test decides what bytes come and how the connection ends. Each connection takes one request, unless the
/// answer keeps it open.
/// </summary>
internal sealed class RawSource : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<RawConnection, int, Task> _answer;
    private readonly Task _accepting;
    private int _requests;

    /// <param name="answer">Gets the number of the request, from 1.</param>
    public RawSource(Func<RawConnection, int, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    public int Requests => _requests;

    /// <summary>A whole answer.</summary>
    public static string Whole(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync(_stop.Token);
            _ = Task.Run(() => ServeAsync(socket));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new RawConnection(socket, _stop.Token);
        try
        {
            while (await connection.ReadRequestAsync())
            {
                connection.StaysOpen = false;
                await _answer(connection, Interlocked.Increment(ref _requests));
                if (!connection.StaysOpen) break;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has given up, or the test is over.
        }
    }
}

/// <summary>One connection of a client.</summary>
internal sealed class RawConnection(Socket socket, CancellationToken stop) : IDisposable
{
    /// <summary>Another request may come over it.</summary>
    public bool StaysOpen { get; set; }

    /// <summary>The head of the request.</summary>
    public string Request { get; private set; } = "";

    /// <summary>False when the client has closed it.</summary>
    public async Task<bool> ReadRequestAsync()
    {
        var head = new StringBuilder();
        var piece = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await socket.ReceiveAsync(piece, stop) == 0) return false;
            head.Append((char)piece[0]);
        }
        Request = head.ToString();
        return true;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, stop)..];
    }

    /// <summary>Ends the connection with a reset instead of a close.</summary>
    public Task ResetAsync()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
        return Task.CompletedTask;
    }

    public void Dispose() => socket.Dispose();
}
