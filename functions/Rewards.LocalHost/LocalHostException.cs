namespace Rewards.LocalHost;

/// <summary>Something outside the program is not as it must be; the message says in one line what, and is all that is shown.</summary>
public sealed class LocalHostException : Exception
{
    public LocalHostException()
    {
    }

    public LocalHostException(string message)
        : base(message)
    {
    }

    public LocalHostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
