output "forward_role_arn" {
  description = "The role that EventBridge forwards with."
  value       = aws_iam_role.forward.arn
}
