output "forward_role_arn" {
  description = "What EventBridge forwards with."
  value       = aws_iam_role.forward.arn
}
