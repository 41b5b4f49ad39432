locals {
  with_state_machine = var.backfill_definition == null ? 0 : 1
}

resource "aws_s3_bucket" "results" {
  count         = local.with_state_machine
  bucket_prefix = "rolepair-backfill-"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "results" {
  count  = local.with_state_machine
  bucket = aws_s3_bucket.results[0].id
  rule {
    bucket_key_enabled = var.key_arn != null
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.key_arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "results" {
  count  = local.with_state_machine
  bucket = aws_s3_bucket.results[0].id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "results" {
  count                   = local.with_state_machine
  bucket                  = aws_s3_bucket.results[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "results" {
  count  = local.with_state_machine
  bucket = aws_s3_bucket.results[0].id
  rule {
    id     = "results"
    status = "Enabled"
    filter {}
    expiration {
      days = 90
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "results" {
  count  = local.with_state_machine
  bucket = aws_s3_bucket.results[0].id
  policy = templatefile("${local.policies}/bucket.json", local.values)
}

resource "aws_cloudwatch_log_group" "state_machine" {
  count             = local.with_state_machine
  name              = "/aws/vendedlogs/states/rolepair-backfill"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
  skip_destroy      = true
}

resource "aws_iam_role" "state_machine" {
  count              = local.with_state_machine
  name               = "rolepair-hub-backfill-state-machine"
  description        = "The role of the state machine rolepair-backfill"
  assume_role_policy = templatefile("${local.policies}/state-machine-trust.json", local.values)
}

resource "aws_iam_role_policy" "state_machine" {
  count  = local.with_state_machine
  name   = "rolepair"
  role   = aws_iam_role.state_machine[0].name
  policy = templatefile("${local.policies}/state-machine.json", local.values)
}

resource "aws_iam_role_policy" "state_machine_key" {
  count  = var.key_arn == null ? 0 : local.with_state_machine
  name   = "key"
  role   = aws_iam_role.state_machine[0].name
  policy = templatefile("${local.policies}/state-machine-key.json", local.values)
}

resource "aws_sfn_state_machine" "backfill" {
  count    = local.with_state_machine
  name     = "rolepair-backfill"
  type     = "STANDARD"
  role_arn = aws_iam_role.state_machine[0].arn
  # The same substitutions as in CloudFormation.
  definition = replace(replace(replace(file(var.backfill_definition),
    "$${Partition}", local.values.partition),
    "$${BackfillFunction}", aws_lambda_function.this["backfill"].arn),
    "$${ResultsBucket}", aws_s3_bucket.results[0].id,
  )
  logging_configuration {
    level                  = "ERROR"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.state_machine[0].arn}:*"
  }
  depends_on = [aws_iam_role_policy.state_machine]
}

resource "aws_scheduler_schedule_group" "this" {
  name = "rolepair"
}

resource "aws_iam_role" "schedule" {
  name               = "rolepair-hub-schedule"
  description        = "The role of the backfill's schedule"
  assume_role_policy = templatefile("${local.policies}/schedule-trust.json", local.values)
}

resource "aws_iam_role_policy" "schedule" {
  name   = "rolepair"
  role   = aws_iam_role.schedule.name
  policy = templatefile("${local.policies}/schedule.json", local.values)
}

resource "aws_iam_role_policy" "schedule_starts" {
  count  = local.with_state_machine
  name   = "start"
  role   = aws_iam_role.schedule.name
  policy = templatefile("${local.policies}/schedule-starts.json", local.values)
}

resource "aws_iam_role_policy" "schedule_sends" {
  count  = 1 - local.with_state_machine
  name   = "send"
  role   = aws_iam_role.schedule.name
  policy = templatefile("${local.policies}/schedule-sends.json", local.values)
}

resource "aws_iam_role_policy" "schedule_key" {
  count  = var.key_arn == null ? 0 : 1
  name   = "key"
  role   = aws_iam_role.schedule.name
  policy = templatefile("${local.policies}/schedule-key.json", local.values)
}

resource "aws_scheduler_schedule" "backfill" {
  name                = "rolepair-backfill"
  group_name          = aws_scheduler_schedule_group.this.name
  description         = "Starts the backfill, which finds what events have missed"
  schedule_expression = var.backfill_schedule
  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 15
  }
  target {
    role_arn = aws_iam_role.schedule.arn
    arn      = local.with_state_machine == 1 ? aws_sfn_state_machine.backfill[0].arn : aws_sqs_queue.this["backfill"].arn
    input = local.with_state_machine == 1 ? jsonencode({
      max_concurrency              = var.backfill_max_concurrency
      tolerated_failure_percentage = var.backfill_tolerated_failure_percentage
      }) : jsonencode({
      version     = "0"
      id          = "<aws.scheduler.execution-id>"
      source      = "aws.scheduler"
      detail-type = "Scheduled Event"
      account     = local.values.account
      region      = local.values.region
      time        = "<aws.scheduler.scheduled-time>"
      resources   = ["<aws.scheduler.schedule-arn>"]
      detail      = {}
    })
    dead_letter_config {
      arn = aws_sqs_queue.dead_letters["backfill"].arn
    }
  }
}
