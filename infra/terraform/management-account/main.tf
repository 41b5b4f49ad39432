# Deploy it in us-east-1, and in the home Region of Control Tower if that is another one.
data "aws_partition" "this" {}
data "aws_region" "this" {}
data "aws_caller_identity" "this" {}

locals {
  policies = "${path.module}/../../policies"
  patterns = "${path.module}/../../event-patterns"
  values = {
    partition   = data.aws_partition.this.partition
    region      = data.aws_region.this.name
    account     = data.aws_caller_identity.this.account_id
    hub_account = var.hub_account_id
    hub_region  = var.hub_region
  }
  bus = "arn:${local.values.partition}:events:${var.hub_region}:${var.hub_account_id}:event-bus/rolepair"
}

locals {
  rules = merge(
    local.values.region != var.organizations_region ? {} : {
      pair-account-organizations = "An account was created, joined by invitation, or moved"
    },
    local.values.region != var.control_tower_home_region ? {} : {
      pair-account-control-tower = "Control Tower created or enrolled an account"
    },
  )
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each      = local.rules
  name          = "rolepair-${each.key}"
  description   = each.value
  event_pattern = file("${local.patterns}/${each.key}.json")
}

resource "aws_cloudwatch_event_target" "this" {
  for_each  = local.rules
  rule      = aws_cloudwatch_event_rule.this[each.key].name
  target_id = "hub"
  arn       = local.bus
  role_arn  = aws_iam_role.forward.arn
  dead_letter_config {
    arn = aws_sqs_queue.undelivered_events.arn
  }
}

resource "aws_iam_role" "forward" {
  name               = "rolepair-forward-events-${local.values.region}"
  description        = "Lets rolepair's rules forward events to the hub, and nothing else"
  assume_role_policy = templatefile("${local.policies}/forward-trust.json", local.values)
}

resource "aws_iam_role_policy" "forward" {
  name   = "rolepair"
  role   = aws_iam_role.forward.name
  policy = templatefile("${local.policies}/forward.json", local.values)
}

resource "aws_sqs_queue" "undelivered_events" {
  name                      = "rolepair-undelivered-events"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "undelivered_events" {
  queue_url = aws_sqs_queue.undelivered_events.id
  policy = templatefile("${local.policies}/queue.json", merge(local.values, {
    queue = aws_sqs_queue.undelivered_events.name
    rules = join("\",\"", [for rule in aws_cloudwatch_event_rule.this : rule.arn])
  }))
}

