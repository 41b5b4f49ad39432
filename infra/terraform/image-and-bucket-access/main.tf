data "aws_partition" "this" {}

locals {
  policies = "${path.module}/../../policies"
  values = {
    partition          = data.aws_partition.this.partition
    organization       = var.organization_id
    organization_paths = join("\",\"", var.organization_paths)
    bucket             = coalesce(var.bucket_name, "none")
    prefix             = var.bucket_prefix
  }
}

resource "aws_ecr_repository" "this" {
  name                 = var.repository_name
  image_tag_mutability = "IMMUTABLE"
  encryption_configuration {
    encryption_type = "AES256"
  }
  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_repository_policy" "this" {
  repository = aws_ecr_repository.this.name
  policy     = templatefile("${local.policies}/image-pull.json", local.values)
}

resource "aws_s3_bucket_policy" "this" {
  count  = var.bucket_name == null ? 0 : 1
  bucket = var.bucket_name
  policy = templatefile("${local.policies}/bucket-read.json", local.values)
}

output "repository_url" {
  description = "Push the init image here. `init_image` of rolepair.yaml is this with a tag or digest."
  value       = aws_ecr_repository.this.repository_url
}
