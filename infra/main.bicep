// Everything that Rewards runs on, in a resource group of its own. README.md beside this file says what each parameter and role is for.
targetScope = 'subscription'

import { rewardsOptions } from 'modules/app.bicep'
import { budget } from 'modules/budget.bicep'

@description('Names the deployment: the resource group is rg-{environmentName}, and every other name ends with a token made of it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of every resource; one that has Flex Consumption and, with zone-redundant storage, zones.')
@minLength(1)
param location string

@description('How both storage accounts are replicated. A zone-redundant one survives the loss of a zone, a geo-zone-redundant one that of a region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('Instances that are always warm for the HTTP functions; 0: the first call after a pause waits for a start.')
@minValue(0)
@maxValue(1000)
param alwaysReadyInstances int = 1

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances at most, for each function that scales of its own.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Spreads the instances over the region\'s zones; asks for at least two that are always ready.')
param zoneRedundant bool = false

@description('Reaches storage, topic and vault over private endpoints only.')
param privateNetwork bool = false

@description('Address range of the virtual network, at least a /24.')
param addressPrefix string = '10.60.0.0/24'

@description('Who gets the alerts; empty: the alerts are shown in the portal only.')
param alertEmail string = ''

@description('95th percentile of a redemption in milliseconds above which an alert is raised.')
@minValue(1)
param redemptionP95Milliseconds int = 500

@description('Share of requests in percent answered with 5xx above which an alert is raised.')
@minValue(1)
@maxValue(100)
param serverErrorPercent int = 2

@description('A monthly budget in the currency of the bill, which warns at 80 % and at 100 %; null: none.')
param monthlyBudget budget?

@description('Days for which logs and metrics are kept in the workspace.')
@minValue(30)
@maxValue(730)
param retentionDays int = 30

@description('Object id of the group or user that puts the secret of the tills\' keys into the vault; empty: nobody yet.')
param keyOfficerId string = ''

@description('What keyOfficerId is.')
@allowed(['Group', 'ServicePrincipal', 'User'])
param keyOfficerType string = 'Group'

@description('Tenant whose access tokens the API takes.')
param accessTenantId string = tenant().tenantId

@description('Application id of the API\'s registration in Entra ID, for which a token has to be made; empty: no token is taken.')
param accessAudience string = ''

@description('Takes keys of the secret till-keys-before as well, while the secret till-keys is being replaced.')
param replacesTillKeySecret bool = false

@description('Waiting times and allowances that are to be otherwise than by default.')
param rewards rewardsOptions = {}

// As in functions/Rewards.Functions/Storage/TableKeys.cs; a test compares them.
var tables = ['Campaigns', 'Coupons', 'Members', 'Agenda', 'Claims', 'Facts', 'Reports', 'Poison', 'Imports']
var queues = [
  'follow-ups'
  'purchases'
  'looks'
  'walks'
  'batches'
  'events'
  'imports'
  'renewals'
  'messages'
  'models'
]
var poisonQueues = map(queues, queue => '${queue}-poison')

var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var packageContainer = 'app-package'
var names = {
  identity: 'id-${token}'
  workspace: 'log-${token}'
  component: 'appi-${token}'
  dataAccount: 'stdata${token}'
  hostAccount: 'sthost${token}'
  topic: 'evgt-${token}'
  vault: 'kv-${token}'
  plan: 'asp-${token}'
  app: 'func-${token}'
}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { location: location, tags: tags, name: names.identity }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: names.workspace
    componentName: names.component
    retentionDays: retentionDays
  }
}

module data 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.dataAccount
    redundancy: storageRedundancy
    tables: tables
    queues: concat(queues, poisonQueues)
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module host 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.hostAccount
    redundancy: storageRedundancy
    containers: [packageContainer]
    blobLogs: true
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module topic 'modules/topic.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.topic
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.vault
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  dependsOn: [identity, data, host, topic, vault, monitoring]
  params: {
    identityName: names.identity
    dataAccount: names.dataAccount
    hostAccount: names.hostAccount
    topicName: names.topic
    componentName: names.component
    vaultName: names.vault
    keyOfficerId: keyOfficerId
    keyOfficerType: keyOfficerType
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    addressPrefix: addressPrefix
    endpoints: [
      { service: 'blob', resourceId: host.outputs.id, zone: 'privatelink.blob.${environment().suffixes.storage}' }
      { service: 'queue', resourceId: data.outputs.id, zone: 'privatelink.queue.${environment().suffixes.storage}' }
      { service: 'table', resourceId: data.outputs.id, zone: 'privatelink.table.${environment().suffixes.storage}' }
      { service: 'topic', resourceId: topic.outputs.id, zone: 'privatelink.eventgrid.azure.net' }
      {
        service: 'vault'
        resourceId: vault.outputs.id
        zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
      }
    ]
  }
}

module app 'modules/app.bicep' = {
  scope: group
  // The host needs its roles, and the way to its storage, at its first start.
  dependsOn: [roles]
  params: {
    location: location
    tags: tags
    planName: names.plan
    name: names.app
    identityName: names.identity
    blobEndpoint: host.outputs.blobEndpoint
    packageContainer: packageContainer
    tableEndpoint: data.outputs.tableEndpoint
    queueEndpoint: data.outputs.queueEndpoint
    topicEndpoint: topic.outputs.endpoint
    vaultName: names.vault
    accessTenantId: accessTenantId
    accessAudience: accessAudience
    replacesTillKeySecret: replacesTillKeySecret
    insightsConnection: monitoring.outputs.connection
    workspaceId: monitoring.outputs.workspaceId
    alwaysReadyInstances: alwaysReadyInstances
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    zoneRedundant: zoneRedundant
    subnetId: privateNetwork ? network!.outputs.appSubnetId : null
    rewards: rewards
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
    redemptionP95Milliseconds: redemptionP95Milliseconds
    serverErrorPercent: serverErrorPercent
  }
}

module spending 'modules/budget.bicep' = if (monthlyBudget != null) {
  scope: group
  params: {
    name: 'budget-${token}'
    monthly: monthlyBudget!
    email: alertEmail
    actionGroupId: alerts.outputs.actionGroupId
  }
}

@description('Where the API is.')
output REWARDS_API string = '${app.outputs.url}/v1'
@description('By this azd finds the app to deploy to.')
output SERVICE_API_NAME string = app.outputs.name
output AZURE_RESOURCE_GROUP string = group.name
output REWARDS_DATA_ACCOUNT string = names.dataAccount
output REWARDS_KEY_VAULT string = names.vault
