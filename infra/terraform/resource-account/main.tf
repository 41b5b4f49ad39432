data "aws_partition" "this" {}
data "aws_region" "this" {}
data "aws_caller_identity" "this" {}

locals {
  policies = "${path.module}/../../policies"
  values = {
    partition        = data.aws_partition.this.partition
    account          = data.aws_caller_identity.this.account_id
    organization     = var.organization_id
    hub_account      = var.hub_account_id
    boundary_actions = join("\",\"", var.boundary_actions)
  }
}

resource "aws_iam_policy" "boundary" {
  name        = "rolepair-boundary"
  path        = "/rolepair/"
  description = "The most that a resource role of rolepair can do"
  policy      = templatefile("${local.policies}/resource-account-boundary.json", local.values)
}

resource "aws_iam_role" "hub" {
  name               = "rolepair-hub-resource-account"
  description        = "The role that rolepair's functions in the hub account assume here"
  assume_role_policy = templatefile("${local.policies}/hub-role-trust.json", local.values)
}

resource "aws_iam_role_policy" "hub" {
  name   = "rolepair"
  role   = aws_iam_role.hub.name
  policy = templatefile("${local.policies}/resource-account-role.json", local.values)
}

