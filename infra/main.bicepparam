// From the environment: azd sets the first two itself, the others by `azd env set NAME VALUE`. README.md lists every parameter.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'rewards')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param privateNetwork = bool(readEnvironmentVariable('REWARDS_PRIVATE_NETWORK', 'false'))
param alertEmail = readEnvironmentVariable('REWARDS_ALERT_EMAIL', '')
param keyOfficerId = readEnvironmentVariable('REWARDS_KEY_OFFICER_ID', '')
param keyOfficerType = readEnvironmentVariable('REWARDS_KEY_OFFICER_TYPE', 'Group')
param accessAudience = readEnvironmentVariable('REWARDS_ACCESS_AUDIENCE', '')
param replacesTillKeySecret = bool(readEnvironmentVariable('REWARDS_REPLACES_TILL_KEY_SECRET', 'false'))
