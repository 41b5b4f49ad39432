locals {
  alarms = merge([
    for name, function in local.functions : {
      "rolepair-${name}-dead-letters" = {
        description = "rolepair-${name} gave up on work that is now in its dead-letter queue"
        namespace   = "AWS/SQS"
        metric      = "ApproximateNumberOfMessagesVisible"
        dimensions  = { QueueName = aws_sqs_queue.dead_letters[name].name }
        statistic   = "Maximum"
        threshold   = 0
      }
      "rolepair-${name}-age" = {
        description = "Work has waited for rolepair-${name} for too long"
        namespace   = "AWS/SQS"
        metric      = "ApproximateAgeOfOldestMessage"
        dimensions  = { QueueName = aws_sqs_queue.this[name].name }
        statistic   = "Maximum"
        threshold   = function.age
      }
      "rolepair-${name}-errors" = {
        description = "Calls of rolepair-${name} failed"
        namespace   = "AWS/Lambda"
        metric      = "Errors"
        dimensions  = { FunctionName = "rolepair-${name}" }
        statistic   = "Sum"
        threshold   = 0
      }
      "rolepair-${name}-throttles" = {
        description = "Lambda throttled rolepair-${name}"
        namespace   = "AWS/Lambda"
        metric      = "Throttles"
        dimensions  = { FunctionName = "rolepair-${name}" }
        statistic   = "Sum"
        threshold   = 0
      }
    }
  ]...)
  runs = local.with_state_machine == 0 ? {} : {
    "rolepair-backfill-runs" = {
      description = "A run of the backfill failed"
      namespace   = "AWS/States"
      metric      = "ExecutionsFailed"
      dimensions  = { StateMachineArn = aws_sfn_state_machine.backfill[0].arn }
      statistic   = "Sum"
      threshold   = 0
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each            = merge(local.alarms, local.runs)
  alarm_name          = each.key
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = compact([var.alarm_topic_arn])
  ok_actions          = compact([var.alarm_topic_arn])
}

locals {
  names = [for name in keys(local.functions) : "rolepair-${name}"]
  widgets = [
    {
      title   = "Waiting"
      stat    = "Maximum"
      metrics = [for name in local.names : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name]]
    },
    {
      title   = "Oldest, seconds"
      stat    = "Maximum"
      metrics = [for name in local.names : ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", name]]
    },
    {
      title   = "Dead letters"
      stat    = "Maximum"
      metrics = [for name in local.names : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "${name}-dead-letters"]]
    },
    {
      title   = "Calls"
      stat    = "Sum"
      metrics = [for name in local.names : ["AWS/Lambda", "Invocations", "FunctionName", name]]
    },
    {
      title = "Errors and throttles"
      stat  = "Sum"
      metrics = concat(
        [for name in local.names : ["AWS/Lambda", "Errors", "FunctionName", name]],
        [for name in local.names : ["AWS/Lambda", "Throttles", "FunctionName", name]],
      )
    },
    {
      title   = "Duration, ms"
      stat    = "p95"
      metrics = [for name in local.names : ["AWS/Lambda", "Duration", "FunctionName", name]]
    },
    {
      title = "Events that matched"
      stat  = "Sum"
      metrics = [
        for rule in keys(local.rules) : ["AWS/Events", "MatchedEvents", "EventBusName", "rolepair", "RuleName", "rolepair-${rule}"]
      ]
    },
    {
      title = "Events that could not be delivered"
      stat  = "Sum"
      metrics = [
        for rule in keys(local.rules) : ["AWS/Events", "InvocationsSentToDlq", "EventBusName", "rolepair", "RuleName", "rolepair-${rule}"]
      ]
    },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = "rolepair"
  dashboard_body = jsonencode({
    widgets = [
      for index, widget in local.widgets : {
        type   = "metric"
        x      = 8 * (index % 3)
        y      = 6 * floor(index / 3)
        width  = 8
        height = 6
        properties = {
          title   = widget.title
          region  = local.values.region
          stat    = widget.stat
          period  = 300
          metrics = widget.metrics
        }
      }
    ]
  })
}
