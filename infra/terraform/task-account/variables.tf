variable "organization_id" {
  description = "The organization, as `organization_id` of rolepair.yaml has it."
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
  description = "The account that owns the resources, as `resource_account` of rolepair.yaml has it."
  type        = string
}

variable "home_region" {
  description = "The one Region in which the account's roles are made."
  type        = string
}

variable "regions" {
  description = "The Regions in which task definitions are patched, as `regions` of rolepair.yaml has them."
  type        = list(string)
}

variable "execution_role_arns" {
  description = "The task execution roles that task definitions may go on having, with `*` for any text."
  type        = list(string)
  default     = ["arn:aws:iam::*:role/ecsTaskExecutionRole"]
}
