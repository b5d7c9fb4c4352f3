output "address" {
  description = "Where the service answers those who may ask."
  value       = google_cloud_run_v2_service.this.uri
}

output "repository" {
  description = "Where its images go."
  value       = "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.this.repository_id}"
}
