variable "pair_name" {
  description = "The pair."
  type        = string
}

variable "resource_account_id" {
  description = "The account that owns the resources, as `resource_account` of rolepair.yaml has it."
  type        = string
}

variable "trust" {
  description = "As `trust` of the pair: account or organization."
  type        = string
  default     = "account"
}

variable "cluster_name" {
  description = "The cluster the instances join."
  type        = string
}

variable "image_parameter" {
  description = "The parameter with the image of the instances, here Amazon's for ECS on arm64."
  type        = string
  default     = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
}

variable "instance_type" {
  description = "The type of the instances; its architecture is the image's."
  type        = string
  default     = "t4g.small"
}
