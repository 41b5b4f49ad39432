data "aws_partition" "this" {}
data "aws_region" "this" {}
data "aws_caller_identity" "this" {}

locals {
  policies = "${path.module}/../../policies"
  patterns = "${path.module}/../../event-patterns"

  # The values of the placeholders in infra/policies.
  values = {
    partition          = data.aws_partition.this.partition
    region             = data.aws_region.this.name
    account            = data.aws_caller_identity.this.account_id
    organization       = var.organization_id
    management_account = var.management_account_id
    resource_account   = var.resource_account_id
    key                = coalesce(var.key_arn, "none")
    results_bucket     = var.backfill_definition == null ? "none" : aws_s3_bucket.results[0].id
    bucket             = var.backfill_definition == null ? "none" : aws_s3_bucket.results[0].id
  }

  # The reasons for these numbers are in infra/templates/hub.yaml.
  functions = {
    pair-account = {
      description = "Makes the role pairs of an account"
      memory      = 256
      timeout     = 60
      visibility  = 360
      receives    = 40
      batch       = 5
      age         = 3600
    }
    patch-task-definition = {
      description = "Registers the patched revision of a task definition"
      memory      = 256
      timeout     = 60
      visibility  = 360
      receives    = 40
      batch       = 10
      age         = 3600
    }
    backfill = {
      description = "Checks accounts, role pairs and task definitions, and repairs them"
      memory      = 512
      timeout     = 900
      visibility  = 5400
      receives    = 3
      batch       = 1
      age         = 10800
    }
  }

  # Each rule, and the function to whose queue it sends.
  rules = {
    pair-account-organizations = {
      function    = "pair-account"
      description = "An account was created, joined by invitation, or moved"
    }
    pair-account-control-tower = {
      function    = "pair-account"
      description = "Control Tower created or enrolled an account"
    }
    patch-task-definition-ecs = {
      function    = "patch-task-definition"
      description = "A task definition was registered, and not by rolepair"
    }
  }
}
