variable "organization_id" {
  description = "The organization, `organization_id` in rolepair.yaml."
  type        = string
  validation {
    condition     = can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "An organization's id looks like o-a1b2c3d4e5."
  }
}

variable "management_account_id" {
  description = "The management account. The ARNs of accounts and units hold its id."
  type        = string
}

variable "resource_account_id" {
  description = "The account that owns the resources, `resource_account` in rolepair.yaml."
  type        = string
}

variable "code_bucket" {
  description = "A bucket in this Region that holds the objects of `code` and `configuration`."
  type        = string
}

variable "architecture" {
  description = "The architecture that the functions were built for."
  type        = string
  default     = "x86_64"
  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Lambda runs arm64 and x86_64."
  }
}

variable "code" {
  description = "Keys of the functions' zips, by function. Use a new key for each build."
  type = object({
    pair-account          = string
    patch-task-definition = string
    backfill              = string
  })
}

variable "configuration" {
  description = "Key of a zip with rolepair/rolepair.yaml and the permission files it names. Use a new key for each version."
  type        = string
}

variable "backfill_definition" {
  description = "Path of the state machine's definition (infra/state-machine/backfill.asl.json). If it is null, there is no state machine."
  type        = string
  default     = null
}

variable "concurrency" {
  description = "The most calls at a time, by function."
  type = object({
    pair-account          = optional(number, 2)
    patch-task-definition = optional(number, 5)
    backfill              = optional(number, 2)
  })
  default = {}
}

variable "backfill_schedule" {
  description = "When the backfill runs, in the syntax of EventBridge Scheduler."
  type        = string
  default     = "rate(1 day)"
}

variable "backfill_max_concurrency" {
  description = "The most accounts the state machine works on at a time, passed to it as `max_concurrency`."
  type        = number
  default     = 5
}

variable "backfill_tolerated_failure_percentage" {
  description = "The share of accounts that may fail before a run stops, passed to the state machine as `tolerated_failure_percentage`."
  type        = number
  default     = 25
}

variable "alarm_topic_arn" {
  description = "An SNS topic that the alarms notify. If it is null, they notify nobody."
  type        = string
  default     = null
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 90
}

variable "key_arn" {
  description = "A KMS key for queues, bus, logs and results. If it is null, AWS's own keys encrypt them."
  type        = string
  default     = null
}
