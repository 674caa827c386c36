// Who may do what: every role of the app's identity, each on the one resource that it is for.
param identityName string
param dataAccount string
param hostAccount string
param topicName string
param componentName string
param vaultName string
param keyOfficerId string
param keyOfficerType string

var roles = {
  // Rows and batches. The tables themselves are made here, not by the app.
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  // Sends, receives, deletes, prolongs a message while it is worked on, and lets the platform count what waits: Sender and
  // Processor together could neither prolong nor count.
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  // The host's own: the package, function keys, timers' locks. It makes containers, which Contributor does not cover.
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  eventGridDataSender: 'd5a91429-5739-47e2-a06b-3470a27159e7'
  // Sends traces and metrics to Application Insights, which takes no key.
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  // Reads the secret of the tills' keys: nothing else is in the vault, and a secret that is still to be put can have no role of its own.
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  // Puts and replaces it; for a person or a pipeline, never for the app.
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource data 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: dataAccount
}

resource host 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: hostAccount
}

resource events 'Microsoft.EventGrid/topics@2025-02-15' existing = {
  name: topicName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource keys 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource rows 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(data.id, identity.id, roles.storageTableDataContributor)
  scope: data
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageTableDataContributor
    )
  }
}

resource messages 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(data.id, identity.id, roles.storageQueueDataContributor)
  scope: data
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageQueueDataContributor
    )
  }
}

resource hosting 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(host.id, identity.id, roles.storageBlobDataOwner)
  scope: host
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
  }
}

resource telling 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(events.id, identity.id, roles.eventGridDataSender)
  scope: events
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.eventGridDataSender)
  }
}

resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, identity.id, roles.monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
  }
}

resource readingKeys 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(keys.id, identity.id, roles.keyVaultSecretsUser)
  scope: keys
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

resource puttingKeys 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(keyOfficerId)) {
  name: guid(keys.id, keyOfficerId, roles.keyVaultSecretsOfficer)
  scope: keys
  properties: {
    principalId: keyOfficerId
    principalType: keyOfficerType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}
