// What somebody has to look at. The alerts read AppRequests, where the span of each call arrives (Url holds the route, no ids), and
// these metrics of the app's (OpenTelemetry names; they arrive in AppMetrics, a point's value as Sum, its attributes in Properties):
//
//   rewards.poison.messages          gauge, {message}   rows of table Poison, by queue; told on every tick of KeepPoison, zeros as well
//   rewards.agenda.age               gauge, s           since the first day began that is not drained yet, 0 while it is to come or
//                                                       nothing was ever drained; told when a tick of DrainAgenda begins, so that one
//                                                       that fails tells it too
//   rewards.reconciliation.findings  counter, {finding} what a check of a member's books or of a campaign's shard found, by books
//   rewards.redemptions              counter, {redemption} answered calls by outcome (accepted, refused, replayed) and reason of a refusal;
//                                                       no alert reads it
param location string
param tags { *: string }
param token string
param workspaceId string
param email string
param redemptionP95Milliseconds int
param serverErrorPercent int

resource actions 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'rewards'
    emailReceivers: empty(email) ? [] : [{ name: 'operations', emailAddress: email, useCommonAlertSchema: true }]
  }
}

@description('A query over a window, its figure, and the bound that raises the alert.')
@sealed()
type rule = {
  name: string
  title: string
  description: string
  @description('0 critical to 4 verbose.')
  severity: int
  query: string
  @description('The column with the figure; null: the number of rows.')
  figure: string?
  by: string?
  operator: 'GreaterThan' | 'LessThan'
  threshold: int
  window: string
  every: string
  @description('False: a finding stands until somebody has dealt with it, so nothing says that it is over.')
  resolves: bool
}

// A share of a handful of requests says nothing.
var requestsAtLeast = 20

var rules rule[] = [
  {
    name: 'poison-messages'
    title: 'Messages that a queue gave up on'
    description: 'Table Poison holds messages. GET /v1/poison/{queue} shows them.'
    severity: 2
    query: '''
AppMetrics
| where Name == 'rewards.poison.messages'
| extend Queue = tostring(Properties.queue)
| summarize arg_max(TimeGenerated, Sum) by Queue
| project Queue, Messages = Sum
'''
    figure: 'Messages'
    by: 'Queue'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    every: 'PT5M'
    resolves: true
  }
  {
    name: 'server-errors'
    title: 'Requests answered with 5xx'
    description: 'Share of the API\'s requests in percent that were answered with 5xx, 503 included.'
    severity: 1
    query: '''
AppRequests
| where Url has '/v1/'
| summarize Failed = sumif(ItemCount, toint(ResultCode) between (500 .. 599)), Total = sum(ItemCount)
| where Total >= AT_LEAST
| project FailedPercent = 100.0 * Failed / Total
'''
    figure: 'FailedPercent'
    operator: 'GreaterThan'
    threshold: serverErrorPercent
    window: 'PT15M'
    every: 'PT5M'
    resolves: true
  }
  {
    name: 'redemption-p95'
    title: 'Redemptions are slow'
    description: '95th percentile of a redemption in milliseconds, as the app measures it.'
    severity: 2
    query: '''
AppRequests
| where Url matches regex @'/v1/coupons/[^/?]+/redemptions'
| summarize P95 = percentile(DurationMs, 95), Total = sum(ItemCount)
| where Total >= AT_LEAST
| project P95
'''
    figure: 'P95'
    operator: 'GreaterThan'
    threshold: redemptionP95Milliseconds
    window: 'PT15M'
    every: 'PT5M'
    resolves: true
  }
  {
    name: 'agenda-age'
    title: 'The Agenda is not drained'
    description: 'For two hours no tick has found the Agenda drained up to within a day: timed coupons, expiry and reports stand still.'
    severity: 1
    query: '''
AppMetrics
| where Name == 'rewards.agenda.age' and Sum < 86400
'''
    operator: 'LessThan'
    threshold: 1
    window: 'PT2H'
    every: 'PT30M'
    resolves: true
  }
  {
    name: 'reconciliation-findings'
    title: 'Somebody\'s books do not add up'
    description: 'A member\'s ledger and balance differ, or what a campaign\'s shard counts. GET /v1/reports/reconciliation names whose.'
    severity: 1
    query: '''
AppMetrics
| where Name == 'rewards.reconciliation.findings'
| summarize Findings = sum(Sum)
'''
    figure: 'Findings'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT1H'
    every: 'PT15M'
    resolves: false
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'alert-${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.every
      windowSize: rule.window
      autoMitigate: rule.resolves
      muteActionsDuration: rule.resolves ? null : rule.window
      // A workspace knows its tables only some minutes after it was made.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: replace(rule.query, 'AT_LEAST', string(requestsAtLeast))
            timeAggregation: rule.?figure == null ? 'Count' : 'Maximum'
            metricMeasureColumn: rule.?figure
            dimensions: rule.?by == null ? [] : [{ name: rule.?by!, operator: 'Include', values: ['*'] }]
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actions.id] }
    }
  }
]

output actionGroupId string = actions.id
