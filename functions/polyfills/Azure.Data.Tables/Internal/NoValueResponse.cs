namespace Azure.Data.Tables.Internal;

internal sealed class NoValueResponse<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("The entity does not exist: there is no value.");

    public override Response GetRawResponse() => response;
}
