output "hub_role_arn" {
  description = "What the hub assumes; null where no roles are made."
  value       = one(aws_iam_role.hub[*].arn)
}

output "boundary_arn" {
  description = "The boundary of every role the hub makes."
  value       = one(aws_iam_policy.boundary[*].arn)
}
