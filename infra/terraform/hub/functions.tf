# A function reads it from disk when it starts. Earlier versions are kept.
resource "aws_lambda_layer_version" "configuration" {
  layer_name               = "rolepair-configuration"
  description              = "rolepair.yaml, from ${var.configuration}"
  s3_bucket                = var.code_bucket
  s3_key                   = var.configuration
  compatible_architectures = ["arm64", "x86_64"]
  compatible_runtimes      = ["provided.al2023"]
  skip_destroy             = true
}

resource "aws_cloudwatch_log_group" "function" {
  for_each          = local.functions
  name              = "/aws/lambda/rolepair-${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
  skip_destroy      = true
}

resource "aws_iam_role" "function" {
  for_each           = local.functions
  name               = "rolepair-hub-${each.key}"
  description        = "The execution role of the function rolepair-${each.key}"
  assume_role_policy = templatefile("${local.policies}/function-trust.json", local.values)
}

resource "aws_iam_role_policy" "function" {
  for_each = local.functions
  name     = "rolepair"
  role     = aws_iam_role.function[each.key].name
  policy   = templatefile("${local.policies}/function-${each.key}.json", local.values)
}

resource "aws_iam_role_policy" "enter" {
  for_each = local.functions
  name     = "enter"
  role     = aws_iam_role.function[each.key].name
  policy   = templatefile("${local.policies}/function.json", local.values)
}

resource "aws_iam_role_policy" "function_key" {
  for_each = var.key_arn == null ? {} : local.functions
  name     = "key"
  role     = aws_iam_role.function[each.key].name
  policy   = templatefile("${local.policies}/function-key.json", local.values)
}

resource "aws_lambda_function" "this" {
  for_each      = local.functions
  function_name = "rolepair-${each.key}"
  description   = each.value.description
  runtime       = "provided.al2023"
  architectures = [var.architecture]
  handler       = "bootstrap"
  memory_size   = each.value.memory
  timeout       = each.value.timeout
  role          = aws_iam_role.function[each.key].arn
  layers        = [aws_lambda_layer_version.configuration.arn]
  s3_bucket     = var.code_bucket
  s3_key        = var.code[each.key]
  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.function[each.key].name
  }
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each                = local.functions
  function_name           = aws_lambda_function.this[each.key].function_name
  event_source_arn        = aws_sqs_queue.this[each.key].arn
  batch_size              = each.value.batch
  function_response_types = ["ReportBatchItemFailures"]
  scaling_config {
    maximum_concurrency = var.concurrency[each.key]
  }
  depends_on = [aws_iam_role_policy.function]
}
