# Deploy it in each account and Region. Terraform does not see accounts that join later: see ../README.md.
data "aws_partition" "this" {}
data "aws_region" "this" {}
data "aws_caller_identity" "this" {}

locals {
  policies = "${path.module}/../../policies"
  patterns = "${path.module}/../../event-patterns"
  values = {
    partition        = data.aws_partition.this.partition
    region           = data.aws_region.this.name
    account          = data.aws_caller_identity.this.account_id
    hub_account      = var.hub_account_id
    hub_region       = var.hub_region
    organization     = var.organization_id
    resource_account = var.resource_account_id
    regions          = join("\",\"", var.regions)
    execution_roles  = join("\",\"", var.execution_role_arns)
  }
  bus       = "arn:${local.values.partition}:events:${var.hub_region}:${var.hub_account_id}:event-bus/rolepair"
  rule_arns = "arn:${local.values.partition}:events:${local.values.region}:${local.values.account}:rule"
}

locals {
  is_task_account = local.values.account != var.resource_account_id
  makes_roles     = local.is_task_account && local.values.region == var.home_region ? 1 : 0
  forwards        = local.is_task_account ? 1 : 0
  all_rules       = { patch-task-definition-ecs = "A task definition was registered, and not by rolepair" }
  rules           = { for name, what in local.all_rules : name => what if local.is_task_account }
}

resource "aws_iam_policy" "boundary" {
  count       = local.makes_roles
  name        = "rolepair-boundary"
  path        = "/rolepair/"
  description = "The most that a task role of rolepair can do"
  policy      = templatefile("${local.policies}/task-account-boundary.json", local.values)
}

resource "aws_iam_role" "hub" {
  count              = local.makes_roles
  name               = "rolepair-hub-task-account"
  description        = "The role that rolepair's functions in the hub account assume here"
  assume_role_policy = templatefile("${local.policies}/hub-role-trust.json", local.values)
}

resource "aws_iam_role_policy" "hub" {
  count  = local.makes_roles
  name   = "rolepair"
  role   = one(aws_iam_role.hub[*].name)
  policy = templatefile("${local.policies}/task-account-role.json", local.values)
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
  role_arn  = one(aws_iam_role.forward[*].arn)
  dead_letter_config {
    arn = aws_sqs_queue.undelivered_events.arn
  }
}

resource "aws_iam_role" "forward" {
  count              = local.forwards
  name               = "rolepair-forward-events-${local.values.region}"
  description        = "Lets rolepair's rules forward events to the hub, and nothing else"
  assume_role_policy = templatefile("${local.policies}/forward-trust.json", local.values)
}

resource "aws_iam_role_policy" "forward" {
  count  = local.forwards
  name   = "rolepair"
  role   = one(aws_iam_role.forward[*].name)
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
    rules = join("\",\"", [for name in keys(local.all_rules) : "${local.rule_arns}/rolepair-${name}"])
  }))
}

