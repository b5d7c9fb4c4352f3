output "address" {
  description = "Where the service answers."
  value       = "https://${azurerm_container_app.this.ingress[0].fqdn}"
}

output "registry" {
  description = "Where its images go."
  value       = azurerm_container_registry.this.login_server
}
