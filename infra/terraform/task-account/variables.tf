variable "organization_id" {
  description = "The organization, `organization_id` in rolepair.yaml."
  type        = string
}

variable "hub_account_id" {
  description = "The account with the hub."
  type        = string
}

variable "hub_region" {
  description = "The Region of the hub."
  type        = string
}

variable "resource_account_id" {
  description = "The account that owns the resources, `resource_account` in rolepair.yaml."
  type        = string
}

variable "home_region" {
  description = "The one Region in which the account's roles are made."
  type        = string
}

variable "regions" {
  description = "The Regions in which task definitions are patched, `regions` in rolepair.yaml."
  type        = list(string)
}

variable "execution_role_arns" {
  description = "The task execution roles that a patched task definition may keep; `*` matches any text."
  type        = list(string)
  default     = ["arn:aws:iam::*:role/ecsTaskExecutionRole"]
}
