variable "hub_account_id" {
  description = "The account with the hub."
  type        = string
}

variable "hub_region" {
  description = "The Region of the hub."
  type        = string
}

variable "organizations_region" {
  description = "The Region with CloudTrail records of AWS Organizations. Outside the partition `aws` it is another one."
  type        = string
  default     = "us-east-1"
}

variable "control_tower_home_region" {
  description = "The home Region of Control Tower. Leave it null without Control Tower."
  type        = string
  default     = null
}
