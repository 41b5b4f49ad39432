variable "organization_id" {
  description = "The organization, as `organization_id` of rolepair.yaml has it."
  type        = string
  validation {
    condition     = can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "An organization's id looks like o-a1b2c3d4e5."
  }
}

variable "management_account_id" {
  description = "The management account; accounts and units bear its id in their ARNs."
  type        = string
}

variable "resource_account_id" {
  description = "The account that owns the resources, as `resource_account` of rolepair.yaml has it."
  type        = string
}

variable "code_bucket" {
  description = "A bucket in this Region with the objects named in `code` and `configuration`."
  type        = string
}

variable "architecture" {
  description = "What the functions were built for."
  type        = string
  default     = "x86_64"
  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Lambda runs arm64 and x86_64."
  }
}

variable "code" {
  description = "Keys of the functions' zips, by function; a key of its own for each build."
  type = object({
    pair-account          = string
    patch-task-definition = string
    backfill              = string
  })
}

variable "configuration" {
  description = "Key of a zip with rolepair/rolepair.yaml and the permission files it names; a key of its own for each version."
  type        = string
}

variable "backfill_definition" {
  description = "Path of the state machine's definition (infra/state-machine/backfill.asl.json); null: no state machine."
  type        = string
  default     = null
}

variable "concurrency" {
  description = "Calls side by side, at most, by function."
  type = object({
    pair-account          = optional(number, 2)
    patch-task-definition = optional(number, 5)
    backfill              = optional(number, 2)
  })
  default = {}
}

variable "backfill_schedule" {
  description = "When everything is looked at again, as EventBridge Scheduler writes it."
  type        = string
  default     = "rate(1 day)"
}

variable "backfill_max_concurrency" {
  description = "Accounts the state machine works on side by side; handed to it as `max_concurrency`."
  type        = number
  default     = 5
}

variable "backfill_tolerated_failure_percentage" {
  description = "The share of accounts that may fail before a run stops; handed to the state machine as `tolerated_failure_percentage`."
  type        = number
  default     = 25
}

variable "alarm_topic_arn" {
  description = "An SNS topic the alarms tell; null: they only change colour."
  type        = string
  default     = null
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 90
}

variable "key_arn" {
  description = "A KMS key for queues, bus, logs and results; null: AWS's own keys."
  type        = string
  default     = null
}
