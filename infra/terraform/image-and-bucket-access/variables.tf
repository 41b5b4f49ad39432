variable "organization_id" {
  description = "The organization, as `organization_id` of rolepair.yaml has it."
  type        = string
}

variable "organization_paths" {
  description = "Where the task accounts stand, as aws:PrincipalOrgPaths has it."
  type        = list(string)
}

variable "repository_name" {
  description = "The repository, here for the init image."
  type        = string
  default     = "rolepair/init"
}

variable "bucket_name" {
  description = "An existing bucket WITHOUT a bucket policy, which this becomes; null: none."
  type        = string
  default     = null
}

variable "bucket_prefix" {
  description = "Only objects whose keys begin so; empty for all."
  type        = string
  default     = ""
}
