variable "pair_name" {
  description = "The pair."
  type        = string
}

variable "resource_account_id" {
  description = "The account that owns the resources, `resource_account` in rolepair.yaml."
  type        = string
}

variable "trust" {
  description = "The pair's `trust`: account or organization."
  type        = string
  default     = "account"
}

variable "cluster_name" {
  description = "The cluster the instances join."
  type        = string
}

variable "image_parameter" {
  description = "The parameter with the image of the instances. The default is Amazon's for ECS on arm64."
  type        = string
  default     = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
}

variable "instance_type" {
  description = "The type of the instances. It needs the architecture of the image."
  type        = string
  default     = "t4g.small"
}
