namespace Rewards.Faults.Proxy;

/// <summary>What the proxy does to one request to the storage.</summary>
public enum FaultKind
{
    /// <summary>It is carried out, and the connection breaks before the reply.</summary>
    LoseReply,

    /// <summary>500, not carried out.</summary>
    Answer500,

    /// <summary>503 with a Retry-After of a second, not carried out.</summary>
    Answer503,

    /// <summary>409, not carried out: the row is said to be there.</summary>
    Answer409,

    /// <summary>412, not carried out: the row is said to have changed.</summary>
    Answer412,

    /// <summary>Held back past the client's timeout, and carried out then: a write arrives when its sender has given it up.</summary>
    Delay,

    /// <summary>It is carried out, and the connection breaks in the middle of the reply.</summary>
    CutBody,

    /// <summary>It is carried out twice, and the second reply goes back.</summary>
    SendTwice,

    /// <summary>A query gets a page without rows and a token that leads to the rows.</summary>
    EmptyPage,
}
