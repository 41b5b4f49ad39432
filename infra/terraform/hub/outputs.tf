output "event_bus_arn" {
  description = "The bus that the rules of the other accounts forward to."
  value       = aws_cloudwatch_event_bus.this.arn
}

output "functions" {
  description = "The functions by name, for direct calls."
  value       = { for name, function in aws_lambda_function.this : name => function.function_name }
}

output "state_machine_arn" {
  description = "Runs a backfill of the whole organization. Null without a definition."
  value       = one(aws_sfn_state_machine.backfill[*].arn)
}
