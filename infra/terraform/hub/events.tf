resource "aws_cloudwatch_event_bus" "this" {
  name               = "rolepair"
  description        = "The events of the organization that rolepair acts on"
  kms_key_identifier = var.key_arn
}

resource "aws_cloudwatch_event_bus_policy" "this" {
  event_bus_name = aws_cloudwatch_event_bus.this.name
  policy         = templatefile("${local.policies}/event-bus.json", local.values)
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each       = local.rules
  name           = "rolepair-${each.key}"
  description    = each.value.description
  event_bus_name = aws_cloudwatch_event_bus.this.name
  event_pattern  = file("${local.patterns}/${each.key}.json")
}

resource "aws_cloudwatch_event_target" "this" {
  for_each       = local.rules
  rule           = aws_cloudwatch_event_rule.this[each.key].name
  event_bus_name = aws_cloudwatch_event_bus.this.name
  target_id      = "queue"
  arn            = aws_sqs_queue.this[each.value.function].arn
  dead_letter_config {
    arn = aws_sqs_queue.dead_letters[each.value.function].arn
  }
}

resource "aws_sqs_queue" "this" {
  for_each                   = local.functions
  name                       = "rolepair-${each.key}"
  visibility_timeout_seconds = each.value.visibility
  message_retention_seconds  = 345600
  sqs_managed_sse_enabled    = var.key_arn == null ? true : null
  kms_master_key_id          = var.key_arn
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters[each.key].arn
    maxReceiveCount     = each.value.receives
  })
}

resource "aws_sqs_queue" "dead_letters" {
  for_each                  = local.functions
  name                      = "rolepair-${each.key}-dead-letters"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = var.key_arn == null ? true : null
  kms_master_key_id         = var.key_arn
}

resource "aws_sqs_queue_redrive_allow_policy" "this" {
  for_each  = local.functions
  queue_url = aws_sqs_queue.dead_letters[each.key].id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.this[each.key].arn]
  })
}

locals {
  queues = merge(
    { for name, queue in aws_sqs_queue.this : queue.name => { url = queue.id, function = name } },
    { for name, queue in aws_sqs_queue.dead_letters : queue.name => { url = queue.id, function = name } },
  )
  senders = {
    for name in keys(local.functions) : name => [
      for rule, of in local.rules : aws_cloudwatch_event_rule.this[rule].arn if of.function == name
    ]
  }
}

resource "aws_sqs_queue_policy" "this" {
  for_each  = local.queues
  queue_url = each.value.url
  policy = length(local.senders[each.value.function]) == 0 ? templatefile(
    "${local.policies}/queue-without-rules.json",
    merge(local.values, { queue = each.key }),
    ) : templatefile(
    "${local.policies}/queue.json",
    merge(local.values, { queue = each.key, rules = join("\",\"", local.senders[each.value.function]) }),
  )
}
