using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Money;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("EUR", true, "the euro")]
    [InlineData("JPY", true, "one without a smaller unit")]
    [InlineData("eur", false, "small letters")]
    [InlineData("XXY", false, "three letters that name nothing")]
    [InlineData("XAU", false, "gold, with which nobody pays")]
    [InlineData("XTS", false, "for tests")]
    [InlineData("DEM", false, "money of the past")]
    [InlineData("EURO", false, "four letters")]
    [InlineData("", false, "nothing")]
    [InlineData(null, false, "not even a text")]
    public void A_currency_is_money_in_use_as_ISO_4217_names_it(string? text, bool isOne, string why) =>
        Assert.True(Currency.TryParse(text, out _) == isOne, why);
}
