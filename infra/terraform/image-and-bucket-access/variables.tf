variable "organization_id" {
  description = "The organization, `organization_id` in rolepair.yaml."
  type        = string
}

variable "organization_paths" {
  description = "The units of the task accounts, in the form of aws:PrincipalOrgPaths."
  type        = list(string)
}

variable "repository_name" {
  description = "The repository, here for the init image."
  type        = string
  default     = "rolepair/init"
}

variable "bucket_name" {
  description = "An existing bucket WITHOUT a bucket policy: this module makes it. If it is null, there is no bucket policy."
  type        = string
  default     = null
}

variable "bucket_prefix" {
  description = "The beginning of the keys that may be read. If it is empty, all keys may be read."
  type        = string
  default     = ""
}
