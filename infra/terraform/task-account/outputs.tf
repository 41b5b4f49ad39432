output "hub_role_arn" {
  description = "The role that the hub assumes. Null where no roles are made."
  value       = one(aws_iam_role.hub[*].arn)
}

output "boundary_arn" {
  description = "The boundary of every role that the hub makes."
  value       = one(aws_iam_policy.boundary[*].arn)
}
