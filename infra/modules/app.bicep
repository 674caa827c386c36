// The function app, on Flex Consumption, and every setting that it and the Functions host read.
@export()
@sealed()
@description('As RewardsOptions in functions/Rewards.Functions; times as hh:mm:ss or d.hh:mm:ss.')
type rewardsOptions = {
  StorageTimeout: string?
  ConflictPatience: string?
  FollowUpDelay: string?
  AbandonAfter: string?
  DefinitionAge: string?
  WalkDelay: string?
  WalkPageSize: int?
  FitPageSize: int?
  BatchSliceSize: int?
  ImportSliceSize: int?
  AuditPageSize: int?
  AuditPages: int?
  EventRetryDelay: string?
  EventRetryFor: string?
  QuietRecheck: string?
  GuessBurst: int?
  GuessRefill: string?
}

param location string
param tags { *: string }
param planName string
param name string
param identityName string
param blobEndpoint string
param packageContainer string
param tableEndpoint string
param queueEndpoint string
param topicEndpoint string
param vaultName string
param accessTenantId string
param accessAudience string
param replacesTillKeySecret bool
param insightsConnection string
param workspaceId string
param alwaysReadyInstances int
param instanceMemoryMB int
param maximumInstanceCount int
param zoneRedundant bool
@description('The delegated subnet to go out through; null: none.')
param subnetId string?
param rewards rewardsOptions

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

var clientId = identity.properties.clientId

var settings = {
  // The Functions host: its own storage, blobs only.
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${clientId}'
  // The app sends its traces and metrics there too; the share of the calls that is traced, from 0 to 1.
  Telemetry__Exporter: 'azureMonitor'
  Telemetry__SampleRatio: '1'
  // The data: the first two for the app and the queue triggers, the others for the triggers.
  Storage__tableServiceUri: tableEndpoint
  Storage__queueServiceUri: queueEndpoint
  Storage__credential: 'managedidentity'
  Storage__clientId: clientId
  // DefaultAzureCredential: which of the app's identities it takes.
  AZURE_CLIENT_ID: clientId
  Events__TopicEndpoint: topicEndpoint
  // NCrontab with seconds, UTC. The alert on the agenda's age wants a tick each half hour at least.
  AgendaSchedule: '0 */15 * * * *'
  PoisonSchedule: '0 */5 * * * *'
  ModelSchedule: '0 0 3 * * 0'
  Access__TenantId: accessTenantId
  Access__Audience: accessAudience
  // Not the secret but where it is: the platform reads it, and its newer versions within a day, with the app's identity.
  Access__TillKeySecret: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=till-keys)'
}

var replacing = {
  Access__TillKeySecretBefore: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=till-keys-before)'
}

var rewardsSettings = map(items(rewards), option => { name: 'Rewards__${option.key}', value: string(option.value) })

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    virtualNetworkSubnetId: subnetId
    keyVaultReferenceIdentity: identity.id
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      appSettings: concat(
        map(
          items(union(settings, replacesTillKeySecret ? replacing : {})),
          setting => { name: setting.key, value: setting.value }
        ),
        rewardsSettings
      )
    }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances > 0 ? [{ name: 'http', instanceCount: alwaysReadyInstances }] : []
      }
    }
  }

  // Whoever deploys proves it by a token, not by a publishing password.
  resource ftpPublishing 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scmPublishing 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
