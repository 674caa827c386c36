// A virtual network from which the app reaches storage, topic and vault, which then answer nobody else.
@description('A private endpoint for one service of one resource.')
@sealed()
type endpoint = {
  @description('The sub-resource, such as blob.')
  service: string
  resourceId: string
  @description('The private DNS zone in which the resource is found.')
  zone: string
}

param location string
param tags { *: string }
param token string
param addressPrefix string
param endpoints endpoint[]

// The default rules: what comes from outside the network, and what is peered with it, is refused.
resource rules 'Microsoft.Network/networkSecurityGroups@2024-07-01' = {
  name: 'nsg-${token}'
  location: location
  tags: tags
  properties: {}
}

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: 'vnet-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'snet-app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          networkSecurityGroup: { id: rules.id }
          // What Flex Consumption runs in.
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'snet-endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          networkSecurityGroup: { id: rules.id }
          privateEndpointNetworkPolicies: 'Enabled'
          defaultOutboundAccess: false
        }
      }
    ]
  }

  resource appSubnet 'subnets' existing = { name: 'snet-app' }
  resource endpointSubnet 'subnets' existing = { name: 'snet-endpoints' }
}

module privateEndpoints 'endpoint.bicep' = [
  for endpoint in endpoints: {
    params: {
      location: location
      tags: tags
      name: 'pep-${endpoint.service}-${token}'
      service: endpoint.service
      resourceId: endpoint.resourceId
      zone: endpoint.zone
      networkId: network.id
      subnetId: network::endpointSubnet.id
    }
  }
]

output appSubnetId string = network::appSubnet.id
