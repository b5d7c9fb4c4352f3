terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
  # State holds what it manages: keep it where only your team reads it.
  # backend "s3" {}
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { service = var.name }
  }
}
