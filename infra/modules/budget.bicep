// Warns when the resource group costs more than expected; it stops nothing.
@export()
@sealed()
@description('A budget for each month.')
type budget = {
  @description('In the currency of the bill.')
  @minValue(1)
  amount: int
  @description('First day of the month in which it is set up, such as 2026-12-01. Azure refuses to change it later, so leave it.')
  @minLength(10)
  @maxLength(10)
  from: string
}

param name string
param monthly budget
param email string
param actionGroupId string

resource limit 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    timeGrain: 'Monthly'
    amount: monthly.amount
    timePeriod: { startDate: '${monthly.from}T00:00:00Z' }
    notifications: toObject([80, 100], percent => 'at${percent}', percent => {
      enabled: true
      operator: 'GreaterThanOrEqualTo'
      threshold: percent
      thresholdType: 'Actual'
      contactEmails: empty(email) ? [] : [email]
      contactGroups: [actionGroupId]
    })
  }
}
