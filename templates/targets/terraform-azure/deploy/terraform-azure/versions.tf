terraform {
  required_version = ">= 1.6"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
  # State holds what it manages: keep it where only your team reads it.
  # backend "azurerm" {}
}

provider "azurerm" {
  features {}
  subscription_id = var.subscription
}
