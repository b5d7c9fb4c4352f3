terraform {
  required_version = ">= 1.6"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }
  # State holds what it manages: keep it where only your team reads it.
  # backend "gcs" {}
}

provider "google" {
  project = var.project
  region  = var.region
}
