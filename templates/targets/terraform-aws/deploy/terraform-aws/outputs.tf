output "address" {
  description = "Where a name of the certificate has to point (CNAME or alias)."
  value       = aws_lb.this.dns_name
}

output "log" {
  description = "Where the service writes."
  value       = aws_cloudwatch_log_group.this.name
}
