using System.Globalization;
using Azure.Data.Tables.Internal;

namespace Azure.Data.Tables;

#pragma warning disable CA1032 // the real one has this constructor only
public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            requestFailedException.Status,
            requestFailedException.Message,
            requestFailedException.ErrorCode,
            requestFailedException.InnerException)
    {
        foreach (var key in requestFailedException.Data.Keys)
        {
            Data[key] = requestFailedException.Data[key];
        }

        if (int.TryParse(Data[ErrorDetailsParser.FailedIndexKey] as string, CultureInfo.InvariantCulture, out var index))
        {
            FailedTransactionActionIndex = index;
        }
    }

    /// <summary>The position, from 0, of the action for which the whole transaction was refused.</summary>
    public int? FailedTransactionActionIndex { get; }
}
